"""What a new conversation is told of what was done: whole, in order, within its room, and without secrets."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covey.running.context import Past, rebuilt

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).with_name("projects") / "typescript"

PAST = (
    Past(
        "model",
        "Make the model of a board.",
        "The model is there. Cards are plain objects rather than classes, so that they can be sent.",
        ("packages/model/src/card.ts", "packages/model/src/index.ts"),
        "npm test: passed",
    ),
    Past("page", "Show the board.", "Done.", ("apps/web/src/App.tsx", "apps/web/.env", "deploy/server.pem"), ""),
)

BEGINNING = """\
The conversation was lost: it left no transcript.

Finished tasks, with what was asked and answered then:
- page
  asked: “Show the board.”
  done: “Done.”
  files: apps/web/src/App.tsx
- model
  asked: “Make the model of a board.”
  done: “The model is there. Cards are plain objects rather than classes, so that they can be sent.”
  files: packages/model/src/card.ts, packages/model/src/index.ts
  verified: npm test: passed
"""


@pytest.mark.requirement("S2-6")
def test_tasks_files_relations_project_and_decisions_are_told_in_this_order() -> None:
    text = rebuilt(str(PROJECT), PAST, happened="The conversation was lost: it left no transcript.")
    titles = [line for line in text.splitlines() if line.endswith(":") and not line.startswith((" ", "-"))]
    assert titles == [
        "Finished tasks, with what was asked and answered then:",
        "Files of these tasks:",
        "Who imports whom:",
        "The project:",
        "What was decided:",
    ]
    assert text.startswith(BEGINNING)
    assert "- packages/model/src/card.ts: exports Card, Priority, first, second, logCard, otherLogs, isCard" in text
    assert "- packages/model/src/column.ts imports packages/model/src/card.ts" in text
    assert "- packages/model/src/: board.ts, card.ts, column.ts" in text
    assert text.endswith("- model: “Cards are plain objects rather than classes, so that they can be sent.”")


@pytest.mark.requirement("S2-6")
def test_the_same_past_gives_the_same_text() -> None:
    assert rebuilt(str(PROJECT), PAST) == rebuilt(str(PROJECT), PAST)


def test_files_that_hold_secrets_are_not_even_named(tmp_path: Path) -> None:
    shutil.copytree(PROJECT, tmp_path / "board")
    for name in (".env", ".env.local", "id_ed25519", "aws_credentials", "server.key", ".npmrc"):
        (tmp_path / "board" / name).write_text("secret", encoding="utf-8")
    text = rebuilt(str(tmp_path / "board"), PAST)
    assert not [word for word in (".env", "id_ed25519", "credentials", "server", ".npmrc", "secret") if word in text]


def test_ignored_files_are_not_in_the_tree(copied: Callable[[str], Path]) -> None:
    root = copied("python")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / ".gitignore").write_text("made.py\n", encoding="utf-8")
    (root / "made.py").write_text("", encoding="utf-8")
    assert "made.py" not in rebuilt(str(root), ())
    assert "pyproject.toml" in rebuilt(str(root), ())


@pytest.mark.requirement("S2-6")
def test_what_has_no_room_is_cut_from_the_oldest_and_that_is_said() -> None:
    past = [Past(f"task-{number}", "Do it. " * 40, "Did it.", (), "") for number in range(50)]
    text = rebuilt(str(PROJECT), past, characters=3000)
    assert "- task-49\n" in text
    assert "- task-0\n" not in text
    assert "more left out)" in text
    assert len(text) <= 3000


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    characters=st.integers(0, 5000),
    past=st.lists(
        st.builds(Past, st.text(), st.text(), st.text(), st.lists(st.text(), max_size=3).map(tuple), st.text())
    ),
)
def test_the_room_is_never_exceeded(characters: int, past: list[Past], tmp_path: Path) -> None:
    assert len(rebuilt(str(tmp_path), past, characters, "It was lost.")) <= characters
