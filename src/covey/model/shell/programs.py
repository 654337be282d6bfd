"""The programs that are known, each with its rule."""

from __future__ import annotations

from covey.model.shell import editors, files, filters, lists, shell_builtins, texts, wrappers
from covey.model.shell.formatters import FORMATTERS, format_
from covey.model.shell.known import INTERPRETED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.shell.call import Call
    from covey.model.shell.scene import Feed


def _interpret(call: Call) -> Feed | None:
    from covey.model.shell.interpreters import INTERPRETERS  # noqa: PLC0415 - few commands have scripts; ADR 0003

    return INTERPRETERS[call.program](call)


def _search(call: Call) -> Feed | None:
    from covey.model.shell.find import SEARCHES  # noqa: PLC0415 - the rules for what finds files are large; ADR 0003

    return SEARCHES[call.program](call)


def _git(call: Call) -> Feed | None:
    from covey.model.shell.git import GIT_PROGRAMS  # noqa: PLC0415 - those for git are the largest; ADR 0003

    return GIT_PROGRAMS[call.program](call)


def _patch(call: Call) -> None:
    from covey.model.shell.patches import patch  # noqa: PLC0415 - they know of repositories too; ADR 0003

    patch(call)


PROGRAMS: dict[str, Callable[[Call], Feed | None]] = {
    **dict.fromkeys(FORMATTERS, format_),
    **dict.fromkeys(wrappers.WRAPPERS, wrappers.wrap),
    **dict.fromkeys(wrappers.RUNNERS, wrappers.run_tool),
    **dict.fromkeys(("bash", "dash", "ksh", "sh", "zsh"), wrappers.shell),
    **dict.fromkeys(("awk", "gawk"), editors.awk),
    **dict.fromkeys(("bunzip2", "bzip2", "gunzip", "gzip", "unxz", "xz"), files.gzip),
    **dict.fromkeys(("cd", "pushd"), shell_builtins.cd),
    **dict.fromkeys(shell_builtins.ENDS, shell_builtins.end),
    **dict.fromkeys(("egrep", "fgrep", "grep"), filters.grep),
    **dict.fromkeys(("head", "tail"), filters.first_lines),
    **dict.fromkeys(("mapfile", "readarray"), shell_builtins.mapfile),
    **dict.fromkeys(("fd", "fdfind", "find", "rg"), _search),
    **dict.fromkeys(("gh", "git", "glab"), _git),
    **dict.fromkeys(("shuf", "tac"), filters.pass_on),
    **dict.fromkeys(("readlink", "realpath"), texts.realpath),
    **dict.fromkeys(INTERPRETED, _interpret),
    **dict.fromkeys(("rmdir", "unlink"), files.rmdir),
    **dict.fromkeys(("sponge", "tee"), files.tee),
    **dict.fromkeys((".", "source"), wrappers.source),
    "basename": texts.basename_,
    "cat": texts.cat,
    "cp": files.cp,
    "curl": editors.curl,
    "dd": files.dd,
    "dirname": texts.dirname_,
    "echo": texts.echo,
    "env": wrappers.env,
    "eval": wrappers.eval_,
    "false": shell_builtins.fail,
    "fallocate": files.fallocate,
    "flock": wrappers.flock,
    "gsed": editors.sed,
    "iconv": files.iconv,
    "install": files.install,
    "ln": files.ln,
    "ls": texts.ls,
    "mkdir": shell_builtins.mkdir,
    "mktemp": texts.mktemp,
    "mv": files.mv,
    "patch": _patch,
    "popd": shell_builtins.popd,
    "printf": texts.printf,
    "pwd": texts.pwd,
    "read": shell_builtins.read,
    "rename": files.rename,
    "rm": files.rm,
    "rsync": files.rsync,
    "script": files.script,
    "sed": editors.sed,
    "seq": texts.seq,
    "set": shell_builtins.set_,
    "shift": shell_builtins.shift,
    "shred": files.shred,
    "sort": editors.sort,
    "tar": files.tar,
    "touch": files.touch,
    "trap": wrappers.trap,
    "truncate": files.truncate,
    "uniq": filters.uniq,
    "unzip": files.unzip,
    "wget": editors.wget,
    "xxd": files.xxd,
    "xargs": lists.xargs,
    "yq": editors.yq,
    "zip": files.zip_,
}
