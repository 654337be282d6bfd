"""The view of a run while it goes on: a picture in a terminal, a line for each change where it is piped."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from rich.control import Control
from rich.live import Live

from covey.cli.console import console
from covey.cli.plans.board import Board
from covey.cli.plans.marks import lasted, money
from covey.cli.plans.picture import picture
from covey.cli.shown import count, say_whole
from covey.model.run import RUNNING
from covey.running.overview import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from rich.console import Console
    from rich.text import Text

    from covey.model.course import Course
    from covey.model.run import Run, TaskRun
    from covey.running.watcher import Watcher

PICTURES_PER_SECOND = 4


@contextmanager
def watching(*, as_json: bool) -> Generator[Watcher]:
    """Give the view that fits where we print; with JSON there is only a picture on a terminal's standard error."""
    screen = console(to_errors=as_json)
    if screen.file.isatty() and screen.is_interactive:
        in_terminal = InTerminal(screen)
        try:
            yield in_terminal
        finally:
            in_terminal.close()
    else:
        yield Unseen() if as_json else InLines(screen)


class InTerminal:
    """A picture that is drawn again and again in its place, by a thread of its own."""

    def __init__(self, screen: Console) -> None:
        """Draw nothing yet."""
        self._screen, self._board, self._size = screen, Board(time.time), screen.size
        self._live = Live(
            console=screen, get_renderable=self._picture, refresh_per_second=PICTURES_PER_SECOND, transient=False
        )

    def begins(self, run: Run, courses: Sequence[Course]) -> None:
        """Start to draw."""
        self._board.begins(run, courses)
        self._live.start()

    def sees(self, task_id: str, doing: str) -> None:
        """Show what a task does in the next picture."""
        self._board.sees(task_id, doing)

    def changed(self, task: TaskRun, cost: float) -> None:
        """Show how far a task has come in the next picture."""
        self._board.changed(task, cost)

    def ends(self, run: Run) -> None:
        """Leave the last picture where it stands."""
        self._board.ends(run)
        self.close()

    def close(self) -> None:
        """Draw no more, and give the terminal back as it was."""
        with suppress(OSError):  # a terminal that is gone cannot be given back, and the run need not end for that
            self._live.stop()

    def _picture(self) -> Text:
        size = self._screen.size
        if size != self._size:  # the lines of the picture before are folded anew: nobody knows where it began
            self._screen.control(Control.home(), Control.clear())
            self._size = size
        return picture(self._board.sight(), size.width, size.height - 1)


class InLines:
    """A line with its time for each task whose state changes; it goes on unseen where nobody reads any more."""

    def __init__(self, screen: Console) -> None:
        """Say nothing yet."""
        self._screen, self._board, self._lock = screen, Board(time.time), threading.Lock()
        self._is_read = True
        self._waits: dict[str, str] = {}

    def begins(self, run: Run, courses: Sequence[Course]) -> None:
        """Say which run begins."""
        self._board.begins(run, courses)
        self._say("begins", run.plan, count(len(courses), "task"), f"run {run.run_id}")

    def sees(self, task_id: str, doing: str) -> None:
        """Say what a task begins to wait for; what else it does now is old when it is read."""
        what = doing.partition(":")[0]
        if what.startswith("waits") and self._waits.get(task_id) != what:
            self._say("waits", task_id, doing.removeprefix("waits").lstrip(": "))
        self._waits[task_id] = what

    def changed(self, task: TaskRun, cost: float) -> None:
        """Say the task's new state, unless it was over before this view began."""
        was_over = task.ended is not None and task.ended < self._board.sight().began
        if self._board.changed(task, cost) and not was_over:
            self._say(task.state, task.task_id, *_figures(task, cost), task.problem)

    def ends(self, run: Run) -> None:
        """Say how the run ended."""
        sight = self._board.sight()
        done = f"{sight.number_of('done')} of {len(sight.steps)} done"
        state = INTERRUPTED if run.state == RUNNING else run.state
        self._say(state, run.plan, done, lasted(sight.now - sight.began), money(sight.cost))

    def _say(self, what: str, *parts: str) -> None:
        when = time.strftime("%Y-%m-%d %H:%M:%S")
        with self._lock:
            if not self._is_read:
                return
            try:
                say_whole(self._screen, f"{when}  {what:<9}  ", "  ".join(part for part in parts if part))
            except BrokenPipeError:
                self._is_read = False


def _figures(task: TaskRun, cost: float) -> tuple[str, ...]:
    """Say what a task took that was begun and is over."""
    if task.started is None or task.ended is None:
        return ()
    return lasted(task.ended - task.started), money(cost)


class Unseen:
    """No view: where JSON is asked for, its one envelope is all that is printed."""

    def begins(self, run: Run, courses: Sequence[Course]) -> None:
        """Show nothing."""

    def sees(self, task_id: str, doing: str) -> None:
        """Show nothing."""

    def changed(self, task: TaskRun, cost: float) -> None:
        """Show nothing."""

    def ends(self, run: Run) -> None:
        """Show nothing."""
