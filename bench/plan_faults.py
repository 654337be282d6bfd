"""What breaks a plan's conversation between two of its tasks: run as a `verify` command, when no client lives."""

from __future__ import annotations

import os
import shutil
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from covey.running.ways import EXPIRED, LOST
from covey.store.sqlite import SqliteStore
from covey.testing.clients import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable


def delete_transcripts() -> None:
    """Delete what the client keeps of all conversations."""
    shutil.rmtree(_projects())


def move_transcripts() -> None:
    """Leave them as if the conversations had been begun in another folder."""
    for folder in list(_projects().iterdir()):
        folder.rename(folder.with_name(f"{folder.name}-elsewhere-{time.time_ns()}"))


def end_time() -> None:
    """Let the time to live of all plan sessions be over."""
    with closing(SqliteStore(os.environ["COVEY_HOME"])) as store, store.write() as tx:
        now = time.time()
        for session in tx.plans.plan_sessions(now):
            tx.plans.save_plan_session(session, now - 1)


def _projects() -> Path:
    return Path(os.environ["HOME"], ".claude", "projects")


FAULTS: dict[str, Callable[[], None]] = {
    "transcript deleted": delete_transcripts,
    "another cwd": move_transcripts,
    "time to live over": end_time,
}


def reason(fault: str, version: str) -> str:
    """Say with which reason a fallback is to be recorded; '' where that client goes on all the same.

    2.1.329 finds a conversation by its id wherever it was begun; 2.1.197 looks only in the folder of its cwd.
    """
    if fault == "another cwd" and version == NEWEST:
        return ""
    return EXPIRED if fault == "time to live over" else LOST


if __name__ == "__main__":
    FAULTS[sys.argv[1]]()
