"""The play with the real Claude Code: its sessions are real, and only the model's words come from a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

from covey.cli.demo.stage import screen_and_clock
from covey.cli.demo.story import FACTOR, FIRST, LOGIN, NEXT_TEST, SECOND, TEST
from covey.errors import UnavailableError
from covey.testing.messages_api import Conversation, MessagesApi, call, text, together
from covey.testing.waiting import until

if TYPE_CHECKING:
    from covey.cli.demo.stage import Stage
    from covey.cli.demo.story import Change, Role
    from covey.testing.claude_process import ClaudeProcess
    from covey.testing.script import Turn

WAIT_SECONDS = 30
FRAME = re.compile(r"^PreToolUse:\w+ hook error: ")  # Claude Code's own words before ours
FREED = re.compile(r"Free now: .*")


class RealSessions:
    """Two `claude -p` at once, against a scripted Messages API on loopback."""

    def __init__(self, stage: Stage) -> None:
        """Write the script."""
        self._stage = stage
        first = [self._edit(LOGIN), text("Passwords are hashed.").held_by("A goes on")]
        second = [
            *(self._edit(FACTOR), self._edit(TEST), self._edit(NEXT_TEST).held_by("B goes on")),
            *(self._edit(FACTOR), text("2FA is in.")),
        ]
        # B first: what B is told about A at its start holds A's task too.
        self._api = MessagesApi([Conversation(SECOND.task, second), Conversation(FIRST.task, first)])
        self._sessions: dict[Role, ClaudeProcess] = {}

    def __enter__(self) -> Self:
        """Start the scripted API."""
        self._api.__enter__()
        return self

    def __exit__(self, *_failure: object) -> None:
        """Stop the scripted API; the sessions end with the stage's world."""
        self._api.__exit__()

    def first_starts(self) -> None:
        """Let A edit the file, and stay at work."""
        self._start(FIRST)

    def second_starts(self) -> str:
        """Let B try the same file, then another; give what B's model was told."""
        self._start(SECOND)
        errors = [error for request in self._api.turns(SECOND.task) for error in request.tool_errors]
        return FRAME.sub("", errors[0]) if errors else ""

    def first_ends(self) -> None:
        """Let A come to its end."""
        self._end(FIRST)

    def second_ends(self) -> str:
        """Let B go on and come to its end; give what B's model was told meanwhile."""
        self._end(SECOND)
        said = (FREED.search(request.all_text) for request in self._api.turns(SECOND.task))
        return next((found[0] for found in said if found), "")

    def _edit(self, change: Change) -> Turn:
        path = str(self._stage.repository / change.path)
        edit = call("Edit", file_path=path, old_string=change.old, new_string=change.new)
        return together(call("Read", file_path=path), edit)  # Claude Code edits no file that it has not read

    def _start(self, role: Role) -> None:
        process = self._stage.world.start_claude(
            role.task, cwd=self._stage.repository, api=self._api, env=screen_and_clock()
        )
        self._sessions[role] = process
        gate = f"{role.letter} goes on"
        until(lambda: self._is_held(gate) or not process.is_running, WAIT_SECONDS)
        if not self._is_held(gate):
            process.kill()
            raise UnavailableError(f"Claude Code did not play session {role.letter}: {_last_words(process)}")

    def _end(self, role: Role) -> None:
        self._api.release(f"{role.letter} goes on")
        self._sessions[role].wait(WAIT_SECONDS)

    def _is_held(self, gate: str) -> bool:
        return any(request.answer is not None and request.answer.gate == gate for request in self._api.requests)


def _last_words(process: ClaudeProcess) -> str:
    ended = process.wait()
    return " ".join((ended.stderr or ended.text or "it said nothing").split())[-500:]
