"""Whole processes, each against the floor that ran in turn with it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covey.testing.waiting import until
from figures import Row, middle
from scenes import FLOOR, Scene, milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS, QUICK_RUNS = 300, 5
STARTS, QUICK_STARTS = 60, 3
LOCKS = (0, 1_000, 10_000)
FILES = 10
COMPANY, CROWD, AREAS = 10, 100, 50
GATE_LIMIT, START_LIMIT, LIVE_LIMIT_MS = 2.0, 10.0, 150.0
DIRT_SECONDS = 30
COMMANDS = (
    ("reads", "git status && ls -la src | head", 1.2, 0),
    ("is parsed", "cd src && sed -i s/a/b/ a.py && cat > b.py <<'EOF'\nx\nEOF", 3.0, 2),
    ("is watched", "make build", 3.0, 0),
)
"""What is done with a command, the command, how many edit gates that may cost, and how many files are held then."""


@dataclass
class Contestant:
    """A process that is timed again and again, and whether what it did was right."""

    name: str
    run: Callable[[], float]
    is_right: Callable[[], bool]
    times: list[float] = field(default_factory=list[float])


def rows(folder: Path, *, quick: bool) -> list[Row]:
    """Measure the gate with few and many locks, a denied edit, a session's start, and `sessions live`."""
    floor = Contestant("floor: python -I -S -c pass", lambda: milliseconds(FLOOR, {}), lambda: True)
    gates = [_gate(folder / f"gate-{locks}", locks) for locks in LOCKS]
    gates.append(_gate_with_files(folder / "gate-files"))
    denials = [_denied(folder / f"denied-{locks}", locks) for locks in LOCKS[1:]]
    shells = [_command(folder / f"shell-{number}", *about) for number, about in enumerate(COMMANDS)]
    _take_turns([floor, *gates, *denials, *shells], QUICK_RUNS if quick else RUNS)
    found = [Row(floor.name, 1.0, "x", milliseconds=floor.times)]
    found += [_ratio(gate, floor, GATE_LIMIT) for gate in gates] + [_ratio(denied, floor, None) for denied in denials]
    found += [
        _ratio(shell, gates[0], limit, "edit gates") for shell, (_, _, limit, _) in zip(shells, COMMANDS, strict=True)
    ]

    floor, start, live = Contestant("", floor.run, floor.is_right), _start(folder / "start"), _live(folder / "live")
    _take_turns([floor, start, live], QUICK_STARTS if quick else STARTS)
    live_row = Row(
        live.name, middle(live.times), "ms", LIVE_LIMIT_MS, milliseconds=live.times, is_right=live.is_right()
    )
    return [*found, _ratio(start, floor, START_LIMIT), live_row]


def _take_turns(contestants: list[Contestant], runs: int) -> None:
    for contestant in contestants:
        contestant.run()  # once to be compiled and cached, uncounted
    for _ in range(runs):
        for contestant in contestants:
            contestant.times.append(contestant.run())


def _ratio(one: Contestant, floor: Contestant, limit: float | None, unit: str = "x") -> Row:
    ratio = middle(one.times) / middle(floor.times)
    return Row(one.name, ratio, unit, limit, milliseconds=one.times, is_right=one.is_right())


def _gate(folder: Path, locks: int) -> Contestant:
    """Edit a few files of one's own, over and over, among the locks of others."""
    scene = Scene(folder)
    scene.fill(locks)
    numbers = count()

    def run() -> float:
        call = scene.hooks.edit("editor", f"src/file-{next(numbers) % FILES}.py")
        return milliseconds(scene.command("PreToolUse"), scene.environ, _told(folder, call))

    def is_right() -> bool:
        with scene.store.read() as tx:
            return len(tx.locks()) == locks + min(FILES, next(numbers))

    return Contestant(f"edit gate, {locks:,} locks", run, is_right)


def _gate_with_files(folder: Path) -> Contestant:
    """Do the same where the user and the repository have settings files, which were read before."""
    gate = _gate(folder, LOCKS[1])
    for place in (folder / "home/.config/covey", folder / "shop/.covey"):
        place.mkdir(parents=True)
        (place / "coordination.yaml").write_text("session_coordination:\n  conflict_action: block\n", encoding="utf-8")
        (place / "file-patterns.yaml").write_text("critical: ['*.py']\nignore: ['*.log', build/]\n", encoding="utf-8")
    gate.name = "edit gate, settings files"
    return gate


def _denied(folder: Path, locks: int) -> Contestant:
    """Edit a file that somebody else holds."""
    scene, said = Scene(folder), folder / "said"
    scene.fill(locks)
    with scene.store.read() as tx:
        taken = next(lock.path for lock in tx.locks() if not lock.is_pattern)
    told = _told(folder, scene.hooks.edit("editor", taken))

    def is_right() -> bool:
        answer = json.loads(said.read_text(encoding="utf-8"))
        return answer["hookSpecificOutput"]["permissionDecision"] == "deny"

    command = scene.command("PreToolUse")
    return Contestant(
        f"denied edit, {locks:,} locks", lambda: milliseconds(command, scene.environ, told, said), is_right
    )


def _command(folder: Path, what: str, command: str, _limit: float, held: int) -> Contestant:
    """Run one command over and over among the locks of others; what it writes is its own."""
    scene = Scene(folder)
    scene.fill(LOCKS[1])
    (scene.workspace / "src").mkdir()
    (scene.workspace / "src/a.py").write_text("a\n", encoding="utf-8")
    told = _told(folder, scene.hooks.shell("editor", command))

    def is_right() -> bool:
        with scene.store.read() as tx:
            return len(tx.locks_of("editor")) == held

    gate = scene.command("PreToolUse")
    return Contestant(f"shell gate, a command that {what}", lambda: milliseconds(gate, scene.environ, told), is_right)


def _start(folder: Path) -> Contestant:
    """Start one session after the other, each in the process of the one before, among ten others with their locks."""
    scene, said, numbers = Scene(folder), folder / "said", count()
    scene.fill(50, COMPANY)
    for number in range(AREAS):
        (scene.workspace / f"libs/lib-{number}").mkdir(parents=True)

    def run() -> float:
        session_id = f"starter-{next(numbers)}"
        told = _told(folder, scene.hooks.call("SessionStart", session_id, source="startup", model="opus"))
        took = milliseconds(scene.command("SessionStart"), scene.environ, told, said)
        until(lambda: _is_looked_at(scene, session_id), DIRT_SECONDS)  # by a process that must not disturb the next
        return took

    def is_right() -> bool:
        told = said.read_text(encoding="utf-8")
        return f"{COMPANY} other sessions" in told and "Free areas: " in told

    return Contestant(f"session start, {COMPANY} other sessions", run, is_right)


def _is_looked_at(scene: Scene, session_id: str) -> bool:
    with scene.store.read() as tx:
        session = tx.session(session_id)
    return session is not None and session.git_dirty is not None


def _live(folder: Path) -> Contestant:
    """Show a hundred sessions."""
    scene, said = Scene(folder), folder / "said"
    scene.fill(CROWD, CROWD)
    command = [str(Path(sys.executable).parent / "covey"), "sessions", "live"]

    def is_right() -> bool:
        return said.read_text(encoding="utf-8").count("painting wall") == CROWD

    return Contestant(
        f"covey sessions live, {CROWD} sessions", lambda: milliseconds(command, scene.environ, None, said), is_right
    )


def _told(folder: Path, call: dict[str, Any]) -> Path:
    told = folder / "told"
    told.write_text(json.dumps(call), encoding="utf-8")
    return told
