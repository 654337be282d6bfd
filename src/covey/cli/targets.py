"""What a path on the command line means: a file or folder that is there, else a pattern, else a file to come."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from covey.coordination import places
from covey.model import pattern

if TYPE_CHECKING:
    from covey.model.lock import Target


def target_of(text: str) -> Target:
    """Read a path or a pattern, relative to this folder; what exists under that very name is no pattern."""
    if pattern.has_magic(text) and not os.path.lexists(text):
        return places.pattern_target(text, os.getcwd())
    return places.target(text, os.getcwd())
