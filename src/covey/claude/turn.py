"""A turn that goes on: followed to its end, or ended where it is not to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from covey.claude.seen import Seen
from covey.claude.stream import Stream
from covey.claude.turn_files import ENDED, STREAM, note_ended, noted
from covey.claude.watchdog import Signs, Watchdog
from covey.model.outcome import CANCELLED, HUNG, TIMED_OUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.claude.turn_process import Senses, TurnProcess

LOOK_SECONDS, GRACE_SECONDS = 0.05, 10.0


@dataclass(frozen=True)
class Bounds:
    """How long a turn may take, how long it may show no sign of life, and how long go on after its result; seconds.

    `deadline` is a time of the clock that counts while the machine is awake.
    """

    deadline: float
    hang_seconds: float
    grace_seconds: float = GRACE_SECONDS


class Turn:
    """One turn and what was seen of it."""

    def __init__(self, process: TurnProcess, senses: Senses, transcript_size: Callable[[str], int]) -> None:
        """Take a turn's process; `transcript_size` gives the bytes of a conversation's transcript."""
        self.process, self.seen = process, Seen()
        self._senses, self._transcript_size = senses, transcript_size
        self._stream = Stream(process.folder / STREAM)
        self._grown = senses.now().awake
        self.ended = noted(process.folder, ENDED)
        """As what it was ended, before it was done."""

    @property
    def has_transcript(self) -> bool:
        """Whether its conversation has a transcript, without which it cannot be resumed."""
        return self._transcript_size(self.seen.session_id) > 0

    def follow(self, bounds: Bounds, tell: Callable[[str], None], wants_end: Callable[[], bool]) -> None:
        """Follow it to its end, and end it where it is to end before."""
        watchdog = Watchdog(bounds.hang_seconds, self._signs)
        while not self.process.is_over():
            self._read(tell)
            if self._is_to_end(bounds, watchdog, wants_end):
                self.process.end()
                break
            self.process.wait(LOOK_SECONDS)
        self._read(tell, is_whole=True)

    def _read(self, tell: Callable[[str], None], *, is_whole: bool = False) -> None:
        before, doing = self._stream.size, self.seen.doing
        self.seen.take(self._stream.read(is_whole=is_whole))
        if self._stream.size > before:
            self._grown = self._senses.now().awake
        if self.seen.doing != doing:
            tell(self.seen.doing)

    def _is_to_end(self, bounds: Bounds, watchdog: Watchdog, wants_end: Callable[[], bool]) -> bool:
        """Tell whether it is to end now, and note as what, unless it is done and only lingers."""
        awake = self._senses.now().awake
        if self.seen.result and awake - self._grown >= bounds.grace_seconds:
            return True
        if self.ended:
            return True
        self.ended = self._reason(bounds, awake, watchdog, wants_end)
        if self.ended:
            note_ended(self.process.folder, self.ended)
        return bool(self.ended)

    @staticmethod
    def _reason(bounds: Bounds, awake: float, watchdog: Watchdog, wants_end: Callable[[], bool]) -> str:
        if wants_end():
            return CANCELLED
        if awake >= bounds.deadline:
            return TIMED_OUT
        return HUNG if watchdog.is_hung(awake) else ""

    def _signs(self) -> Signs:
        cpu = self._senses.family(self.process.folder)
        return Signs(self._stream.size, self._transcript_size(self.seen.session_id), sum(cpu.values()))
