"""Where Claude Code keeps what was said in a conversation: a conversation without a transcript cannot be resumed."""

from __future__ import annotations

import glob
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Transcript(NamedTuple):
    """A transcript: its file, its size, and when it was last written (seconds since 1970)."""

    path: Path
    size: int
    changed: float


def transcript(config: Path, project: Path, conversation: str) -> Transcript | None:
    """Find the transcript of a conversation; None where there is none, or an empty one.

    It lies in a folder named like the project; where that name was cut or chosen otherwise, it is looked for in all.
    """
    name = f"{conversation}.jsonl"
    if "/" in conversation:
        return None
    projects = config / "projects"
    likely = projects / slug(project) / name
    paths = [likely, *projects.glob(f"*/{glob.escape(name)}")] if not likely.is_file() else [likely]
    return next((found for path in paths if (found := _look(path))), None)


def slug(project: Path) -> str:
    """Give the name that Claude Code makes of a project's folder, as long as it does not cut it."""
    return re.sub(r"[^A-Za-z0-9]", "-", unicodedata.normalize("NFC", str(project.resolve())))


def _look(path: Path) -> Transcript | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return Transcript(path, state.st_size, state.st_mtime) if state.st_size else None
