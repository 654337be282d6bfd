"""One who wants slots of the pool: `python -m covey.testing.pool_rival HOME NAME AT_ONCE TIMES`.

It says `ready`, waits for a line on standard input, and then takes a slot and gives it back so many times. While it has
one it holds a kernel's lock on one of AT_ONCE witnesses, files in HOME that nobody else can have at the same time; it
ends with how often there was none left for it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from covey.coordination.machine import Machine
from covey.running.pool import Pool
from covey.store.sqlite import SqliteStore


def main(home: str, name: str, at_once: int, times: int) -> None:
    """Take part."""
    pool = Pool(lambda: SqliteStore(home), Machine(), at_once)
    print("ready", flush=True)  # noqa: T201 - the parent reads it
    sys.stdin.readline()
    overlaps = 0
    for number in range(times):
        pool.take(name, str(number), 50, lambda: False)
        witness = _witness(Path(home), at_once)
        overlaps += witness is None
        if witness is not None:
            os.close(witness)
        pool.give_back(name, str(number))
    print(overlaps, flush=True)  # noqa: T201 - the parent reads it


def _witness(home: Path, at_once: int) -> int | None:
    """Lock one of the witnesses; None where others have them all."""
    for number in range(at_once):
        handle = os.open(home / f"{number}.witness", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            os.lockf(handle, os.F_TLOCK, 0)
        except OSError:
            os.close(handle)
        else:
            return handle
    return None


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
