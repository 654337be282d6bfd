"""What `install`, `uninstall` and `doctor` say and do about git's own hooks in the repository of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from covey.claude.findings import Finding
from covey.cli import shown
from covey.cli.app import current_folder
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.cli.setup import Setup, note_interpreter
from covey.coordination import places
from covey.errors import CoveyError
from covey.git_hooks.net import Net
from covey.git_hooks.repository import Repository
from covey.git_hooks.script import GUARDED, Called

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.git_hooks.net import Standing

MEND = "covey install --git-hooks"


def net_of(app: App) -> Net:
    """Give the git net of this folder's repository."""
    hooks = Setup.of(app).hooks
    called = Called(hooks.python, hooks.entries, hooks.home, hooks.on_error)
    return Net(Repository.of(Path(current_folder())), called)


def is_in_repository() -> bool:
    """Tell whether this folder is in a worktree."""
    return places.worktree_of(current_folder()) is not None


def is_there(app: App) -> bool:
    """Tell whether this folder is in a worktree in whose repository hooks of ours are."""
    return is_in_repository() and net_of(app).is_there()


def install(app: App, *, force: bool) -> Result:
    """Put the hooks into this folder's repository."""
    net = net_of(app)
    app.store.close()  # made now, so that no commit has to
    note_interpreter(app.home)
    with doing("Putting hooks into this repository"):
        change = net.install(force=force)
    data = {
        "method": "git-hooks",
        "scope": "repository",
        "action": change.action,
        "what": str(change.folder),
        "chained": [str(path) for path in change.chained],
    }
    return Result(data, lambda console: _show(console, data))


def _show(console: Console, data: dict[str, Any]) -> None:
    shown.say_whole(console, f"Git calls covey before each commit and push: {data['what']} ({data['action']}).")
    for path in data["chained"]:
        shown.say_whole(console, f"What was there is run as before: {path}")
    console.print(
        "What touches a file that another live session holds is refused, in all worktrees of this repository."
    )
    console.print("`covey doctor` says whether git runs it; `covey uninstall --git-hooks` takes it out again.")


def take_out(app: App) -> list[str]:
    """Take the hooks out of this folder's repository; say what was taken out."""
    with doing("Taking covey's hooks out of this repository"):
        change = net_of(app).uninstall()
    return [] if change.action == "unchanged" else [f"git hooks in {change.folder}"]


def finding(app: App) -> Finding:
    """Say whether the git net is in this folder's repository, and whether git really runs it."""
    if not is_in_repository():
        return Finding("git_net", "ok", "this folder is in no git repository, so there is no git net to look at")
    try:
        net = net_of(app)
        return _stands(net.standing()) if net.is_there() else _absent()
    except CoveyError as error:
        return Finding("git_net", "fail", error.message, error.hint)


def _absent() -> Finding:
    said = f"no git net in this repository: commits and pushes are not looked at (`{MEND}` puts it there)"
    return Finding("git_net", "ok", said)


def _stands(standing: Standing) -> Finding:
    if not standing.is_run:
        hooks = " and ".join(GUARDED)
        said = f"git takes its hooks from {standing.folder}, and runs there other {hooks} hooks than covey's"
        return Finding("git_net", "fail", said, MEND)
    if not standing.is_up_to_date:
        said = f"the git hooks in {standing.folder} are not what this covey installs"
        return Finding("git_net", "fail", said, MEND)
    return Finding("git_net", "ok", f"the git net is in this repository: git runs the hooks in {standing.folder}")
