"""Which graph is meant: that of the project or the global one, its context, and whether live work shows in it."""

from __future__ import annotations

from covey.coordination import places
from covey.errors import UserError
from covey.model.graph import Place
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from covey.coordination.locks import Desk
    from covey.settings import Settings

PROJECT, GLOBAL = "project", "global"
DEFAULT = "default"
"""What people call the context without a name."""

LONGEST_CONTEXT = 200


class Where(Value):
    """A graph; `is_live` tells that the live coordination shows in it, of one workspace or, for '', of all."""

    place: Place
    workspace: str
    is_live: int = 0


def where(settings: Settings, folder: str, context: str | None = None, location: str | None = None) -> Where:
    """Find the graph that is meant; what is not named is as `kg_context` and `kg_location` say."""
    usual = _place(folder, settings.kg_context, settings.kg_location)
    named = settings.kg_context if not context else "" if context == DEFAULT else _checked(context)
    place = _place(folder, named, location or settings.kg_location)
    return Where(place, place.place, int(place == usual))


def contexts(desk: Desk, folder: str) -> list[dict[str, Any]]:
    """List the graphs of the project and the global ones, the one that is meant without a name among them."""
    usual = where(desk.settings, folder).place
    workspace = places.workspace_of(folder)[0]
    rows = [
        (Place(shelf.place, shelf.context), shelf.entities, shelf.relations)
        for shelf in desk.tx.graph.shelves((workspace, ""))
    ]
    if usual not in [place for place, _, _ in rows]:
        rows.append((usual, 0, 0))
    return [
        {
            "context": place.context or DEFAULT,
            "location": PROJECT if place.place else GLOBAL,
            "entities": entities,
            "relations": relations,
            "current": place == usual,
        }
        for place, entities, relations in rows
    ]


def databases(desk: Desk, folder: str) -> dict[str, Any]:
    """Name the graphs as `aim_list_databases` does."""
    rows = contexts(desk, folder)
    named = {
        f"{location}_databases": [row["context"] for row in rows if row["location"] == location]
        for location in (PROJECT, GLOBAL)
    }
    current = next(row for row in rows if row["current"])
    return {**named, "current_location": current["location"], "current_database": current["context"]}


def _place(folder: str, context: str, location: str) -> Place:
    if location not in (PROJECT, GLOBAL):
        raise UserError(f"there is no location {location}", hint="it is project or global", code="bad_location")
    return Place(places.workspace_of(folder)[0] if location == PROJECT else "", context)


def _checked(context: str) -> str:
    if len(context) > LONGEST_CONTEXT or not context.isprintable():
        hint = f"it takes at most {LONGEST_CONTEXT} printable characters"
        raise UserError(f"this cannot name a context: {context[:80]!r}", hint=hint, code="bad_context")
    return context
