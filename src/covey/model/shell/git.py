"""What git does to the files of a worktree."""

from __future__ import annotations

from posixpath import join, normpath

from covey.model.shell import options
from covey.model.shell.call import HERE
from covey.model.shell.effect import ANY_STASH, MOVE, REMOVE, REWRITE, STASH, SWEEP, WORKTREE, WRITE, Word
from covey.model.shell.files import transfers
from covey.model.shell.patches import files_of
from covey.model.shell.scene import Feed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words

ALL = Word(WORKTREE)
SAME_COMMIT = ("HEAD", "@", "")
ENTRY_AT = {"pop": 0, "apply": 0, "drop": 0, "clear": 0, "branch": 1}
"""What `git stash` does to an entry, and which operand names the entry."""


def git(call: Call) -> Feed | None:
    """Read the options before the command, then the command."""
    given = options.read(call.args, "C:c:", "git-dir work-tree namespace exec-path super-prefix config-env", stops=True)
    for folder in (*given.given("-C"), *given.given("--work-tree")):
        if folder is None or folder.is_pattern or (call.base is None and not folder.text.startswith("/")):
            return None
        call.base = normpath(join(call.base or "/", folder.text))
    name = given.operands[0] if given.operands else None
    if name is None or name.text not in COMMANDS:
        return None
    call.name, call.args = f"git {name.text}", given.operands[1:]
    return COMMANDS[name.text](call)


def _checkout(call: Call) -> None:
    given = call.options("b:B:", "orphan conflict pathspec-from-file")
    starts = given.given("-b", "-B", "--orphan")
    if starts:
        _moved(call, given.operands[:1])
        return
    is_split = Word("--") in call.args
    before = call.args.index(Word("--")) if is_split else len(call.args)
    heads = options.read(call.args[:before], "b:B:").operands
    paths = options.read(call.args[before:], "").operands if is_split else _paths_after_commit(call, heads)
    if paths:
        call.found(SWEEP, *paths)
    elif given.has("-f", "--force") and _is_same(heads[:1]):
        call.found(SWEEP, ALL)
    elif heads and heads[0] is not None:  # what is not known may be a file as well as a commit
        _moved(call, heads[:1])


def _paths_after_commit(call: Call, words: Words) -> Words:
    """Leave out the first word if it names no file, so that it must be a commit."""
    if words and (words[0] is None or not _is_path(call, words[0])):
        return words[1:]
    return words


def _is_path(call: Call, word: Word) -> bool:
    return bool(word.is_pattern or word.text.startswith(":") or call.kind_at(word))


def _switch(call: Call) -> None:
    given = call.options("c:C:", "create force-create orphan conflict")
    if given.has("--orphan"):
        return
    if given.has("-c", "-C", "--create", "--force-create"):
        _moved(call, given.operands[:1])
    elif given.operands:
        call.found(MOVE, ALL)


def _moved(call: Call, start: Words) -> None:
    """Note a move to a commit, unless it is the one that is there, or none is named."""
    if not _is_same(start):
        call.found(MOVE, ALL)


def _is_same(commit: Words) -> bool:
    return not commit or (commit[0] is not None and commit[0].text in SAME_COMMIT)


def _restore(call: Call) -> None:
    given = call.options("s:U:", "source conflict pathspec-from-file")
    if not given.has("-S", "--staged") or given.has("-W", "--worktree"):
        call.found(SWEEP, *given.operands)


def _reset(call: Call) -> None:
    given = call.options()
    if given.has("--hard"):
        call.found(SWEEP if _is_same(given.operands) else MOVE, ALL)
    elif given.has("--merge", "--keep"):
        call.found(MOVE, ALL)


def _clean(call: Call) -> None:
    given = call.options("e:", "exclude")
    if given.has("-f", "--force", "-i", "--interactive") and not given.has("-n", "--dry-run"):
        call.found(SWEEP, *(given.operands or [HERE]))


def _stash(call: Call) -> None:
    first = call.args[0].text if call.args and call.args[0] else ""
    if first in ENTRY_AT:
        _stash_entry(call, first)
    elif first in ("push", "") or first.startswith("-"):
        call.args = call.args[1:] if first == "push" else call.args
        given = call.options("m:", "message pathspec-from-file")
        call.found(SWEEP, *(given.operands or [ALL]))
    elif first == "save":
        call.found(SWEEP, ALL)


def _stash_entry(call: Call, verb: str) -> None:
    """Note what becomes of an entry of the stash, by the name that git gives it; without one it is the last."""
    given = options.read(call.args[1:]).operands[ENTRY_AT[verb] :]
    name = given[0].text if given and given[0] else "" if given else "0"
    entry = ANY_STASH if verb == "clear" or not name else f"stash@{{{name}}}" if name.isdecimal() else name
    by = f"git stash {verb}"
    call.found(STASH, Word(entry), by=by)
    if verb not in ("drop", "clear"):
        call.found(MOVE, ALL, by=by)


def _add(call: Call) -> None:
    given = call.options("", "chmod pathspec-from-file")
    if given.has("-n", "--dry-run", "-p", "--patch", "-i", "--interactive"):
        return
    if given.has("-A", "--all", "-u", "--update"):
        call.found(SWEEP, *(given.operands or [ALL]))
    else:
        everything = (HERE, ALL, Word("./"), Word("*", 1), Word("--all"))
        call.found(SWEEP, *(word for word in given.operands if word in everything))


def _commit(call: Call) -> None:
    long = "message file author date template fixup squash reuse-message reedit-message cleanup trailer"
    given = call.options("m:F:C:c:t:S::u::", long)
    if given.has("--dry-run", "--interactive", "-p", "--patch"):
        return
    call.found(SWEEP, *([ALL] if given.has("-a", "--all") else given.operands))


def _rm(call: Call) -> None:
    given = call.options()
    if not given.has("--cached", "-n", "--dry-run"):
        call.found(REMOVE, *given.operands)


def _mv(call: Call) -> None:
    given = call.options()
    for source, target in () if given.has("-n", "--dry-run") else transfers(call, given):
        call.found(REMOVE, source)
        call.found(REWRITE if call.kind_at(source) == "folder" else WRITE, target)


def _apply(call: Call) -> None:
    given = call.options("p:C:", "directory exclude include whitespace")
    if given.has("--check", "--stat", "--numstat", "--summary", "--cached") and not given.has("--apply"):
        return
    text = call.feed.text
    if text is None or [word for word in given.operands if word != Word("-")] or given.has("--directory"):
        call.found(REWRITE, HERE)
        return
    strip = (given.given("-p") or [None])[0]
    depth = int(strip.text) if strip and strip.text.isdecimal() else 1
    call.found(WRITE, *(Word(name) for name in files_of(text, depth)))


def _worktree(call: Call) -> None:
    given = call.options("b:B:", "reason")
    texts = [word.text if word else "" for word in given.operands]
    if texts[:1] == ["remove"]:
        call.found(REMOVE, *given.operands[1:2])
    elif texts[:1] == ["move"]:
        call.found(REMOVE, *given.operands[1:2])
        call.found(WRITE, *given.operands[2:3])


def _moving(call: Call) -> None:
    if not call.options().has("--quit", "--show-current-patch", "--edit-todo", "-h", "--help"):
        call.found(MOVE, ALL)


def _bisect(call: Call) -> None:
    first = call.args[0].text if call.args and call.args[0] else ""
    if first in ("good", "bad", "new", "old", "skip", "reset", "run", "replay") or (first == "start" and call.args[1:]):
        call.found(MOVE, ALL)


def _ls_files(call: Call) -> Feed:
    """Give the files that are listed: a wildcard of git's matches in all folders beneath."""
    given = call.options("x:X:", "exclude")
    is_plain = not any(name not in ("-z", "-c", "--cached") for name in given.values)
    names = [_listed(word) for word in given.operands] if is_plain else []
    return Feed(names=tuple(names))


def _listed(word: Word | None) -> Word | None:
    if word is None:
        return None
    is_anywhere = (word.is_pattern or "*" in word.text) and "/" not in word.text
    return Word(f"**/{word.text}", 1) if is_anywhere else None if "*" in word.text else word


COMMANDS = {
    "add": _add,
    "am": _moving,
    "apply": _apply,
    "bisect": _bisect,
    "checkout": _checkout,
    "cherry-pick": _moving,
    "clean": _clean,
    "commit": _commit,
    "ls-files": _ls_files,
    "merge": _moving,
    "mv": _mv,
    "pull": _moving,
    "rebase": _moving,
    "reset": _reset,
    "restore": _restore,
    "revert": _moving,
    "rm": _rm,
    "stash": _stash,
    "switch": _switch,
    "worktree": _worktree,
}
"""What each command of git does; those that are not here write no file of the worktree, or nobody can tell."""
