"""What the verbs for the waiting lines promise."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.model.lock import Holder
from covey.testing.store_contract.check import a_session, a_target, opened, same

if TYPE_CHECKING:
    from covey.store.contract import Transaction
    from covey.testing.store_contract.check import MakeStore

FIRST, SECOND, AGENT = Holder("s1"), Holder("s2"), Holder("s2", "a1")


def stands_in_order(make_store: MakeStore) -> None:
    """Who waits for exactly a target is listed first come first, of that target alone."""
    with opened(make_store) as store, store.write() as tx:
        _enter(tx)
        tx.wait(a_target(), SECOND, 2.0)
        tx.wait(a_target(), FIRST, 1.0)
        tx.wait(a_target(), AGENT, 3.0)
        tx.wait(a_target(is_pattern=True), AGENT, 0.0)
        same(tx.line(a_target()), [FIRST, SECOND, AGENT])
        same(tx.line(a_target("elsewhere")), [])


def keeps_the_place(make_store: MakeStore) -> None:
    """Who waits already keeps the place in line."""
    with opened(make_store) as store, store.write() as tx:
        _enter(tx)
        tx.wait(a_target(), FIRST, 1.0)
        tx.wait(a_target(), SECOND, 2.0)
        tx.wait(a_target(), FIRST, 3.0)
        same(tx.line(a_target()), [FIRST, SECOND])


def lists_the_awaited(make_store: MakeStore) -> None:
    """What a session and its subagents wait for is listed with who waits, oldest wish first."""
    with opened(make_store) as store, store.write() as tx:
        _enter(tx)
        tx.wait(a_target("late"), SECOND, 2.0)
        tx.wait(a_target("early", is_pattern=True), AGENT, 1.0)
        tx.wait(a_target("other"), FIRST, 1.0)
        same(tx.awaited("s2"), [(a_target("early", is_pattern=True), AGENT), (a_target("late"), SECOND)])


def leaves_one_line(make_store: MakeStore) -> None:
    """Leaving the line for a target leaves the others, and nobody else's place."""
    with opened(make_store) as store, store.write() as tx:
        _enter(tx)
        for holder in (FIRST, SECOND, AGENT):
            tx.wait(a_target("one"), holder, 1.0)
        tx.wait(a_target("two"), SECOND, 2.0)
        tx.leave_line(SECOND, a_target("one"))
        tx.leave_line(SECOND, a_target("unknown"))
        same(tx.line(a_target("one")), [FIRST, AGENT])
        same(tx.line(a_target("two")), [SECOND])


def leaves_all_lines(make_store: MakeStore) -> None:
    """Leaving all lines takes one holder out of every line, and no other holder of its session."""
    with opened(make_store) as store, store.write() as tx:
        _enter(tx)
        for path in ("one", "two"):
            tx.wait(a_target(path), SECOND, 1.0)
            tx.wait(a_target(path), AGENT, 2.0)
        tx.leave_line(SECOND)
        same([holder for _, holder in tx.awaited("s2")], [AGENT, AGENT])


CHECKS = (stands_in_order, keeps_the_place, lists_the_awaited, leaves_one_line, leaves_all_lines)


def _enter(tx: Transaction) -> None:
    for session_id in ("s1", "s2"):
        tx.save_session(a_session(session_id))
