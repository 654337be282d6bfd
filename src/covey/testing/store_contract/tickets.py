"""What the verbs for the calls of our own tools promise."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from covey.errors import StoreError
from covey.model.lock import Holder
from covey.testing.store_contract.check import a_session, opened, same

if TYPE_CHECKING:
    from covey.testing.store_contract.check import MakeStore

DAY_SECONDS = 86400.0


def redeems_once(make_store: MakeStore) -> None:
    """A ticket tells whose call it is, and is gone when it was redeemed; one that nobody wrote tells nothing."""
    holder = Holder("s1", "agent")
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session("s1"))
        tx.write_ticket("a1", holder, 1000.0)
        same([tx.known_ticket("a1"), tx.known_ticket("a1")], [holder, holder])
        same([tx.redeem_ticket("a1"), tx.redeem_ticket("a1"), tx.known_ticket("a1")], [holder, None, None])
        same([tx.redeem_ticket(""), tx.known_ticket("b2")], [None, None])


def keeps_a_ticket_that_was_taken_back(make_store: MakeStore) -> None:
    """A ticket that was redeemed in a transaction which fails counts on."""
    with opened(make_store) as store:
        with store.write() as tx:
            tx.save_session(a_session("s1"))
            tx.write_ticket("a1", Holder("s1"), 1000.0)
        with suppress(StoreError), store.write() as tx:
            tx.redeem_ticket("a1")
            raise StoreError("what it was for cannot be written")
        with store.read() as tx:
            same(tx.known_ticket("a1"), Holder("s1"))


def forgets_old_tickets(make_store: MakeStore) -> None:
    """A ticket older than a day is forgotten when another is written, and a session's with the session."""
    with opened(make_store) as store, store.write() as tx:
        for session_id in ("s1", "s2"):
            tx.save_session(a_session(session_id, ended=1.0))
        tx.write_ticket("old", Holder("s1"), 1000.0)
        tx.write_ticket("young", Holder("s2"), 1001.0)
        tx.write_ticket("new", Holder("s1"), 1000.5 + DAY_SECONDS)
        same([tx.known_ticket("old"), tx.known_ticket("young")], [None, Holder("s2")])
        tx.forget_session("s2", 2.0)
        same([tx.known_ticket("young"), tx.known_ticket("new")], [None, Holder("s1")])


def refuses_strange_tickets(make_store: MakeStore) -> None:
    """A ticket of no known session is refused, and so is a number that is known, since it would change hands."""
    for number, session_id in (("new", "unknown"), ("known", "s1")):
        with opened(make_store) as store:
            with store.write() as tx:
                tx.save_session(a_session("s1"))
                tx.redeem_ticket("known")
                tx.write_ticket("known", Holder("s1"), 1000.0)
            try:
                with store.write() as tx:
                    tx.write_ticket(number, Holder(session_id), 1000.0)
            except StoreError:
                continue
            raise AssertionError(f"the ticket {number} of {session_id} was taken")


CHECKS = (redeems_once, keeps_a_ticket_that_was_taken_back, forgets_old_tickets, refuses_strange_tickets)
