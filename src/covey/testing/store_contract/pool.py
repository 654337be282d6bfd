"""What the verbs for plan sessions, and for the slots and the gate of the pool, promise."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.model.run import PlanSession, Slot
from covey.testing.store_contract.check import WORKSPACE, opened, same

if TYPE_CHECKING:
    from covey.testing.store_contract.check import MakeStore


def a_plan_session(plan: str = "r1", **fields: Any) -> PlanSession:
    """Make the conversation of a plan."""
    given: dict[str, Any] = {"session_id": f"id of {plan}", "plan": plan, "conversation": "c1", "created": 1000.0}
    given |= {"last_used": 1000.0, "task_count": 0, "project": WORKSPACE}
    return PlanSession(**(given | fields))


def a_slot(task_id: str = "t1", **fields: Any) -> Slot:
    """Make what task t1 of run r1 asks for in the pool."""
    given: dict[str, Any] = {"run_id": "r1", "task_id": task_id, "priority": 50, "since": 1000.0}
    given |= {"host": "host boot", "pid": 7, "pid_start": "9"}
    return Slot(**(given | fields))


def keeps_plan_sessions(make_store: MakeStore) -> None:
    """The conversation of a plan comes back whole, as it was last kept, until its time is over."""
    last = a_plan_session(conversation=None, task_count=3, last_used=2.5, project="ü'\n")
    with opened(make_store) as store, store.write() as tx:
        tx.plans.save_plan_session(a_plan_session(session_id="before"), 5.0)
        tx.plans.save_plan_session(last, 10.0)
        same(tx.plans.plan_session("r1", 9.9), last)
        same(tx.plans.plan_session("r1", 10.0), None)
        same(tx.plans.plan_session("r2", 0.0), None)


def lists_plan_sessions(make_store: MakeStore) -> None:
    """Conversations whose time is not over are listed, the oldest first."""
    old, new = a_plan_session("b", created=1.0), a_plan_session("a", created=2.0)
    with opened(make_store) as store, store.write() as tx:
        for session, expires in ((new, 9.0), (old, 9.0), (a_plan_session("over"), 5.0)):
            tx.plans.save_plan_session(session, expires)
        same(tx.plans.plan_sessions(5.0), [old, new])


def forgets_plan_sessions(make_store: MakeStore) -> None:
    """A conversation is forgotten by its plan, and those whose time is over all at once."""
    with opened(make_store) as store, store.write() as tx:
        for plan, expires in (("r1", 9.0), ("r2", 5.0), ("r3", 4.0), ("r4", 9.0)):
            tx.plans.save_plan_session(a_plan_session(plan), expires)
        same([tx.plans.forget_plan_session("r1"), tx.plans.forget_plan_session("r1")], [True, False])
        same([tx.plans.forget_expired(5.0), tx.plans.forget_expired(5.0)], [2, 0])
        same(tx.plans.plan_sessions(0.0), [a_plan_session("r4")])


def keeps_slots(make_store: MakeStore) -> None:
    """Slots are listed as they were last written: those that are granted, then by priority, then as they came."""
    granted, urgent = a_slot("d", priority=1, granted=5.0), a_slot("c", priority=90, since=3.0)
    first, second = a_slot("b", since=1.0), a_slot("a", since=2.0)
    with opened(make_store) as store, store.write() as tx:
        for slot in (second, first, urgent, granted.but(granted=None), granted):
            tx.plans.save_slot(slot)
        same(tx.plans.slots(), [granted, urgent, first, second])


def removes_slots(make_store: MakeStore) -> None:
    """A slot that is given back is gone, and giving back what is not there changes nothing."""
    with opened(make_store) as store, store.write() as tx:
        for slot in (a_slot("a"), a_slot("b"), a_slot("a", run_id="r2")):
            tx.plans.save_slot(slot)
        for _ in range(2):
            tx.plans.remove_slot("r1", "a")
        same(tx.plans.slots(), [a_slot("b"), a_slot("a", run_id="r2")])


def closes_the_gate(make_store: MakeStore) -> None:
    """The gate stays closed until the latest time that was said, with the reason that was said with it."""
    with opened(make_store) as store, store.write() as tx:
        same(tx.plans.gate(), None)
        for until, why in ((5.0, "first"), (9.0, "ü'\n"), (7.0, "earlier"), (9.0, "the same")):
            tx.plans.close_gate(until, why)
        same(tx.plans.gate(), (9.0, "ü'\n"))


def opens_the_gate(make_store: MakeStore) -> None:
    """The gate is opened once: its reason is forgotten, and a time that is yet to come becomes now."""
    with opened(make_store) as store, store.write() as tx:
        same([tx.plans.open_gate(1.0)], [False])
        tx.plans.close_gate(9.0, "limit")
        same([tx.plans.open_gate(10.0), tx.plans.open_gate(11.0)], [True, False])
        same(tx.plans.gate(), (9.0, ""))
        tx.plans.close_gate(20.0, "again")
        same([tx.plans.open_gate(15.0)], [True])
        same(tx.plans.gate(), (15.0, ""))


CHECKS = (
    keeps_plan_sessions,
    lists_plan_sessions,
    forgets_plan_sessions,
    keeps_slots,
    removes_slots,
    closes_the_gate,
    opens_the_gate,
)
