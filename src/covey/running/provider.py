"""What carries out a task's prompt: the interface of every provider, and how one is found by its name (S2-3)."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol

from covey.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.ask import Ask
    from covey.model.outcome import Outcome

GROUP = "covey.providers"
"""The entry points by which packages add providers; each names something that gives one when it is called."""


class Onlooker(Protocol):
    """Who looks on while a turn goes on."""

    def sees(self, doing: str) -> None:
        """Hear what the turn does now, such as the tool that it calls."""
        ...

    def wants_end(self) -> bool:
        """Tell whether the turn is to be ended now; asked several times a second."""
        ...


class Provider(Protocol):
    """Something that can be asked for a turn, and gives its output, its usage and the id of its conversation.

    Where `keeps_conversations` is false, each task is asked anew, with the context rebuilt.
    """

    name: str
    keeps_conversations: bool

    def carry_out(self, ask: Ask, onlooker: Onlooker) -> Outcome:
        """Carry a turn out to its end, or take up the one that was begun in its folder; never raise for its failure.

        A conversation that somebody else has open is waited for.
        """
        ...

    def end_what_is_left(self, folder: str) -> bool:
        """End what a killed caller left running in a turn's folder; tell whether anything was."""
        ...


def provider_named(name: str, own: dict[str, Callable[[], Provider]]) -> Provider:
    """Give a provider: one of our own, or one that an installed package adds; raise UserError for any other."""
    if name in own:
        return own[name]()
    found = {point.name: point for point in entry_points(group=GROUP)}
    if name not in found:
        known = ", ".join(sorted({*own, *found}))
        raise UserError(f"there is no provider {name!r}", hint=f"known are: {known}", code="unknown_provider")
    return found[name].load()()
