"""What `git stash` takes from a worktree, and what becomes of its entries."""

from __future__ import annotations

from covey.model.shell import options
from covey.model.shell.effect import ANY_STASH, MOVE, STASH, SWEEP, WORKTREE, Word
from covey.model.shell.pathspecs import given_paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words

ALL = Word(WORKTREE)
LAST = "stash@{0}"
ENTRY_AT = {"pop": 0, "apply": 0, "drop": 0, "clear": 0, "branch": 1}
"""What is done to an entry, and which operand names the entry."""


def stash(call: Call) -> None:
    """Take uncommitted work away, or apply or destroy what was taken."""
    first = call.args[0].text if call.args and call.args[0] else ""
    if first in ENTRY_AT:
        _use_entry(call, first)
    elif first in ("push", "save", "") or first.startswith("-"):
        call.args = call.args[1:] if first in ("push", "save") else call.args
        given = call.options("m:", "message pathspec-from-file")
        if given.has("-p", "--patch"):
            return
        words = [] if first == "save" else given_paths(call, given, given.operands)
        call.found(SWEEP, *(words or [ALL]))
        call.reading.stashed.append(words or [ALL])


def _use_entry(call: Call, verb: str) -> None:
    """Note what becomes of an entry, by the name that git gives it; without one it is the last."""
    given = options.read(call.args[1:]).operands[ENTRY_AT[verb] :]
    name = given[0].text if given and given[0] else "" if given else "0"
    entry = ANY_STASH if verb == "clear" or not name else f"stash@{{{name}}}" if name.isdecimal() else name
    by = f"git stash {verb}"
    call.found(STASH, Word(entry), by=by)
    own = _own(call, verb) if entry == LAST and call.reading.stashed else []
    if own and verb != "drop":
        call.found(SWEEP, *own, by=by)
    elif not own and verb not in ("drop", "clear"):
        call.found(MOVE, ALL, by=by)


def _own(call: Call, verb: str) -> Words:
    """Give what this command has stashed itself, which it now gives back or drops: the same files once more."""
    return call.reading.stashed[-1] if verb == "apply" else call.reading.stashed.pop()


def reflog(call: Call) -> None:
    """Note which entries of the stash go with their lines in git's log: they are kept nowhere else."""
    given = call.options("", "expire expire-unreachable")
    verb, *names = [word.text if word else "" for word in given.operands] or [""]
    if verb == "delete":
        entries = [name for name in names if name.removeprefix("refs/").startswith("stash@{")]
        call.found(STASH, *map(Word, entries), by="git reflog delete")
    until = [word.text for word in given.given("--expire", "--expire-unreachable") if word]
    is_stash = given.has("--all") or any(name in ("stash", ANY_STASH) for name in names)
    if verb == "expire" and is_stash and not {"now", "all"}.isdisjoint(until):
        call.found(STASH, Word(ANY_STASH), by="git reflog expire")


def update_ref(call: Call) -> None:
    """Note that the stash as a whole is removed."""
    given = call.options("m:d")
    if given.has("-d") and given.operands[:1] == [Word(ANY_STASH)]:
        call.found(STASH, Word(ANY_STASH))
