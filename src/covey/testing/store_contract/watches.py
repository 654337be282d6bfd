"""What the verbs for the shell commands that run promise."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.errors import StoreError
from covey.model.watch import Watch
from covey.testing.store_contract.check import WORKSPACE, a_session, an_event, opened, same

if TYPE_CHECKING:
    from covey.testing.store_contract.check import MakeStore


def a_watch(tool_use_id: str = "t1", **fields: Any) -> Watch:
    """Make a command of session s1."""
    given: dict[str, Any] = {"session_id": "s1", "tool_use_id": tool_use_id, "agent_id": "", "worktree": WORKSPACE}
    given |= {"started": 1000.0, "command": "make", "is_background": 0}
    return Watch(**(given | fields))


def lists_watches(make_store: MakeStore) -> None:
    """The commands of a session come back whole, oldest first; those of others do not."""
    late, early = a_watch("late", started=2.0, command="ü'\n", is_background=1), a_watch("early", started=1.0)
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session("s1"))
        tx.save_session(a_session("s2"))
        for watch in (late, early, a_watch(session_id="s2")):
            tx.save_watch(watch)
        same(tx.watches("s1"), [early, late])


def keeps_states(make_store: MakeStore) -> None:
    """What a file looks like is kept by its path, and only the last, for the command that it was noted for."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        tx.save_watch(a_watch("one"))
        tx.save_watch(a_watch("other"))
        for path, state in (("b", "1"), ("a\n'", "2"), ("b", "3")):
            tx.note_state(a_watch("one"), path, state)
        same(tx.watched_files(a_watch("one")), [("a\n'", "2"), ("b", "3")])
        same(tx.watched_files(a_watch("other")), [])


def tells_worktrees_apart(make_store: MakeStore) -> None:
    """A command is known once for each worktree, with files of its own there; one is forgotten without the other."""
    here, there = a_watch(), a_watch(worktree="/there")
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        for watch, state in ((here, "1"), (there, "2")):
            tx.save_watch(watch)
            tx.note_state(watch, "a", state)
        same(tx.watches("s1"), sorted([here, there], key=lambda watch: watch.worktree))
        same([tx.watched_files(watch) for watch in (here, there)], [[("a", "1")], [("a", "2")]])
        tx.remove_watch(here)
        same(tx.watches("s1"), [there])
        same(tx.watched_files(there), [("a", "2")])


def forgets_watches(make_store: MakeStore) -> None:
    """A command that is forgotten, or begins again, has no files any more."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        for end in (tx.remove_watch, tx.save_watch):
            tx.save_watch(a_watch())
            tx.note_state(a_watch(), "a", "1")
            end(a_watch())
            same(tx.watched_files(a_watch()), [])
        tx.remove_watch(a_watch("unknown"))
        same(tx.watches("s1"), [a_watch()])


def refuses_unknown_watches(make_store: MakeStore) -> None:
    """A command of no known session is refused, and so is a state for no known command."""
    for attempt in ("watch", "state"):
        with opened(make_store) as store:
            try:
                with store.write() as tx:
                    tx.save_watch(a_watch()) if attempt == "watch" else tx.note_state(a_watch(), "a", "1")
            except StoreError:
                continue
            raise AssertionError(f"a {attempt} of nothing that is known was taken")


def names_the_last_taker(make_store: MakeStore) -> None:
    """The last to take a path is the session of the newest `lock.acquired` on it in the workspace."""
    with opened(make_store) as store, store.write() as tx:
        tx.append(an_event(session_id="s1", path="a"))
        tx.append(an_event(session_id="s2", path="a", at=1.0))
        tx.append(an_event("lock.released", session_id="s3", path="a"))
        tx.append(an_event(session_id="s4", path="a", workspace="/far"))
        same(tx.last_taker(WORKSPACE, "a"), "s2")
        same(tx.last_taker(WORKSPACE, "b"), None)


CHECKS = (
    lists_watches,
    keeps_states,
    tells_worktrees_apart,
    forgets_watches,
    refuses_unknown_watches,
    names_the_last_taker,
)
