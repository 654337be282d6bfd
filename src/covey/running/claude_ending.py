"""What a turn has come to, once its process has ended: all that is known of the end, brought together."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from covey.claude.outcome import Ending, judge
from covey.claude.transcripts import transcript
from covey.claude.turn_files import NOT_STARTED, errors_of, noted

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.claude.turn import Turn
    from covey.model.ask import Ask
    from covey.model.outcome import Outcome


def transcript_size(config: Path, ask: Ask) -> Callable[[str], int]:
    """Give what tells how long the transcript of a conversation is; 0 where there is none."""

    def size(conversation: str) -> int:
        known = transcript(config, Path(ask.project), conversation) if conversation else None
        return known.size if known else 0

    return size


def ended(turn: Turn, ask: Ask, now: float) -> Outcome:
    """Give the outcome of a turn whose process is gone; `now` in seconds since 1970."""
    folder = turn.process.folder
    ending = Ending(
        now=datetime.fromtimestamp(now).astimezone(),
        ended=turn.ended,
        not_started=noted(folder, NOT_STARTED),
        exit_status=turn.process.exit_status,
        errors=errors_of(folder),
        has_transcript=turn.has_transcript,
        before=ask.before,
    )
    return judge(turn.seen, ending)
