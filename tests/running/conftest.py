"""The small projects that the references of six languages are tried on."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

collect_ignore = ["projects"]

PROJECTS = Path(__file__).with_name("projects")


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[str], Path]:
    """Give what copies one of the projects to where it may be changed."""

    def copy(language: str) -> Path:
        return Path(shutil.copytree(PROJECTS / language, tmp_path / language))

    return copy
