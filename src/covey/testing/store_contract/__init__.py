"""What every store must keep, as checks that anybody's store can be put to.

A store of your own is put to them like this (`tests/store/test_contract.py` does it for SQLite):

    @pytest.mark.parametrize("promise", promises(), ids=lambda promise: promise.sentence)
    def test_my_store_keeps(promise: Promise, tmp_path: Path) -> None:
        promise.check(lambda: MyStore(tmp_path))

`make_store` gives an open store; each call opens the same one anew, as another process would. Each check needs a store
that is empty, and closes what it opened. Give the store little patience (about a second): one check waits for its end.
A check that fails raises AssertionError, which says what was found and what was promised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from covey.testing.store_contract import (
    graphs,
    lines,
    locks,
    log,
    plans,
    pool,
    scopes,
    sessions,
    stashes,
    tool_calls,
    watches,
)
from covey.testing.store_contract.check import MakeStore

if TYPE_CHECKING:
    from covey.testing.store_contract.check import Check

__all__ = ["MakeStore", "Promise", "promises"]


@dataclass(frozen=True)
class Promise:
    """One thing that every store keeps: the sentence that says it, and the check of it."""

    sentence: str
    check: Check


def promises() -> list[Promise]:
    """List every promise of covey.store.contract that can be checked."""
    rooms = (scopes, sessions, locks, lines, log, watches, stashes, tool_calls, graphs, plans, pool)
    return [Promise(_sentence(check), check) for room in rooms for check in room.CHECKS]


def _sentence(check: Check) -> str:
    return (check.__doc__ or check.__name__).rstrip(".")
