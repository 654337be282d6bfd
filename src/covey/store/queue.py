"""The queue before the write lock: who comes first is served first.

SQLite waits by looking again after a sleep, so that whoever is quick wins again and again and others starve. Here each
writer draws a number, holds the kernel's lock on that byte of a file, and waits for the byte before it; the kernel
frees the bytes of those who die, and wakes the next. All this is courtesy: SQLite alone decides who writes, so a
writer goes on without it where the queue fails, or does not move for a while because somebody in it was stopped.
"""

from __future__ import annotations

import _thread
import os

PATIENCE_SECONDS = 1.0
NUMBER_BYTES, HIGHEST = 8, 1 << 31  # a place in a file, and some file systems know none beyond 4 GB


class Turn:
    """One writer's place in the queue, from the moment it is made until it is ended."""

    def __init__(self, path: str) -> None:
        """Wait for the turn, with patience; raise OSError where there can be no queue."""
        self._handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        self._path, self._number = path, 0
        self._others: list[str] = []
        try:
            self._stand(os.F_TLOCK)
        except (BlockingIOError, PermissionError):  # somebody is before us
            self._wait()
        except OSError:
            os.close(self._handle)
            raise

    def end(self) -> None:
        """Let the next one have its turn."""
        try:
            self._others.pop()  # a thread of ours still uses the handle, and will come here after us
        except IndexError:
            os.close(self._handle)  # and with it all our locks

    def _wait(self) -> None:
        """Wait in a thread: nothing else bounds how long the kernel lets us wait."""
        come = _thread.allocate_lock()
        come.acquire()
        self._others.append("the thread")
        try:
            _thread.start_new_thread(self._stand_long, (come,))
        except RuntimeError:
            self._others.clear()  # there can be no more threads; so no queue either
            return
        if not come.acquire(timeout=PATIENCE_SECONDS):
            os.close(os.open(self._path, os.O_RDONLY))  # closing any handle frees our number for those behind us

    def _stand_long(self, come: _thread.LockType) -> None:
        try:  # noqa: SIM105 - contextlib is not for the hook's process
            self._stand(os.F_LOCK)
        except OSError:
            pass  # then there is no queue
        self.end()
        come.release()

    def _stand(self, how: int) -> None:
        if not self._number:
            self._draw(how)
        self._lock(how, self._number)

    def _draw(self, how: int) -> None:
        """Draw a number, one above what the file says; its byte is the one after, and byte 0 is for drawing."""
        self._lock(how, 0)
        number = int.from_bytes(os.pread(self._handle, NUMBER_BYTES, 0), "little") % HIGHEST + 1
        self._lock(os.F_TLOCK, number + 1)
        os.pwrite(self._handle, number.to_bytes(NUMBER_BYTES, "little"), 0)
        self._lock(os.F_ULOCK, 0)
        self._number = number

    def _lock(self, how: int, place: int) -> None:
        os.lseek(self._handle, place, os.SEEK_SET)
        os.lockf(self._handle, how, 1)
