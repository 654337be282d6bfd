"""Who may go on with a conversation: one at a time, of all processes of a state folder; its forks, many at once."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "conversations"


def hold(home: Path, conversation: str, *, is_shared: bool) -> int | None:
    """Hold a conversation, alone or with others who only leave it; give the handle, or None where it cannot be had.

    It is the kernel's lock on a file: closing the handle ends it, and so does the holder's end, whatever that is.
    """
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / f"{quote(conversation, safe='')}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle
