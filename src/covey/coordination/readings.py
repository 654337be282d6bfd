"""What a path in words means: a file or folder that is there, else a pattern, else a file to come."""

from __future__ import annotations

import os

from covey.coordination import places
from covey.errors import UserError
from covey.model import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.model.lock import Target


def target_of(text: str, folder: str) -> Target:
    """Read a path or a pattern, relative to a folder; what exists under that very name is no pattern."""
    return next(readings(text, folder))


def readings(text: str, folder: str) -> Iterator[Target]:
    """Give what a text can name, likeliest first: `[id].tsx` may be a file that is gone but still locked."""
    if not text:
        raise UserError("the path is empty", hint="`.` is this folder", code="bad_path")
    exists = os.path.lexists(os.path.join(folder, text))
    if exists:
        yield places.target(text, folder)
    if pattern.has_magic(text):
        yield places.pattern_target(text, folder)
    if not exists:
        yield places.target(text if pattern.has_magic(text) else _unescaped(text), folder)


def _unescaped(text: str) -> str:
    r"""Take the escapes out of a pattern without magic, as `a\*b`: the path that it names."""
    if "\\" not in text:
        return text
    return "/".join(name if name in ("", ".", "..") else pattern.anchor(name) for name in text.split("/"))
