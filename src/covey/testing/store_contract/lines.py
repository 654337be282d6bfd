"""What the verbs for the waiting lines promise."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.errors import StoreError
from covey.model.lock import Holder
from covey.testing.store_contract.check import WORKSPACE, a_session, a_target, opened, same

if TYPE_CHECKING:
    from covey.model.lock import Waiting
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
        same(_holders(tx.line(a_target())), [FIRST, SECOND, AGENT])
        same(tx.line(a_target("elsewhere")), [])


def keeps_the_place(make_store: MakeStore) -> None:
    """Who waits already keeps the place in line."""
    with opened(make_store) as store, store.write() as tx:
        _enter(tx)
        tx.wait(a_target(), FIRST, 1.0)
        tx.wait(a_target(), SECOND, 2.0)
        tx.wait(a_target(), FIRST, 3.0)
        same(_holders(tx.line(a_target())), [FIRST, SECOND])


def lists_the_awaited(make_store: MakeStore) -> None:
    """What a session and its subagents wait for is listed with who waits, oldest wish first."""
    with opened(make_store) as store, store.write() as tx:
        _enter(tx)
        tx.wait(a_target("late"), SECOND, 2.0)
        tx.wait(a_target("early", is_pattern=True), AGENT, 1.0)
        tx.wait(a_target("other"), FIRST, 1.0)
        found = [(waiting.target, waiting.holder) for waiting in tx.awaited("s2")]
        same(found, [(a_target("early", is_pattern=True), AGENT), (a_target("late"), SECOND)])
        same([waiting.path for waiting in tx.lines()], ["other", "early", "late"])
        same(tx.lines("/far"), [])
        same([waiting.path for waiting in tx.lines_near(a_target("late/file"))], ["early", "late"])
        same([waiting.path for waiting in tx.lines_near(a_target(""))], ["other", "early", "late"])
        on_disk = a_target("deep").but(workspace="/far", worktree=f"{WORKSPACE}/late")
        same([waiting.path for waiting in tx.lines_near(on_disk)], ["early", "late"])


def leaves_one_line(make_store: MakeStore) -> None:
    """Leaving the line for a target leaves the others, and nobody else's place."""
    with opened(make_store) as store, store.write() as tx:
        _enter(tx)
        for holder in (FIRST, SECOND, AGENT):
            tx.wait(a_target("one"), holder, 1.0)
        tx.wait(a_target("two"), SECOND, 2.0)
        tx.leave_line(SECOND, a_target("one"))
        tx.leave_line(SECOND, a_target("unknown"))
        same(_holders(tx.line(a_target("one"))), [FIRST, AGENT])
        same(_holders(tx.line(a_target("two"))), [SECOND])


def leaves_all_lines(make_store: MakeStore) -> None:
    """Leaving all lines takes one holder out of every line, and no other holder of its session."""
    with opened(make_store) as store, store.write() as tx:
        _enter(tx)
        for path in ("one", "two"):
            tx.wait(a_target(path), SECOND, 1.0)
            tx.wait(a_target(path), AGENT, 2.0)
        tx.leave_line(SECOND)
        same(_holders(tx.awaited("s2")), [AGENT, AGENT])


def keeps_offers(make_store: MakeStore) -> None:
    """For whom a target is kept, since when, and whether they know, is kept with the place in line."""
    with opened(make_store) as store, store.write() as tx:
        _enter(tx)
        tx.wait(a_target(), FIRST, 1.0)
        tx.wait(a_target(), SECOND, 2.0)
        offered = tx.line(a_target())[1].but(offered=5.0, heard=1)
        tx.note_offer(offered)
        same(tx.line(a_target())[1], offered)
        same([waiting.offered for waiting in tx.line(a_target())], [None, 5.0])


def keeps_notices(make_store: MakeStore) -> None:
    """Messages wait for their session in order, until each is taken away; nobody unknown can be left one."""
    with opened(make_store) as store:
        with store.write() as tx:
            _enter(tx)
            for text, session_id in (("one", "s1"), ("other", "s2"), ("🐑\n", "s1")):
                tx.leave_notice(session_id, text, 1.0)
            same([text for _, text in tx.notices("s1")], ["one", "🐑\n"])
            tx.remove_notice(tx.notices("s1")[0][0])
            same([text for _, text in tx.notices("s1")], ["🐑\n"])
            same([text for _, text in tx.notices("s2")], ["other"])
        try:
            with store.write() as tx:
                tx.leave_notice("nobody", "x", 1.0)
        except StoreError:
            return
        raise AssertionError("a message was left for a session that was never entered")


def keeps_forecasts(make_store: MakeStore) -> None:
    """What two sessions were last told of a merge is kept for that pair alone, until it is replaced."""
    with opened(make_store) as store, store.write() as tx:
        _enter(tx)
        same(tx.forecast("s1", "s2"), None)
        tx.save_forecast("s1", "s2", "d1", "would conflict in 🐑\n", 1.0)
        same(tx.forecast("s1", "s2"), ("d1", "would conflict in 🐑\n"))
        tx.save_forecast("s1", "s2", "", "would merge", 2.0)
        same(tx.forecast("s1", "s2"), ("", "would merge"))
        same(tx.forecast("s2", "s1"), None)


CHECKS = (
    stands_in_order,
    keeps_the_place,
    lists_the_awaited,
    leaves_one_line,
    leaves_all_lines,
    keeps_offers,
    keeps_notices,
    keeps_forecasts,
)


def _holders(line: list[Waiting]) -> list[Holder]:
    return [waiting.holder for waiting in line]


def _enter(tx: Transaction) -> None:
    for session_id in ("s1", "s2"):
        tx.save_session(a_session(session_id))
