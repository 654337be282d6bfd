"""Which graph a command is about, and the notebook in which it reads or writes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from covey.cli.app import current_folder
from covey.cli.speaker import caller
from covey.coordination.graph.notebook import Notebook
from covey.coordination.graph.where import where

if TYPE_CHECKING:
    from collections.abc import Generator

    from covey.cli.app import App
    from covey.cli.graph.arguments import Meant
    from covey.coordination.graph.where import Where
    from covey.coordination.locks import Desk
    from covey.model.session import Session


def graph_of(app: App, meant: Meant) -> Where:
    """Find the graph that is meant."""
    return where(app.settings, current_folder(), meant.context, meant.location)


@contextmanager
def reading(app: App, meant: Meant) -> Generator[Notebook]:
    """Open the graph that is meant, to look."""
    found = graph_of(app, meant)
    with app.looking() as desk:
        yield Notebook(desk, found, _caller(desk))


@contextmanager
def writing(app: App, meant: Meant) -> Generator[Notebook]:
    """Open the graph that is meant, to change it: as the session that calls us, or as nobody."""
    found = graph_of(app, meant)
    with app.changing() as desk:
        yield Notebook(desk, found, _caller(desk))


def _caller(desk: Desk) -> Session | None:
    """Give the live session that calls us."""
    session = desk.tx.session(caller()) if caller() else None
    return session if session is not None and session.ended is None else None
