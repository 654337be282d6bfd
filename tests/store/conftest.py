"""What tests of the store get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give the name of a state folder that is not there yet."""
    return tmp_path / "state"
