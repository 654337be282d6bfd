"""Which run is meant by words: the beginning of its id, or `last`, the newest of this folder's workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.errors import UserError
from covey.model.moment import rfc3339
from covey.model.text import plain

if TYPE_CHECKING:
    from covey.model.run import Run
    from covey.store.contract import Transaction

LAST = "last"
MOST_LISTED = 10
HINT = "`covey plans list --all` lists them"


def named(tx: Transaction, wanted: str, workspace: str) -> Run:
    """Find a run by its id, the beginning of its id, or `last`; raise UserError where that is none, or several."""
    found = tx.plans.runs(1, workspace) if wanted == LAST else _beginning(tx, wanted)
    if not found and wanted == LAST:
        raise UserError("no plan was run here yet", hint=HINT, code="no_run")
    if not found:
        raise UserError(f"there is no run {wanted}", hint=HINT, code="no_run")
    if len(found) > 1:
        listed = "".join(f"\n{one.run_id}  {rfc3339(one.started)}  {plain(one.plan)}" for one in found[:MOST_LISTED])
        said = f"{wanted} may mean {len(found)} runs:{listed}"
        raise UserError(said, hint="give more of the id", code="which_run")
    return found[0]


def _beginning(tx: Transaction, wanted: str) -> list[Run]:
    exact = tx.plans.run(wanted)
    return [exact] if exact else tx.plans.named_runs(wanted)
