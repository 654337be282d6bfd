"""The monitor in the background: `python -I -S detached.py HOME`; it needs the standard library alone."""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.coordination import failures
from covey.coordination.failures import Failure
from covey.coordination.machine import Machine
from covey.errors import ConflictError, CoveyError
from covey.serve.monitor import serve


def main(home: str) -> int:
    """Be the monitor, unless another is; nobody waits for us, so a failure is kept where `covey doctor` finds it."""
    os.chdir("/")  # a disk that we stood on could not be taken away
    try:
        serve(home)
    except ConflictError as error:
        return error.exit_status
    except CoveyError as error:
        failures.record(home, Failure(Machine().now().wall, "serve", "", error.message, "detached.py"))
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
