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


def takes_once(make_store: MakeStore) -> None:
    """A call that was noted tells whose it is, and is gone when it was taken; one that nobody noted tells nothing."""
    holder = Holder("s1", "agent")
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session("s1"))
        tx.begin_tool_call("a1", holder, 1000.0)
        same([tx.tool_caller("a1"), tx.tool_caller("a1")], [holder, holder])
        same([tx.take_tool_call("a1"), tx.take_tool_call("a1"), tx.tool_caller("a1")], [holder, None, None])
        same([tx.take_tool_call(""), tx.tool_caller("b2")], [None, None])


def keeps_a_call_that_was_taken_back(make_store: MakeStore) -> None:
    """A call that was taken in a transaction which fails counts on."""
    with opened(make_store) as store:
        with store.write() as tx:
            tx.save_session(a_session("s1"))
            tx.begin_tool_call("a1", Holder("s1"), 1000.0)
        with suppress(StoreError), store.write() as tx:
            tx.take_tool_call("a1")
            raise StoreError("what it was for cannot be written")
        with store.read() as tx:
            same(tx.tool_caller("a1"), Holder("s1"))


def ends_a_sessions_own_call(make_store: MakeStore) -> None:
    """The end of a call ends that of its session alone, and may be told twice."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session("s1"))
        tx.begin_tool_call("a1", Holder("s1", "agent"), 1000.0)
        tx.begin_tool_call("b2", Holder("s1"), 1000.0)
        for tool_use_id, session_id in (("a1", "s2"), ("b2", "s1"), ("b2", "s1"), ("", "s1")):
            tx.end_tool_call(tool_use_id, session_id)
        same([tx.tool_caller("a1"), tx.tool_caller("b2")], [Holder("s1", "agent"), None])


def believes_no_id_of_two_sessions(make_store: MakeStore) -> None:
    """An id that calls of two sessions have names neither, until one of them is over; told twice by one it names it."""
    with opened(make_store) as store, store.write() as tx:
        for session_id in ("s1", "s2"):
            tx.save_session(a_session(session_id))
            tx.begin_tool_call("same", Holder(session_id), 1000.0)
        tx.begin_tool_call("same", Holder("s2", "agent"), 1001.0)
        same([tx.tool_caller("same"), tx.take_tool_call("same")], [None, None])
        tx.end_tool_call("same", "s1")
        same(tx.take_tool_call("same"), Holder("s2", "agent"))


def forgets_old_calls(make_store: MakeStore) -> None:
    """A call older than a day is forgotten when another is noted, and a session's with the session."""
    with opened(make_store) as store, store.write() as tx:
        for session_id in ("s1", "s2"):
            tx.save_session(a_session(session_id, ended=1.0))
        tx.begin_tool_call("old", Holder("s1"), 1000.0)
        tx.begin_tool_call("young", Holder("s2"), 1001.0)
        tx.begin_tool_call("new", Holder("s1"), 1000.5 + DAY_SECONDS)
        same([tx.tool_caller("old"), tx.tool_caller("young")], [None, Holder("s2")])
        tx.forget_session("s2", 2.0)
        same([tx.tool_caller("young"), tx.tool_caller("new")], [None, Holder("s1")])


def refuses_a_call_of_nobody(make_store: MakeStore) -> None:
    """A call of a session that was never entered is refused."""
    with opened(make_store) as store:
        try:
            with store.write() as tx:
                tx.begin_tool_call("new", Holder("unknown"), 1000.0)
        except StoreError:
            return
        raise AssertionError("the call of a session that nobody knows was noted")


CHECKS = (
    takes_once,
    keeps_a_call_that_was_taken_back,
    ends_a_sessions_own_call,
    believes_no_id_of_two_sessions,
    forgets_old_calls,
    refuses_a_call_of_nobody,
)
