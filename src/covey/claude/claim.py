"""The claim on a turn: which process carries it out, said once and for all before that process begins."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from covey.claude.foreign import as_dict, as_str, read_dict
from covey.model.session import Process
from covey.model.value import Value

if TYPE_CHECKING:
    from pathlib import Path

FILE = "claim"


class Claim(Value):
    """The process of a turn, and when it began (seconds since 1970)."""

    process: Process
    began: float


def stake(folder: Path, claim: Claim) -> bool:
    """Claim a turn for a process; false where it is claimed already. A kill at any moment leaves all of it, or none."""
    own = folder / f"{FILE}.{claim.process.pid}"
    own.write_text(json.dumps({"process": claim.process.as_dict(), "began": claim.began}), encoding="utf-8")
    try:
        (folder / FILE).hardlink_to(own)
    except FileExistsError:
        return False
    finally:
        with suppress(OSError):
            own.unlink()
    return True


def claim_in(folder: Path) -> Claim | None:
    """Give the claim on the turn of a folder; None where nobody has begun it."""
    told = read_dict(folder / FILE)
    process = as_dict(told.get("process"))
    pid, began = process.get("pid"), told.get("began")
    if not isinstance(pid, int) or not isinstance(began, float):
        return None
    return Claim(Process(as_str(process.get("host")), pid, as_str(process.get("start"))), began)
