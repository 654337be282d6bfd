"""Our lines at the end of a repository's configuration: put there and taken out as git itself would, byte for byte.

They include a file of ours by its whole path: where the repository was moved git finds no such file, and the
core.hooksPath that it has of its own is in force again. What others set in the configuration is left as it is, and goes
on working: whoever writes core.hooksPath anew writes it before our lines. The include has no condition, since Claude
Code makes no worktree of a repository whose configuration holds an `includeIf` (seen in 2.1.329 and 2.1.332).
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

HEADER = b"[include]\n"
BLOCK = re.compile(
    re.escape(NOTE)
    + rb"(?:\[include\]\n\tpath = [^\n]*/covey/config\"?\n|(?:\[includeIf [^\n]*\]\n\tpath = covey/config\n)+)?"
)
"""As it is written now, as earlier versions wrote it, or as it is left where git was told another include.path."""


def block(included: Path) -> bytes:
    """Give the lines which include a file."""
    path = os.fsencode(included)
    if b"\n" in path:
        said = f"git cannot be told of a folder whose name holds a line end: {included.parent}"
        raise UserError(said, hint="rename that folder", code="bad_path")
    return NOTE + HEADER + b"\tpath = " + quoted(path) + b"\n"


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
    if after[:1] in (b"\t", b" "):  # what `git config --add include.path` put into the section that we had begun
        after = HEADER + after
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
