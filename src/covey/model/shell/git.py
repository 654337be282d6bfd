"""What git does to the files of a worktree: its options, its commands, and the aliases that stand for them."""

from __future__ import annotations

from posixpath import join, normpath

from covey.model.shell import options
from covey.model.shell.git_heads import HEAD_COMMANDS, hub
from covey.model.shell.git_lists import LIST_COMMANDS
from covey.model.shell.git_modules import submodule, worktree
from covey.model.shell.git_paths import PATH_COMMANDS
from covey.model.shell.git_stash import reflog, stash, update_ref
from covey.model.shell.look import names_in
from covey.model.shell.repository import repository_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.shell.call import Call
    from covey.model.shell.options import Options
    from covey.model.shell.scene import Feed

ALIAS = "alias."


def git(call: Call) -> Feed | None:
    """Read the options before the command, then the command."""
    given = options.read(call.args, "C:c:", "git-dir work-tree namespace exec-path super-prefix config-env", stops=True)
    for folder in (*given.given("-C"), *given.given("--work-tree")):
        is_known = folder is not None and not folder.is_pattern and (call.base or folder.text.startswith("/"))
        call.base = normpath(join(call.base or "/", folder.text)) if folder and is_known else None
    name = given.operands[0] if given.operands else None
    if name is None:
        return None
    if name.text not in COMMANDS:
        return _aliased(call, given, name.text)
    call.name, call.args = f"git {name.text}", given.operands[1:]
    return COMMANDS[name.text](call)


def _aliased(call: Call, given: Options, name: str) -> Feed | None:
    """Run what an alias stands for: a command of git's, or with `!` a script at the root of the worktree."""
    meaning = _meaning(call, given, name)
    if not meaning:
        return None
    call.reading.mentioned |= names_in(meaning.lstrip("!"))
    scene = call.scene.fork()
    scene.cwd, scene.parameters = call.base, given.operands[1:]
    if not meaning.startswith("!"):
        return call.runner.script(scene, f'git {meaning} "$@"', call.feed)
    repository = repository_of(call)
    scene.cwd = repository.root if repository else call.base
    return call.runner.script(scene, f'{meaning[1:]} "$@"', call.feed)


def _meaning(call: Call, given: Options, name: str) -> str:
    for setting in given.given("-c"):
        key, sign, value = setting.text.partition("=") if setting else ("", "", "")
        if sign and key.lower() == ALIAS + name.lower():
            return value
    if name in call.reading.aliases:
        return call.reading.aliases[name]
    repository = repository_of(call)
    return repository.alias(name, call.reading.environ) if repository else ""


def _config(call: Call) -> None:
    """Note an alias that is made here, and the file of settings that is written."""
    given = call.options("f:", "file type default")
    key, value = [*given.operands, None, None][:2]
    if key and value and key.text.startswith(ALIAS):
        call.reading.aliases[key.text.removeprefix(ALIAS)] = value.text


COMMANDS: dict[str, Callable[[Call], Feed | None]] = {
    **HEAD_COMMANDS,
    **LIST_COMMANDS,
    **PATH_COMMANDS,
    "config": _config,
    "reflog": reflog,
    "stash": stash,
    "submodule": submodule,
    "update-ref": update_ref,
    "worktree": worktree,
}
"""What each command of git does; those that are not here write no file of the worktree, or nobody can tell."""

GIT_PROGRAMS: dict[str, Callable[[Call], Feed | None]] = {"gh": hub, "git": git, "glab": hub}
"""Git itself, and what checks out by it."""
