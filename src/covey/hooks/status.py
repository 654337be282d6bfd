"""The status line: other sessions here, what this one holds, who waits for it, and whether a hook of ours failed."""

from __future__ import annotations

import os
import sys

from covey.coordination import failures, places
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.settings_files import in_force
from covey.coordination.standing import Standing, standing_of
from covey.hooks.call import read, text_in
from covey.hooks.door import start_clock, stop_clock
from covey.model.text import plain
from covey.settings import state_folder
from covey.store.sqlite import SqliteStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.hooks.call import Call

DEADLINE_SECONDS = 2.0
"""Claude Code waits for nobody here: it shows what it has, and asks again."""

LONGEST_PATH = 32
YELLOW, RED, PLAIN = "\x1b[33m", "\x1b[31m", "\x1b[0m"
CANNOT_LOOK = "covey: cannot look (`covey doctor` says why)"


def enter() -> None:
    """Answer in one line, and end the process."""
    try:
        deadline = start_clock(DEADLINE_SECONDS)
        home = sys.argv[-1] if sys.argv[-2:-1] == ["--home"] else state_folder(os.environ, sys.platform)
        said = status_line(read(0), home, deadline)
        stop_clock()
    except BaseException:  # noqa: BLE001 - whatever it is, the user's screen stays whole
        stop_clock()
        said = CANNOT_LOOK
    rest = f"{said}\n".encode()
    try:
        while rest:
            rest = rest[os.write(1, rest) :]
    except OSError:
        pass  # nobody listens any more
    os._exit(0)


def status_line(call: Call, home: str, deadline: float | None = None) -> str:
    """Say how the session stands among the others here."""
    machine = Machine()
    now = machine.now()
    with SqliteStore(home, deadline=deadline).read() as tx:
        session = tx.session(call.session_id)
        workspace = session.workspace if session else places.workspace_of(_folder(call))[0]
        settings = in_force(os.environ, session.worktree if session else "", tx)
        standing = standing_of(Desk(tx, machine, settings, now), call.session_id, workspace)
    has_failed = bool(failures.since(home, now.wall - failures.RECENT_SECONDS))
    return in_words(standing, has_failed=has_failed, is_coloured=not os.environ.get("NO_COLOR"))


def _folder(call: Call) -> str:
    return call.cwd or text_in(call.payload.get("workspace"), "current_dir") or os.getcwd()


def in_words(standing: Standing, *, has_failed: bool, is_coloured: bool) -> str:
    """Write the line; what a person should act upon is coloured."""
    others, waiting = len(standing.others), len({other.session_id for other, _ in standing.waiters})
    parts = [f"{others} other{'s' * (others != 1)}" if others else "alone here"]
    if standing.held:
        parts.append(f"I hold {_paths([lock.path for lock in standing.held])}")
    if standing.awaited:
        parts.append(f"I wait for {_paths([target.path for target in standing.awaited])}")
    if waiting:
        paths = _paths([target.path for _, target in standing.waiters])
        parts.append(_in(YELLOW, f"{waiting} wait{'s' * (waiting == 1)} for {paths}", is_coloured=is_coloured))
    if has_failed:
        parts.append(_in(RED, "! hook failed", is_coloured=is_coloured))
    return f"covey: {' · '.join(parts)}"


def _in(colour: str, text: str, *, is_coloured: bool) -> str:
    return f"{colour}{text}{PLAIN}" if is_coloured else text


def _paths(paths: Sequence[str]) -> str:
    """Name the first path, cut at its beginning where it is long, and say how many more there are."""
    first, *more = sorted(set(paths), key=list(paths).index)
    line = plain(first) or "the whole workspace"
    short = line if len(line) <= LONGEST_PATH else "…" + line[1 - LONGEST_PATH :]
    return f"{short} +{len(more)}" if more else short
