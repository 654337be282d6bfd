"""What becomes a turn's `claude`: `python -I -S launch.py FOLDER PROGRAM ARGUMENT...`.

It claims the turn and then becomes the program: the same process, so that whoever reads the claim knows whom to follow.
Who comes second goes away. A kill before the claim is a turn that was never begun; after it, one that was begun once.
"""

from __future__ import annotations

import os
import signal
import sys

sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from pathlib import Path

from covey.claude.claim import Claim, stake
from covey.claude.turn_files import note_not_started
from covey.coordination.machine import Machine

PIECE = 65536


def launch(folder: Path, command: list[str]) -> None:
    """Claim the turn of a folder and become its program, unless another has claimed it."""
    machine = Machine()
    process = machine.process(os.getpid())
    if process is None or not stake(folder, Claim(process, machine.now().wall)):
        return
    _feed()
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and what is ignored stays so in the program
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execv(command[0], command)  # noqa: S606 - the program that its user has on the PATH
    except OSError as error:
        note_not_started(folder, f"{command[0]}: {error.strerror}")


def _feed() -> None:
    """Put a pipe in the place of our standard input: 2.1.197 takes a file for empty, and ends without a word.

    What fills it is no child of ours, since the program that we become would not take leave of it.
    """
    reading, writing = os.pipe()
    between = os.fork()
    if not between:
        try:
            if not os.fork():
                os.close(reading)
                _fill(writing)
        finally:
            os._exit(0)
    os.waitpid(between, 0)
    os.dup2(reading, 0)


def _fill(writing: int) -> None:
    while piece := os.read(0, PIECE):
        os.write(writing, piece)


if __name__ == "__main__":
    launch(Path(sys.argv[1]), sys.argv[2:])
