"""The programs that are known, each with its rule."""

from __future__ import annotations

from covey.model.shell import editors, files, lists, wrappers
from covey.model.shell.formatters import FORMATTERS, format_
from covey.model.shell.git import git
from covey.model.shell.patches import patch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.shell.call import Call
    from covey.model.shell.scene import Feed

PROGRAMS: dict[str, Callable[[Call], Feed | None]] = {
    **dict.fromkeys(FORMATTERS, format_),
    **dict.fromkeys(wrappers.WRAPPERS, wrappers.wrap),
    **dict.fromkeys(wrappers.RUNNERS, wrappers.run_tool),
    **dict.fromkeys(("bash", "dash", "ksh", "sh", "zsh"), wrappers.shell),
    **dict.fromkeys(("awk", "gawk"), editors.awk),
    **dict.fromkeys(("bunzip2", "bzip2", "gunzip", "gzip", "unxz", "xz"), files.gzip),
    **dict.fromkeys(("cd", "pushd"), wrappers.cd),
    **dict.fromkeys(("mapfile", "read", "readarray"), wrappers.forget),
    **dict.fromkeys(("perl", "ruby"), editors.perl),
    **dict.fromkeys(("pypy", "python"), wrappers.python),
    **dict.fromkeys(("rmdir", "unlink"), files.rmdir),
    **dict.fromkeys(("sponge", "tee"), files.tee),
    "cat": lists.cat,
    "cp": files.cp,
    "curl": editors.curl,
    "dd": files.dd,
    "echo": lists.echo,
    "env": wrappers.env,
    "eval": wrappers.eval_,
    "find": lists.find,
    "git": git,
    "gsed": editors.sed,
    "install": files.install,
    "ln": files.ln,
    "mv": files.mv,
    "patch": patch,
    "popd": wrappers.popd,
    "printf": lists.printf,
    "rm": files.rm,
    "rsync": files.rsync,
    "sed": editors.sed,
    "shred": files.shred,
    "sort": editors.sort,
    "tar": files.tar,
    "touch": files.touch,
    "truncate": files.truncate,
    "unzip": files.unzip,
    "wget": editors.wget,
    "xargs": lists.xargs,
    "yq": editors.yq,
    "zip": files.zip_,
}
