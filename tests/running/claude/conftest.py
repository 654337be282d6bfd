"""What the tests of the provider `claude` share: a stage with the real client, and turns asked for there."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from covey.claude.claim import claim_in
from covey.model.ask import Ask
from covey.model.outcome import Outcome, Usage
from covey.running.claude_provider import ClaudeProvider
from covey.testing.waiting import until

if TYPE_CHECKING:
    from covey.testing.messages_api import MessagesApi
    from covey.testing.world import World

CALLER = Path(__file__).with_name("caller.py")
FEW_RETRIES = {"CLAUDE_CODE_MAX_RETRIES": "1"}
WAIT_SECONDS = 40.0


@dataclass
class Looking:
    """An onlooker that notes what it sees, and wants the end once it is told to."""

    seen: list[str] = field(default_factory=list[str])
    end: threading.Event = field(default_factory=threading.Event)

    def sees(self, doing: str) -> None:
        """Note what the turn does."""
        self.seen.append(doing)

    def wants_end(self) -> bool:
        """Tell what we were told."""
        return self.end.is_set()


@dataclass(frozen=True)
class Stage:
    """A project in a private world, and the provider that carries turns out there."""

    world: World
    project: Path

    def ask(self, turn: str = "1", **changes: Any) -> Ask:
        """Ask for a turn in a folder of its own."""
        given: dict[str, Any] = {"folder": str(self.folder(turn)), "project": str(self.project), "prompt": "work"}
        return Ask(**(given | changes))

    def folder(self, turn: str = "1") -> Path:
        """Name a turn's folder, which need not be an easy one."""
        return self.world.covey_home / "runs" / "a run 🐦" / turn

    def environ(self, api: MessagesApi | None, **more: str) -> dict[str, str]:
        """Give the caller's environment."""
        return self.world.env(api.url if api else "") | FEW_RETRIES | more

    def provider(
        self, api: MessagesApi | None, environ: dict[str, str] | None = None, **bounds: float
    ) -> ClaudeProvider:
        """Give the provider."""
        return ClaudeProvider(str(self.world.covey_home), environ or self.environ(api), **bounds)

    def carry_out(self, api: MessagesApi | None, ask: Ask, **bounds: Any) -> Outcome:
        """Carry a turn out, with nobody who wants its end."""
        return self.provider(api, **bounds).carry_out(ask, Looking())

    def call(self, api: MessagesApi, ask: Ask) -> subprocess.Popen[str]:
        """Carry a turn out in a process of its own, which may be killed; it prints the outcome as JSON."""
        before = ask.before.as_dict() if ask.before else None
        words = json.dumps(ask.as_dict() | {"before": before})
        command = [sys.executable, str(CALLER), str(self.world.covey_home), words]
        return subprocess.Popen(command, env=self.environ(api), stdout=subprocess.PIPE, text=True)

    def pid(self, turn: str = "1") -> int:
        """Give the process of a turn, as soon as it is claimed."""
        assert until(lambda: claim_in(self.folder(turn)) is not None, WAIT_SECONDS)
        claim = claim_in(self.folder(turn))
        assert claim
        return claim.process.pid


def outcome_of(caller: subprocess.Popen[str]) -> Outcome:
    """Wait for what a caller prints."""
    printed, _ = caller.communicate(timeout=WAIT_SECONDS)
    told = json.loads(printed)
    usage, denials = Usage(**told["usage"]), tuple(told["denials"])
    return Outcome(**(told | {"usage": usage, "denials": denials}))


@pytest.fixture
def stage(claude_world: World) -> Stage:
    """Give a stage with the real client."""
    return Stage(claude_world, claude_world.repository("a project"))
