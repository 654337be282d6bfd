"""Our lines at the end of a repository's configuration: put there and taken out as git itself would, byte for byte.

They include a file of ours, and only where the repository stands where it stood: a copy of it, or one that was moved,
has its own core.hooksPath in force again. What others set in the configuration is left as it is, and goes on working:
whoever writes core.hooksPath anew writes it before our lines.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from covey.errors import UnavailableError, UserError
from covey.git_hooks.files import PLAIN, draft_of, make

if TYPE_CHECKING:
    from pathlib import Path

NOTE = b"# covey: these lines are put here and taken out by `covey install` and `covey uninstall --git-hooks`\n"
"""Right behind what was there: without a line end before it git reads a comment too."""

BLOCK = re.compile(re.escape(NOTE) + rb"(?:\[includeIf [^\n]*\n\tpath = [^\n]*\n)+")
PLACE_OF_PATTERN = re.compile(rb"([*?\[\]\\])")


def block(common: Path, included: str) -> bytes:
    """Give the lines which include a file, named from a git folder, for as long as that folder is where it is."""
    folder = os.fsencode(common)
    if b"\n" in folder:
        said = f"git cannot be told of a folder whose name holds a line end: {common}"
        raise UserError(said, hint="rename that folder", code="bad_path")
    place = b"gitdir:" + PLACE_OF_PATTERN.sub(rb"\\\1", folder)
    whose = (place, place + b"/")  # the repository's own worktree, and the linked ones
    sections = [b"[includeIf %b]\n\tpath = %b\n" % (quoted(one), included.encode()) for one in whose]
    return NOTE + b"".join(sections)


def quoted(value: bytes) -> bytes:
    """Write a value as git's configuration does."""
    return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def stands_in(config: Path) -> bytes:
    """Give our lines as they stand in a configuration, b'' where they do not."""
    found = BLOCK.search(_read(config))
    return found.group() if found else b""


def put_into(config: Path, lines: bytes) -> bool:
    """Put our lines at the end of a configuration; tell whether that changed anything."""
    old = _read(config)
    return _replace(config, old, _without_block(old) + lines)


def take_out_of(config: Path) -> bool:
    """Take our lines out of a configuration; tell whether they were there."""
    old = _read(config)
    return _replace(config, old, _without_block(old))


def _without_block(text: bytes) -> bytes:
    found = BLOCK.search(text)
    if found is None:
        return text
    before, after = text[: found.start()], text[found.end() :]
    is_cut = bool(before and after) and not before.endswith(b"\n")  # what came later had our line end before it
    return before + b"\n" * is_cut + after


def _read(config: Path) -> bytes:
    return config.read_bytes() if config.exists() else b""


def _replace(config: Path, old: bytes, new: bytes) -> bool:
    """Write a configuration under git's own lock, `config.lock`, which becomes it by one rename."""
    lock, draft = config.with_name("config.lock"), draft_of(config)
    _clear_up(lock, draft, old)
    if new == old:
        return False
    try:
        make(draft, new, config.stat().st_mode & 0o777 if config.exists() else PLAIN)
        _take(lock, draft)
        if _read(config) != old:
            lock.unlink()
            raise _busy(config)
        lock.replace(config)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _clear_up(lock: Path, draft: Path, old: bytes) -> None:
    """Take away what a covey left that was killed: nobody else writes what was there but for our lines."""
    draft.unlink(missing_ok=True)
    left = _read(lock)
    if lock.exists() and left != old and _without_block(left) == _without_block(old):
        lock.unlink()


def _take(lock: Path, draft: Path) -> None:
    """Make the lock, and all that is to be in it, at once."""
    try:
        os.link(draft, lock)
    except FileExistsError:
        raise _busy(lock) from None


def _busy(path: Path) -> UnavailableError:
    said = f"another program changes the configuration just now ({path})"
    hint = "run the command again; where no git runs, remove a config.lock that was left there"
    return UnavailableError(said, hint=hint, code="config_busy")
