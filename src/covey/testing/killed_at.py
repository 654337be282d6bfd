"""Run a program that is killed by SIGKILL just before the n-th line of covey's own code that it would run.

`python -m covey.testing.killed_at PLACE:N PROGRAM ARGUMENT...` runs a Python file and counts the lines that run of one
of covey's rooms or files, such as `store/birth.py`, or of all of covey where PLACE is empty. A program that has fewer
lines to run ends as ever. So a test can kill a process between any two steps, one after the other, without any luck.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import covey

if TYPE_CHECKING:
    from types import FrameType

OURS = Path(covey.__file__).parent


class Executioner:
    """What counts the lines, and kills."""

    def __init__(self, place: str, line: int) -> None:
        """Kill at a line in a place, counted from 1."""
        self._place, self._left = str(OURS / place), line

    def __call__(self, frame: FrameType, event: str, _: object) -> Any:
        """Watch our own code, and no other."""
        if not frame.f_code.co_filename.startswith(self._place):
            return None
        if event == "line":
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def main(arguments: list[str]) -> None:
    """Run the program until its line comes."""
    moment, program, *rest = arguments
    place, _, line = moment.rpartition(":")
    sys.argv = [program, *rest]
    sys.settrace(Executioner(place, int(line)))
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
