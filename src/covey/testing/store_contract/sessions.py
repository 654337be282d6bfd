"""What the verbs for sessions promise."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.model.session import Item
from covey.testing.store_contract.check import WORKSPACE, a_session, opened, same

if TYPE_CHECKING:
    from covey.store.contract import Transaction
    from covey.testing.store_contract.check import MakeStore

ODD = "ü 🐑 \\ ' \" % _ \t \n ; -- \x01 \x7f"


def gives_back_whole(make_store: MakeStore) -> None:
    """A session comes back with every field as it was written, whatever characters its texts hold."""
    full = a_session(task=ODD, git_branch=ODD, waiting_for=ODD, status="waiting", git_dirty=1, pid=4711, pid_start="99")
    full = full.but(model="opus", kind="headless", transcript="/t", ended=2.5, outcome="pruned")
    with opened(make_store) as store:
        with store.write() as tx:
            tx.save_session(full)
            tx.save_session(a_session("plain"))
        with store.read() as tx:
            same(tx.session("s1"), full)
            same(tx.session("plain"), a_session("plain"))
            same(tx.session("unknown"), None)


def writes_over(make_store: MakeStore) -> None:
    """Saving a session that is known replaces the whole record."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session(task="old", pid=1))
        tx.save_session(a_session(task=None, pid=2, workspace="/elsewhere"))
        same(tx.session("s1"), a_session(task=None, pid=2, workspace="/elsewhere"))
        same(len(tx.live_sessions()), 1)


def lists_the_living(make_store: MakeStore) -> None:
    """Live sessions are those that have not ended, oldest first, of one workspace or of all."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session("new", started=3.0))
        tx.save_session(a_session("old", started=1.0))
        tx.save_session(a_session("far", started=2.0, workspace="/far"))
        tx.save_session(a_session("gone", started=0.0, ended=9.0))
        same([each.session_id for each in tx.live_sessions()], ["old", "far", "new"])
        same([each.session_id for each in tx.live_sessions(WORKSPACE)], ["old", "new"])
        same(tx.live_sessions("/nowhere"), [])


def lists_the_ended(make_store: MakeStore) -> None:
    """Ended sessions of a span, its first moment within and its last without, come newest first."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session("living"))
        for ended in (10.0, 20.0, 30.0):
            tx.save_session(a_session(f"at {ended:.0f}", ended=ended))
        same(_ended(tx, 10.0, 31.0), ["at 30", "at 20", "at 10"])
        same(_ended(tx, 10.5, 30.0), ["at 20"])


def touches(make_store: MakeStore) -> None:
    """Touching a live session sets when it was heard of and what it does, ends its waiting, and leaves the rest."""
    before = a_session(status="waiting", waiting_for="input needed", task="paint")
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(before)
        same(tx.touch_session("s1", 2000.0, 20.0, "busy"), promised=True)
        after = before.but(last_seen=2000.0, last_awake=20.0, status="busy", waiting_for=None)
        same(tx.session("s1"), after)


def touches_none(make_store: MakeStore) -> None:
    """Touching a session that is unknown or has ended tells so, and changes nothing."""
    ended = a_session(ended=5.0)
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(ended)
        same(tx.touch_session("s1", 2000.0, 20.0, "busy"), promised=False)
        same(tx.touch_session("unknown", 2000.0, 20.0, "busy"), promised=False)
        same(tx.session("s1"), ended)


def forgets(make_store: MakeStore) -> None:
    """A session that ended before a time is removed with its notices and forecasts; any other stays."""
    with opened(make_store) as store:
        with store.write() as tx:
            tx.save_session(a_session("old", ended=5.0))
            tx.save_session(a_session("living"))
            tx.leave_notice("old", "too late", 5.0)
            tx.save_forecast("living", "old", "digest", "words", 5.0)
            told = [tx.forget_session(one, before) for one, before in (("old", 5.0), ("living", 9.0), ("nobody", 9.0))]
            same([*told, tx.forget_session("old", 5.5)], [False, False, False, True])
        with store.read() as tx:
            same(tx.session("old"), None)
            same(tx.notices("old"), [])
            same(tx.forecast("living", "old"), None)
            same([each.session_id for each in tx.live_sessions()], ["living"])


def keeps_task_lists(make_store: MakeStore) -> None:
    """A session's task list comes back in the order of its ids, each entry as it was last written."""
    one, other = Item("s1", "2", "paint", 1), Item("s1", "10", ODD)
    with opened(make_store) as store, store.write() as tx:
        for session_id in ("s1", "s2"):
            tx.save_session(a_session(session_id))
        for item in (other, one.but(is_done=0, subject="old"), one, Item("s2", "1")):
            tx.save_item(item)
        same(tx.items("s1"), [one, other])
        same(tx.items("nobody"), [])


def drops_task_lists(make_store: MakeStore) -> None:
    """One entry of a task list can be taken away, or all; those of other sessions stay."""
    with opened(make_store) as store, store.write() as tx:
        for session_id in ("s1", "s2"):
            tx.save_session(a_session(session_id))
            for item_id in ("1", "2", "3"):
                tx.save_item(Item(session_id, item_id))
        tx.remove_item("s1", "2")
        same([item.item_id for item in tx.items("s1")], ["1", "3"])
        tx.remove_item("s1")
        same([len(tx.items("s1")), len(tx.items("s2"))], [0, 3])


CHECKS = (
    *(gives_back_whole, writes_over, lists_the_living, lists_the_ended, touches, touches_none),
    *(forgets, keeps_task_lists, drops_task_lists),
)


def _ended(tx: Transaction, since: float, until: float) -> list[str]:
    return [session.session_id for session in tx.ended_sessions(since, until)]
