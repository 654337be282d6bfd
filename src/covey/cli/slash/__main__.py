"""The door of the slash commands: `python -E -P -m covey.cli.slash NAME --home DIR`, with the arguments on stdin.

What it prints is what the model sees. It always ends with 0 and says errors on standard output too, since Claude Code
drops a slash command whose line fails, and shows nobody why.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from covey.cli.app import App
from covey.cli.result import deliver, deliver_error
from covey.cli.slash import history, refresh, status, suggest, unlock
from covey.coordination.unforeseen import as_covey_error
from covey.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.cli.result import Result

ANSWERS: dict[str, Callable[[App, str], Result]] = {
    "session-status": status.answer,
    "session-refresh": refresh.answer,
    "session-unlock": unlock.answer,
    "session-history": history.answer,
    "suggest": suggest.answer,
}


def main() -> None:
    """Answer one slash command."""
    os.dup2(1, 2)  # an error is told where the model looks
    name, _, home = (*sys.argv[1:], "", "", "")[:3]
    if home:
        os.environ["COVEY_HOME"] = home  # where the hooks of this installation keep their record
    try:
        deliver(name, _answer(name), as_json=False)
    except Exception as error:  # noqa: BLE001 - the door: every error is told
        deliver_error(name, as_covey_error(f"slash {name}", error), as_json=False)


def _answer(name: str) -> Result:
    if name not in ANSWERS:
        raise UserError(f"there is no slash command {name!r}", hint="run `covey install` again", code="bad_slash")
    arguments = "" if sys.stdin.isatty() else sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    return ANSWERS[name](App(), arguments.strip())


if __name__ == "__main__":
    main()
