"""The commands of git that move HEAD, and with it the files of a worktree."""

from __future__ import annotations

from posixpath import join

from covey.model.shell import options
from covey.model.shell.effect import MOVE, REWRITE, SWEEP, WORKTREE, WRITE, Word
from covey.model.shell.pathspecs import given_paths, has_pathspec
from covey.model.shell.repository import repository_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words

ALL = Word(WORKTREE)
SHORTEST_COMMIT = 7
SAME_COMMIT = ("HEAD", "@", "")
LEAVING = ("--abort", "--continue", "--skip", "--quit")
UNDER_WAY = {
    "git am": ("rebase-apply",),
    "git cherry-pick": ("CHERRY_PICK_HEAD", "sequencer"),
    "git merge": ("MERGE_HEAD",),
    "git rebase": ("rebase-merge", "rebase-apply"),
    "git revert": ("REVERT_HEAD", "sequencer"),
}
"""What stands in the folder of git's own while a command that can be left or gone on with is under way."""


def checkout(call: Call) -> None:
    """Move to a commit, or take files from one."""
    given = call.options("b:B:", "orphan conflict pathspec-from-file")
    if given.has("-b", "-B", "--orphan"):
        _moved(call, given.operands[:1])
        return
    if given.has("-p", "--patch") and call.feed.text is None:
        return
    is_split = Word("--") in call.args
    before = call.args.index(Word("--")) if is_split else len(call.args)
    heads = options.read(call.args[:before], "b:B:", "orphan conflict pathspec-from-file").operands
    paths = options.read(call.args[before:], "").operands if is_split else _paths_after_commit(call, heads)
    if paths or given.has("--pathspec-from-file"):
        commit = heads[:1] if is_split else heads[: len(heads) - len(paths)]
        take(call, commit, given_paths(call, given, paths))
    else:
        _move(call, heads[:1], is_forced=given.has("-f", "--force"))


def _paths_after_commit(call: Call, words: Words) -> Words:
    """Leave out the first word if it names no file, so that it must be a commit."""
    return words if words and has_pathspec(call, words[0]) else words[1:]


def switch(call: Call) -> None:
    """Move to a branch."""
    given = call.options("c:C:", "create force-create orphan conflict")
    if given.has("--orphan"):
        return
    if given.has("-c", "-C", "--create", "--force-create"):
        _moved(call, given.operands[:1])
    elif given.operands:
        _move(call, given.operands[:1], is_forced=given.has("-f", "--force", "--discard-changes"))


def take(call: Call, commit: Words, paths: Words) -> None:
    """Note that files become what they are in a commit: of the one that is checked out, only changes are lost."""
    if is_same(call, commit):
        call.found(SWEEP, *paths)
        return
    for path in paths:
        is_file = path is not None and not path.is_pattern and call.kind_at(path) != "folder"
        call.found(WRITE if is_file else REWRITE, path)


def _move(call: Call, commit: Words, *, is_forced: bool) -> None:
    """Note a move that may throw uncommitted work away."""
    if is_forced and is_same(call, commit):
        call.found(SWEEP, ALL)
    elif commit[:1] == [None]:
        call.unresolved()  # it may be a file as well as a commit
    else:
        _moved(call, commit)


def _moved(call: Call, start: Words) -> None:
    """Note a move to a commit, unless it is the one that is there, or none is named."""
    if not is_same(call, start):
        call.found(MOVE, ALL)


def is_same(call: Call, commit: Words) -> bool:
    """Tell whether a commit is the one that is checked out, as far as the command has left it there."""
    if not commit or commit[0] is None:
        return not commit
    name = commit[0].text
    if name in SAME_COMMIT:
        return True
    repository = None if call.reading.has_moved_head else repository_of(call)
    if repository is None:
        return False
    here = repository.commit("HEAD")
    is_named = len(name) >= SHORTEST_COMMIT and here.startswith(name)
    return is_named or name == repository.branch() or (here != "" and repository.commit(name) == here)


def reset(call: Call) -> None:
    """Move the branch to a commit; with --hard throw uncommitted work away."""
    given = call.options()
    stays = is_same(call, given.operands)
    if given.has("--hard", "--merge"):
        call.found(SWEEP if stays else MOVE, ALL)
    elif given.has("--keep") and not stays:
        call.found(MOVE, ALL)


def _moving(call: Call) -> None:
    given = call.options("m:s:X:S::", "strategy onto message")
    if given.has("--show-current-patch", "--edit-todo", "-h", "--help"):
        return
    if given.has(*LEAVING):
        if _is_under_way(call):
            call.found(MOVE, ALL)
    elif call.name != "git merge" or not given.operands or not all(is_same(call, [one]) for one in given.operands):
        call.found(MOVE, ALL)


def _is_under_way(call: Call) -> bool:
    repository = repository_of(call)
    if repository is None or call.reading.has_moved_head or call.name not in UNDER_WAY:
        return True
    return any(call.reading.files.kind(join(repository.folder, name)) for name in UNDER_WAY[call.name])


def _bisect(call: Call) -> None:
    first = call.args[0].text if call.args and call.args[0] else ""
    if first in ("good", "bad", "new", "old", "skip", "reset", "run", "replay") or (first == "start" and call.args[1:]):
        call.found(MOVE, ALL)


def _read_tree(call: Call) -> None:
    """Fill the index, and with -u the worktree, from a commit."""
    given = call.options("", "prefix index-output exclude-per-directory")
    if not given.has("-u") or given.has("-n", "--dry-run"):
        return
    if given.has("--prefix"):
        call.found(REWRITE, *given.given("--prefix"))
    elif not all(is_same(call, [one]) for one in given.operands):
        call.found(MOVE, ALL)
    elif given.has("--reset"):
        call.found(SWEEP, ALL)


def _sparse_checkout(call: Call) -> None:
    first = call.args[0].text if call.args and call.args[0] else ""
    if first in ("set", "add", "reapply", "disable", "init"):
        call.found(MOVE, ALL)


def _rewrite(call: Call) -> None:
    call.found(MOVE, ALL)


def hub(call: Call) -> None:
    """Put the worktree onto the branch of a pull request, as `gh` and `glab` do."""
    texts = [word.text if word else "" for word in call.options().operands]
    call.name = " ".join([call.name, *texts[:2]])
    is_merged = texts[:2] == ["pr", "merge"] and call.options().has("-d", "--delete-branch")
    if (
        is_merged
        or (texts[:1] in (["pr"], ["mr"]) and texts[1:2] in (["checkout"], ["co"]))
        or texts[:2] == ["repo", "sync"]
    ):
        call.found(MOVE, ALL)


HEAD_COMMANDS = {
    "am": _moving,
    "bisect": _bisect,
    "checkout": checkout,
    "cherry-pick": _moving,
    "filter-branch": _rewrite,
    "filter-repo": _rewrite,
    "merge": _moving,
    "pull": _moving,
    "read-tree": _read_tree,
    "rebase": _moving,
    "reset": reset,
    "revert": _moving,
    "sparse-checkout": _sparse_checkout,
    "switch": switch,
}
