"""What the verbs for the entries of git's stash promise."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.errors import StoreError
from covey.model.stash import StashEntry
from covey.testing.store_contract.check import WORKSPACE, a_session, opened, same

if TYPE_CHECKING:
    from covey.testing.store_contract.check import MakeStore


def an_entry(commit_id: str = "c1", **fields: Any) -> StashEntry:
    """Make an entry of session s1."""
    given: dict[str, Any] = {"workspace": WORKSPACE, "commit_id": commit_id, "session_id": "s1"}
    given |= {"worktree": WORKSPACE, "stashed": 1000.5}
    return StashEntry(**(given | fields))


def lists_entries(make_store: MakeStore) -> None:
    """The entries of a workspace come back whole, oldest first; those of other workspaces do not."""
    late, early = an_entry("late", stashed=2.0, worktree="/ü'\n"), an_entry("early", stashed=1.0)
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session("s1"))
        for entry in (late, early, an_entry(workspace="/elsewhere")):
            tx.save_stash_entry(entry)
        same(tx.stash_entries(WORKSPACE), [early, late])


def keeps_the_first_owner(make_store: MakeStore) -> None:
    """An entry stays with the session that it was first noted for."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session("s1"))
        tx.save_session(a_session("s2"))
        tx.save_stash_entry(an_entry())
        tx.save_stash_entry(an_entry(session_id="s2"))
        same(tx.stash_entries(WORKSPACE), [an_entry()])


def forgets_entries(make_store: MakeStore) -> None:
    """An entry that is removed is gone, and so are those of a session that is forgotten; an unknown one is no error."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session("s1", ended=1.0))
        tx.save_stash_entry(an_entry("c1"))
        tx.save_stash_entry(an_entry("c2"))
        tx.remove_stash_entry(an_entry("c1"))
        tx.remove_stash_entry(an_entry("unknown"))
        same(tx.stash_entries(WORKSPACE), [an_entry("c2")])
        tx.forget_session("s1", before=2.0)
        same(tx.stash_entries(WORKSPACE), [])


def refuses_strangers(make_store: MakeStore) -> None:
    """An entry of a session that was never entered is refused."""
    with opened(make_store) as store:
        try:
            with store.write() as tx:
                tx.save_stash_entry(an_entry())
        except StoreError:
            return
    raise AssertionError("an entry of an unknown session was taken")


CHECKS = (lists_entries, keeps_the_first_owner, forgets_entries, refuses_strangers)
