"""The report of a run: a file with what `plans show --json` gives as data, written when the run ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from covey.coordination.machine import Machine
from covey.errors import UserError
from covey.running import overview
from covey.running.whole_file import replace

if TYPE_CHECKING:
    from covey.store.contract import Store


def report_file(home: str, run_id: str) -> Path:
    """Name the file of a run's report."""
    return Path(home, "runs", run_id, "report.json")


def write_report(store: Store, home: str, run_id: str) -> Path:
    """Write a run's report and give its file; raise UserError for a run that is not known, OSError for a full disk."""
    with store.read() as tx:
        run = tx.plans.run(run_id)
        if run is None:
            raise UserError(f"there is no run {run_id}", hint="`covey plans list --all` lists them", code="no_run")
        data = overview.whole(tx, Machine(), run)
    path = report_file(home, run_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace(path, [json.dumps(data, indent=2)])
    return path
