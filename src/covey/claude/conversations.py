"""Who may go on with a conversation: one at a time, of all processes of a state folder; its forks, many at once."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

FOLDER = "conversations"


@contextmanager
def held(home: Path, conversation: str | None, *, is_shared: bool) -> Generator[bool]:
    """Hold a conversation, alone or with others who only leave it; say whether it could be had.

    The kernel's lock on a file ends with its holder, however that ends. None is a conversation that is yet to begin.
    """
    if conversation is None:
        yield True
        return
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / f"{quote(conversation, safe='')}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _has(handle, fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX)
    finally:
        os.close(handle)


def _has(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
