"""Hot files: those that several sessions want at once, and that would be better split."""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.model.event import Event
    from covey.model.lock import Target, Waiting

DAY_SECONDS = 86400.0
MANY_IN_LINE, MANY_STOPPED = 2, 3
"""A file is hot while so many sessions wait for it, or when so many were stopped at it within a day."""

MOST_OF_FILE, MOST_OF_ALL = 50, 500


class Hot(Value):
    """A hot file: how many sessions wait for it, and how many were stopped at it within a day."""

    path: str
    waiting: int
    stopped: int


def heat(desk: Desk, target: Target) -> Hot | None:
    """Tell whether what somebody wants is hot."""
    line = desk.tx.line(target)
    return _hot(desk, target.path, line, desk.tx.denied_lately(target.workspace, MOST_OF_FILE, target.path))


def hot_files(desk: Desk, workspace: str) -> list[Hot]:
    """List the hot files of a workspace, the hottest first."""
    lines, stops = desk.tx.lines(workspace), desk.tx.denied_lately(workspace, MOST_OF_ALL)
    paths = sorted({waiting.path for waiting in lines} | {event.path for event in stops})
    found = [
        _hot(desk, path, [one for one in lines if one.path == path], [event for event in stops if event.path == path])
        for path in paths
    ]
    return sorted((hot for hot in found if hot is not None), key=lambda hot: (-hot.waiting, -hot.stopped))


def _hot(desk: Desk, path: str, line: list[Waiting], stops: list[Event]) -> Hot | None:
    waiting = len({one.session_id for one in line})
    stopped = len({event.session_id for event in stops if desk.now.wall - event.at <= DAY_SECONDS})
    return Hot(path, waiting, stopped) if waiting >= MANY_IN_LINE or stopped >= MANY_STOPPED else None
