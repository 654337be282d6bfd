"""What a task did, as it is kept with it."""

from __future__ import annotations

import json
from typing import Any

from covey.model.value import Value

LISTS = ("denials", "wrote")


class Verified(Value):
    """A command that was run to see whether a task is done: how it ended, and the end of what it printed."""

    command: str
    status: int
    output: str
    seconds: float


class Summary(Value):
    """The last message, the files with what became of them, and what the proofs said; as JSON in docs/reference.

    `wrote` are the files that its tools were called to edit: where tasks run side by side, it tells whose is whose.
    """

    said: str = ""
    files: dict[str, str] = {}  # noqa: RUF012 - values do not change
    verify: tuple[Verified, ...] = ()
    references: dict[str, Any] = {}  # noqa: RUF012 - the same
    denials: tuple[str, ...] = ()
    wrote: tuple[str, ...] = ()


def written(summary: Summary) -> str:
    """Write a summary as JSON."""
    return json.dumps(summary.as_dict() | {"verify": [each.as_dict() for each in summary.verify]})


def read(text: str) -> Summary:
    """Read a summary again; an empty one where none was written."""
    data: dict[str, Any] = json.loads(text) if text else {}
    verified = tuple(Verified(**each) for each in data.get("verify", ()))
    whole: dict[str, Any] = data | {"verify": verified, **{name: tuple(data.get(name, ())) for name in LISTS}}
    return Summary(**whole)
