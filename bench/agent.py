"""How an agent works: one policy for every run, which knows no more than what the tool results and contexts say."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from covey.testing.messages_api import Turn, call, text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from covey.testing.record import Told, ToolResult
    from work import Change, Unit

    Acting = Generator[Turn, Told, None]
    Step = Generator[Turn, Told, ToolResult]

TURN_SECONDS = 0.3
"""How long the model takes for any answer, beside what it thinks about."""
RETRIES = 2
"""How often an agent tries again what was refused without a word on when it may go on."""
PATIENCE = 100
"""How often an agent with nothing else to do looks again, when it was told that it will hear."""
A_WHILE = "sleep 0.5"
TESTS = "sleep 0.5"
"""The project's tests, which take their time."""
TRIES = 20
"""How often an agent does again what met an obstacle that goes away: a stale read, a busy git, a half-written file."""

STALE = "modified since read"
GIT_IS_BUSY = "index.lock"
EMPTY = "the contents are empty"
PROMISE = "will be told when it is free"
WAY_TO_WAIT = re.compile(r"`([^`]+) PATH (--wait [^`]+)` waits for it")
FREE_NOW = re.compile(r"Free now: ([^;\n]+);")
NUMBERED = re.compile(r"^\d+\t", re.MULTILINE)
"""What Claude Code puts before each line that it reads."""


class Refused(NamedTuple):
    """Where a unit stands still: at which file, how often that was tried, whether one will hear, how one may wait."""

    path: str
    tries: int
    is_promised: bool
    way_to_wait: str


class Agent:
    """One agent with its units: what it knows, what it has done, and what was refused."""

    def __init__(self, name: str, units: list[Unit], folder: Path, tool: str) -> None:
        """Take the units, and the tool that it writes with: Write, or Bash."""
        self.name, self.units, self.tool = name, units, tool
        self.finished: list[Unit] = []
        self.written: list[Change] = []
        self.denials = self.stale_writes = self.calls = 0
        self._folder, self._patience = folder, PATIENCE
        self._refused: dict[Unit, Refused] = {}
        self._thought: set[Change] = set()
        self._free: set[str] = set()

    def act(self, first: Told) -> Acting:
        """Do the units one by one; come back to what was refused when it is free; say what came of them."""
        self._hear(first)
        while True:
            unit = self._called() or self._fresh()
            if unit is None and self._waits():
                yield from self._wait()
            elif unit or (unit := self._worth_a_try()):
                yield from self._work(unit)
            else:
                self._hear((yield text(self.report()).delayed(TURN_SECONDS)))

    def report(self) -> str:
        """Say which units are finished, in the words that the run is measured by."""
        return f"Finished: {', '.join(unit.name for unit in self.finished) or 'nothing'}."

    def _open(self) -> list[Unit]:
        return [unit for unit in self.units if unit not in self.finished]

    def _called(self) -> Unit | None:
        """Give a unit that was refused and that it has been told is free."""
        return next((unit for unit, refused in self._refused.items() if refused.path in self._free), None)

    def _fresh(self) -> Unit | None:
        return next((unit for unit in self._open() if unit not in self._refused), None)

    def _waits(self) -> bool:
        return self._patience > 0 and any(refused.is_promised for refused in self._refused.values())

    def _worth_a_try(self) -> Unit | None:
        return next((unit for unit, refused in self._refused.items() if refused.tries <= RETRIES), None)

    def _work(self, unit: Unit) -> Acting:
        """Make a unit's changes and commit them, or note where it was refused."""
        for change in unit.changes:
            if change not in self.written:
                result = yield from _again_while(STALE, partial(self._make, change))
                if result.is_error:
                    self._note_refusal(unit, change.path, result.text)
                    return
                self.written.append(change)
        yield from self._use(call("Bash", command=TESTS))
        yield from _again_while(GIT_IS_BUSY, partial(self._commit, unit))
        self._refused.pop(unit, None)
        self.finished.append(unit)

    def _wait(self) -> Acting:
        """Wait as it was said how, else for a while; both are tool calls, after which there may be news."""
        self._patience -= 1
        refused = next(one for one in self._refused.values() if one.is_promised)
        result = yield from self._use(call("Bash", command=refused.way_to_wait or A_WHILE))
        if refused.way_to_wait and not result.is_error:
            self._free.add(refused.path)

    def _make(self, change: Change) -> Step:
        """Read the file, think, and write all of it with the change in it."""
        content = yield from self._read(change.path)
        think_seconds = 0 if change in self._thought else change.think_seconds
        self._thought.add(change)
        result = yield from self._use(self._writing(change, content + change.line), think_seconds)
        self.stale_writes += STALE in result.text
        return result

    def _read(self, path: str) -> Generator[Turn, Told, str]:
        """Read a file, and again where somebody's shell is just about to write it."""
        reading = call("Read", file_path=str(self._folder / path))
        result = yield from _again_while(EMPTY, partial(self._use, reading))
        return NUMBERED.sub("", result.text)

    def _writing(self, change: Change, content: str) -> Turn:
        path = str(self._folder / change.path)
        if self.tool == "Write":
            return call("Write", file_path=path, content=content)
        return call("Bash", command=f"cat > {path} <<'EOF'\n{content}EOF")

    def _commit(self, unit: Unit) -> Step:
        paths = " ".join(change.path for change in unit.changes)
        command = f'git -C {self._folder} commit -q -m "{self.name}: {unit.name}" -- {paths}'
        return (yield from self._use(call("Bash", command=command)))

    def _use(self, turn: Turn, think_seconds: float = 0) -> Step:
        """Use a tool, and hear what comes of it."""
        told = yield turn.delayed(TURN_SECONDS + think_seconds)
        self.calls += 1
        self._hear(told)
        return told.results[-1]

    def _hear(self, told: Told) -> None:
        self._free |= set(FREE_NOW.findall(told.words))

    def _note_refusal(self, unit: Unit, path: str, why: str) -> None:
        self.denials += 1
        self._free.discard(path)
        tries = self._refused[unit].tries if unit in self._refused else 0
        self._refused[unit] = Refused(path, tries + 1, PROMISE in why, _way_to_wait(path, why))


def _again_while(obstacle: str, step: Callable[[], Step]) -> Step:
    """Do a step, and again while it meets an obstacle that goes away."""
    for _ in range(TRIES):
        result = yield from step()
        if obstacle not in result.text:
            return result
    return (yield from step())


def _way_to_wait(path: str, why: str) -> str:
    way = WAY_TO_WAIT.search(why)
    return f"{way[1]} {path} {way[2]}" if way else ""


def next_turn(agent: Agent, told: list[Told]) -> Turn:
    """Take a fresh agent through all that it was told, and give what it does next: the same for the same words."""
    acting = agent.act(told[0])
    turn = next(acting)
    for each in told[1:]:
        turn = acting.send(each)
    return turn
