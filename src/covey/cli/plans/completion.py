"""What the shell offers at the Tab key: the ids of runs, each with its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

from covey.cli.app import App
from covey.errors import CoveyError
from covey.model.text import plain
from covey.running.naming import LAST

if TYPE_CHECKING:
    import click

MOST_OFFERED = 50


def run_ids(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Offer the runs whose id begins so, the newest first, and `last`."""
    try:
        with App().looking() as desk:
            runs = desk.tx.plans.named_runs(begun)[:MOST_OFFERED]
    except (CoveyError, OSError):
        return []  # no message may come between the person and the shell
    offered = [CompletionItem(run.run_id, help=plain(f"{run.plan}, {run.state}")) for run in runs]
    return [*offered, *([CompletionItem(LAST, help="the newest of this project")] if LAST.startswith(begun) else [])]
