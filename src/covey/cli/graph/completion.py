"""What the shell offers at the Tab key: names of entities, and of contexts.

A shell puts them into the line as they are, so those that would mean something else there are not offered.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from covey.cli.app import App, current_folder
from covey.coordination.graph.notebook import Notebook
from covey.coordination.graph.where import contexts as known_contexts
from covey.coordination.graph.where import where
from covey.errors import CoveyError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

MOST_OFFERED = 50


def entities(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Offer the entities whose name begins so, of the graph that the options before name."""
    try:
        return _offered(_found(begun, context.params), begun)
    except (CoveyError, OSError):
        return []  # no message may come between the person and the shell


def contexts(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Offer the contexts of this project, and the global ones."""
    try:
        with App().looking() as desk:
            return _offered(sorted({row["context"] for row in known_contexts(desk, current_folder())}), begun)
    except (CoveyError, OSError):
        return []


def _offered(names: Iterable[str], begun: str) -> list[str]:
    return [name for name in names if name.startswith(begun) and shlex.quote(name) == name]


def _found(begun: str, options: dict[str, Any]) -> list[str]:
    app = App()
    graph = where(app.settings, current_folder(), options.get("context"), options.get("location"))
    with app.looking() as desk:
        return [entity.name for entity in Notebook(desk, graph).search(begun, MOST_OFFERED).entities]
