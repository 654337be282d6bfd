"""A file written whole or not at all."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from covey.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def replace(path: Path, lines: Iterable[str]) -> None:
    """Write a file whole or not at all, for those who could read it before; raise UserError where it is no file."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise UserError(f"{path} is no file", hint="to write into a pipe, name none", code="foreign_file")
    draft = path.with_name(f"{path.name}.{os.getpid()}.covey-draft")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
