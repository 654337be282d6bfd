"""The play without Claude Code: events that it once sent are put to the installed hooks as it would put them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from covey.claude.hooks_table import our_handlers
from covey.cli.demo.stage import screen_and_clock
from covey.errors import UnavailableError
from covey.testing.client_registry import register

if TYPE_CHECKING:
    from covey.claude.hooks_table import Handler
    from covey.cli.demo.stage import Stage

RECORDED = Path(__file__).with_name("recorded.json")
ROOT = "$ROOT"
STAND_IN = "import sys; sys.stdin.read()"  # it lives until we close its standard input, or are gone ourselves
END_SECONDS = 10

Event = dict[str, Any]


class ReplayedSessions:
    """Two recorded sessions, each with a process that stands in for its `claude`."""

    def __init__(self, stage: Stage) -> None:
        """Read the recording, and the hooks as they are installed."""
        self._stage = stage
        recorded = RECORDED.read_text(encoding="utf-8").replace(ROOT, str(stage.world.root))
        self._acts: dict[str, list[Event]] = json.loads(recorded)["acts"]
        settings = json.loads((stage.world.home / ".claude" / "settings.json").read_text(encoding="utf-8"))
        self._handlers = our_handlers(settings["hooks"])
        self._stand_ins: dict[str, subprocess.Popen[bytes]] = {}
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        """Give the sessions themselves."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """End the processes that stand in for the clients."""
        self._ends.close()

    def first_starts(self) -> None:
        """Let A edit the file, and stay at work."""
        self._play("first_starts")

    def second_starts(self) -> str:
        """Let B try the same file, then another; give what B's model would be told."""
        return self._play("second_starts", "permissionDecisionReason")

    def first_ends(self) -> None:
        """Let A come to its end."""
        self._play("first_ends")

    def second_ends(self) -> str:
        """Let B go on and come to its end; give what B's model would be told meanwhile."""
        return self._play("second_ends", "additionalContext")

    def _play(self, act: str, listen_for: str = "") -> str:
        """Put the events of an act to the hooks, and give the first answer of this kind."""
        heard = [
            answer[listen_for] for event in self._acts[act] for answer in self._send(event) if listen_for in answer
        ]
        return heard[0] if heard else ""

    def _send(self, event: Event) -> list[dict[str, str]]:
        answers = [
            self._call(handler, event)
            for name, matcher, handler in self._handlers
            if name == event["hook_event_name"] and re.fullmatch(matcher or ".*", event.get("tool_name", ""))
        ]
        if event["hook_event_name"] == "PostToolUse":
            self._carry_out(event["tool_input"])
        return answers

    def _call(self, handler: Handler, event: Event) -> dict[str, str]:
        """Run a hook as Claude Code does, and give what it says to the session."""
        how: dict[str, Any] = {
            "cwd": event["cwd"],
            "env": self._environment(event["session_id"]),
            "input": json.dumps(event),
            "timeout": handler["timeout"],
        }
        command = [handler["command"], *handler["args"]]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, **how)
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise UnavailableError(f"the installed hook does not answer: {problem}") from problem
        if done.returncode:
            raise UnavailableError(f"the installed hook failed: {done.stderr.strip()[-500:]}")
        return json.loads(done.stdout).get("hookSpecificOutput", {}) if done.stdout else {}

    def _environment(self, session_id: str) -> dict[str, str]:
        """Give the environment of a hook: the client's own, and what Claude Code adds for it."""
        environ = self._stage.world.env()
        register(environ, self._stand_in(session_id).pid, session_id)
        added = {
            "CLAUDECODE": "1",
            "CLAUDE_CODE_ENTRYPOINT": "sdk-cli",
            "CLAUDE_CODE_SESSION_ATTENDED": "0",
            "CLAUDE_CODE_SESSION_ID": session_id,
            "CLAUDE_PROJECT_DIR": str(self._stage.repository),
        }
        return environ | screen_and_clock() | added

    def _carry_out(self, edit: dict[str, str]) -> None:
        """Do to the file what the recorded tool did."""
        file = Path(edit["file_path"])
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(edit["old_string"], edit["new_string"]), encoding="utf-8")

    def _stand_in(self, session_id: str) -> subprocess.Popen[bytes]:
        if session_id not in self._stand_ins:
            command = [sys.executable, "-I", "-S", "-c", STAND_IN]
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, env=self._stage.world.env(), start_new_session=True
            )
            self._ends.callback(process.communicate, timeout=END_SECONDS)
            self._stand_ins[session_id] = process
        return self._stand_ins[session_id]
