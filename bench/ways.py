"""The three ways in which agents share a repository: each makes a private world ready for its run."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.testing.world import World

    Way = Callable[[World, Path], None]

WITHOUT, BARE, WITH = "without covey", "bare deny", "with covey"
BARE_DENY = Path(__file__).parent / "bare_deny.py"


def _nothing(_world: World, _repository: Path) -> None:
    """Leave the client as it is."""


def _bare_deny(world: World, _repository: Path) -> None:
    """Install the hook that denies without a word."""
    locks = world.root / "locks"
    locks.mkdir()
    hook = {"type": "command", "command": sys.executable, "args": ["-I", "-S", str(BARE_DENY), str(locks)]}
    hooks = {"PreToolUse": [{"matcher": "Edit|Write", "hooks": [hook]}], "SessionEnd": [{"hooks": [hook]}]}
    settings = world.home / ".claude" / "settings.json"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(json.dumps({"hooks": hooks}), encoding="utf-8")


def _covey(world: World, repository: Path) -> None:
    """Install covey as a user does."""
    world.run(["covey", "install"], repository)


WAYS: dict[str, Way] = {WITHOUT: _nothing, BARE: _bare_deny, WITH: _covey}
