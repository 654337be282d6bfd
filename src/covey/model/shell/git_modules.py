"""What git does to other checkouts: submodules and worktrees."""

from __future__ import annotations

from posixpath import join

from covey.model.shell.effect import MOVE, REMOVE, SWEEP, WORKTREE, WRITE, Word
from covey.model.shell.repository import Repository, repository_of
from covey.model.shell.scene import Feed
from covey.model.shell.words import joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.options import Options
    from covey.model.shell.scene import Words

ALL = Word(WORKTREE)


def submodule(call: Call) -> None:
    """Run a command in each submodule, move them to the commits that are recorded, or empty them."""
    args = call.args
    while args and args[0] and args[0].text.startswith("-"):
        args = args[1:]
    repository = repository_of(call)
    if not args or args[0] is None or repository is None:
        return
    call.args = args[1:]
    if args[0].text == "foreach":
        _foreach(call, repository)
    elif args[0].text == "update":
        _update(call, repository)
    elif args[0].text == "deinit":
        given = call.options()
        call.found(REMOVE, *(Word(path) for path in _chosen(call, repository, given)), by="git submodule deinit")


def _foreach(call: Call, repository: Repository) -> None:
    words = call.options(stops=True).operands
    script = joined(words, " ") if len(words) == 1 else None
    for name, path in repository.submodules():
        scene = call.scene.fork()
        scene.cwd = join(repository.root, path)
        for variable, value in (("name", name), ("sm_path", path), ("toplevel", repository.root)):
            scene.assign(variable, Word(value))
        if script is not None:
            call.runner.script(scene, script.text, Feed())
        else:
            call.runner.words(scene, words, Feed())


def _update(call: Call, repository: Repository) -> None:
    given = call.options("j:", "reference depth jobs")
    kind = SWEEP if given.has("-f", "--force") else MOVE
    for path in _chosen(call, repository, given):
        if call.reading.files.kind(join(path, ".git")):
            call.base = path
            call.found(kind, ALL, by="git submodule update")


def _chosen(call: Call, repository: Repository, given: Options) -> list[str]:
    """Give the folders of the submodules that are named, or without names of all."""
    paths = [join(repository.root, path) for _, path in repository.submodules()]
    wanted = [call.path(word) for word in given.operands]
    return paths if not wanted or given.has("--all") or None in wanted else [path for path in paths if path in wanted]


def worktree(call: Call) -> None:
    """Make, move or remove another worktree."""
    given = call.options("b:B:", "reason")
    texts = [word.text if word else "" for word in given.operands]
    if texts[:1] == ["add"]:
        _make(call, given.operands[1:2])
    elif texts[:1] == ["remove"]:
        call.found(REMOVE, *given.operands[1:2])
    elif texts[:1] == ["move"]:
        call.found(REMOVE, *given.operands[1:2])
        call.found(WRITE, *given.operands[2:3])


def _make(call: Call, words: Words) -> None:
    for word in words:
        path = call.path(word)
        if path:
            call.reading.files.make_folder(path)
