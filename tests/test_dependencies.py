"""The documents, the lock and pyproject.toml name the same dependencies."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def declared() -> set[str]:
    """Give the names that pyproject.toml declares, for run time and for development."""
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    return {re.split(r"[<>=!~ ;\[]", line, maxsplit=1)[0] for line in wanted}


def test_every_dependency_has_a_row_with_its_reason_and_every_row_a_dependency() -> None:
    page = (ROOT / "docs/reference/dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)) == declared()


def test_the_lock_pins_every_dependency_with_a_hash() -> None:
    pinned = re.findall(r"^([a-z0-9.-]+)(?:\[[a-z0-9,-]+\])?==\S+ \\\n    --hash=sha256:", LOCK, re.MULTILINE)
    assert declared() <= set(pinned)
    assert len(pinned) == len(re.findall(r"^[^#\s]", LOCK, re.MULTILINE))


def test_the_lock_names_no_registry_and_no_folder_of_the_machine_that_made_it() -> None:
    assert not re.findall(r"https?://|file:/|--(?:index|extra-index|find-links|trusted)", LOCK)
