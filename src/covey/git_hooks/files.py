"""Files of hooks, each replaced whole or not at all; what cannot be written is told with its path."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from covey.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

EXECUTABLE, PLAIN = 0o755, 0o644


def write(path: Path, content: bytes, mode: int) -> bool:
    """Put a file in its place with one rename; tell whether that changed anything."""
    if path.is_file() and not path.is_symlink() and path.read_bytes() == content and has_mode(path, mode):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = draft_of(path)
    try:
        make(draft, content, mode)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def draft_of(path: Path) -> Path:
    """Name the draft of a file; one that a killed covey left is what the next one writes over, or takes away."""
    return path.with_name(f"{path.name}.covey-draft")


def make(draft: Path, content: bytes, mode: int) -> None:
    """Write a draft to the disk; the caller keeps other coveys away."""
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), mode)
        file.flush()
        os.fsync(file.fileno())


def has_mode(path: Path, mode: int) -> bool:
    """Tell whether a file may be read and run by those who should."""
    return path.stat().st_mode & mode == mode


@contextmanager
def writing() -> Generator[None]:
    """Say which file or folder it is that cannot be changed."""
    try:
        yield
    except OSError as error:
        hint = "make that folder writable for you; what was there still works"
        what = error.filename or "the repository's hooks"
        raise UserError(f"{what}: {error.strerror}", hint=hint, code="hooks_not_written") from error
