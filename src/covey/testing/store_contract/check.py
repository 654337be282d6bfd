"""What the checks are made with: a store opened for a while, values to put in, and saying what was found instead."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from typing import Any, TypeAlias

from covey.model.event import Event
from covey.model.lock import Holder, Lock, Target
from covey.model.session import Session
from covey.store.contract import Store

MakeStore: TypeAlias = Callable[[], Store]
Check: TypeAlias = Callable[[MakeStore], None]

WORKSPACE = "/work/shop"


def same(found: object, promised: object) -> None:
    """Raise AssertionError unless two values are equal."""
    if found != promised:
        raise AssertionError(f"found {found!r}, promised {promised!r}")


@contextlib.contextmanager
def opened(make_store: MakeStore) -> Generator[Store]:
    """Open the store, and close it at the end."""
    store = make_store()
    try:
        yield store
    finally:
        store.close()


def a_session(session_id: str = "s1", **fields: Any) -> Session:
    """Make a session's record."""
    given: dict[str, Any] = {
        "session_id": session_id,
        "name": f"Session_host_{session_id}",
        "workspace": WORKSPACE,
        "project": "shop",
        "path": WORKSPACE,
        "worktree": WORKSPACE,
        "started": 1000.0,
        "last_seen": 1000.0,
        "last_awake": 10.0,
        "host": "host boot",
    }
    return Session(**(given | fields))


def a_target(path: str = "src/auth.py", *, is_pattern: bool = False, workspace: str = WORKSPACE) -> Target:
    """Make a target whose key is its path."""
    return Target(workspace, workspace, path, path, int(is_pattern))


def a_lock(path: str = "src/auth.py", session_id: str = "s1", **fields: Any) -> Lock:
    """Make a lock on a path, not yet in any store."""
    target = a_target(path)
    given = target.as_dict() | Holder(session_id).as_dict()
    given |= {"generation": 0, "anchor": target.anchor, "mode": "exclusive", "reason": "editing"}
    given |= {"acquired": 1000.0, "touched": 1000.0, "expires": 4600.0, "awake_expires": 3610.0}
    return Lock(**(given | fields))


def an_event(kind: str = "lock.acquired", **fields: Any) -> Event:
    """Make a line of the log."""
    given: dict[str, Any] = {"at": 1000.0, "kind": kind, "session_id": "s1", "workspace": WORKSPACE}
    return Event(**(given | fields))
