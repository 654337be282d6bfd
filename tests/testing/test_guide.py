"""The page for outsiders: its example runs, and its table is whole."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from covey.testing import script_file

if TYPE_CHECKING:
    from covey.testing.world import World

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "test-against-covey.md"


def test_the_example_of_the_guide_runs(claude_world: World, client: Path) -> None:
    example = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)[0]
    cache = client.parents[5]  # CACHE/VERSION/node_modules/@anthropic-ai/claude-code/bin
    done = claude_world.run(["env", f"COVEY_CLIENT_CACHE={cache}", sys.executable, "-c", example])
    assert done.stdout.splitlines()[:2] == ["It is set.", "7 crowns"]


def test_the_guide_names_every_key_of_a_script() -> None:
    page = PAGE.read_text()
    keys = [*script_file.SCRIPT, *script_file.CONVERSATION, *script_file.TURN, *script_file.CALL]
    assert [key for key in keys if f"`{key}`" not in page and f'"{key}"' not in page] == []
