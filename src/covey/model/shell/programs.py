"""The programs that are known, each with its rule."""

from __future__ import annotations

from covey.model.shell import (
    editors,
    files,
    filters,
    lists,
    searches,
    shell_builtins,
    texts,
    wrappers,
)
from covey.model.shell.find import find
from covey.model.shell.formatters import FORMATTERS, format_
from covey.model.shell.git import git
from covey.model.shell.git_heads import hub
from covey.model.shell.known import INTERPRETED
from covey.model.shell.patches import patch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.shell.call import Call
    from covey.model.shell.scene import Feed


def _interpret(call: Call) -> Feed | None:
    from covey.model.shell.interpreters import INTERPRETERS  # noqa: PLC0415 - few commands have scripts; ADR 0003

    return INTERPRETERS[call.program](call)


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
    **dict.fromkeys(("fd", "fdfind"), searches.fd),
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
    "find": find,
    "flock": wrappers.flock,
    "git": git,
    **dict.fromkeys(("gh", "glab"), hub),
    "gsed": editors.sed,
    "iconv": files.iconv,
    "install": files.install,
    "ln": files.ln,
    "ls": texts.ls,
    "mkdir": shell_builtins.mkdir,
    "mktemp": texts.mktemp,
    "mv": files.mv,
    "patch": patch,
    "popd": shell_builtins.popd,
    "printf": texts.printf,
    "pwd": texts.pwd,
    "read": shell_builtins.read,
    "rename": files.rename,
    "rg": searches.rg,
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
