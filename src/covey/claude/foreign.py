"""Foreign JSON, read tolerantly: what has another shape than expected counts as empty."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pathlib import Path


def as_dict(value: object) -> dict[str, Any]:
    """Give an object, or an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """Give a list, or an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def as_str(value: object) -> str:
    """Give a text, or an empty one."""
    return value if isinstance(value, str) else ""


def as_text(value: object) -> str:
    """Give a text that every file and store can take: half a character of two becomes a replacement."""
    return as_str(value).encode("utf-8", "replace").decode()


def read_dict(path: Path) -> dict[str, Any]:
    """Read an object from a file; an empty one if there is none to be read."""
    try:
        return as_dict(json.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, RecursionError):
        return {}
