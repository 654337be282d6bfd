"""The play itself, scene by scene, the same for real sessions and replayed ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from covey.cli.demo.story import FACTOR, FIRST, LOGIN, NEXT_TEST, SECOND, TEST
from covey.cli.progress import doing
from covey.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from covey.cli.demo.stage import Stage
    from covey.cli.demo.story import Change, Role

DONE, STOPPED = "done", "stopped"


class Sessions(Protocol):
    """The two sessions; each verb returns when its part of the story has happened."""

    def first_starts(self) -> None:
        """Let A edit the file, and stay at work."""
        ...

    def second_starts(self) -> str:
        """Let B try the same file, then another; give what B's model was told."""
        ...

    def first_ends(self) -> None:
        """Let A come to its end."""
        ...

    def second_ends(self) -> str:
        """Let B go on and come to its end; give what B's model was told meanwhile."""
        ...


@dataclass(frozen=True)
class Scene:
    """One thing that happened: an edit and what came of it, a session's end, or a command of covey's and its output."""

    kind: str
    session: str = ""
    task: str = ""
    path: str = ""
    outcome: str = ""
    told: str = ""
    command: str = ""
    output: Any = None

    def as_data(self) -> dict[str, Any]:
        """Give what is known of it."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


def play(stage: Stage, sessions: Sessions, look: Callable[..., Any]) -> Iterator[Scene]:
    """Play the story; `look` runs a command of covey's and gives its output."""
    with doing("Session A starts"):
        sessions.first_starts()
    yield _edit(stage, FIRST, LOGIN, DONE)

    with doing("Session B starts"):
        told = sessions.second_starts()
    yield _edit(stage, SECOND, FACTOR, STOPPED, told)
    yield _edit(stage, SECOND, TEST, DONE)
    yield _look(look, "sessions", "live")
    yield _look(look, "locks", "list")

    with doing("Session A ends"):
        sessions.first_ends()
    yield Scene("end", FIRST.letter, FIRST.task)

    with doing("Session B goes on"):
        told = sessions.second_ends()
    yield _edit(stage, SECOND, NEXT_TEST, DONE, told)
    yield _edit(stage, SECOND, FACTOR, DONE)
    yield Scene("end", SECOND.letter, SECOND.task)
    yield _look(look, "locks", "list")
    yield _look(look, "sessions", "history")


def _edit(stage: Stage, role: Role, change: Change, wanted: str, told: str | None = None) -> Scene:
    """Look into the file for what came of an edit; raise UnavailableError where it is not what the story says."""
    outcome = DONE if stage.shows(change) else STOPPED
    if outcome != wanted or told == "":
        raise UnavailableError(
            f"the demo went astray: session {role.letter}'s edit of {change.path} was {outcome}, not {wanted}"
            if outcome != wanted
            else f"the demo went astray: nobody told session {role.letter} about {change.path}",
        )
    return Scene("edit", role.letter, role.task, change.path, outcome, told or "")


def _look(look: Callable[..., Any], *words: str) -> Scene:
    return Scene("look", command=" ".join(("covey", *words)), output=look(*words))
