"""A hook that runs out of descriptors takes nobody for dead, and takes nothing from anybody."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import RUN_SECONDS, decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Hooks

FEWEST, MOST = 3, 16
ONLY_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="macOS needs more of them to start Python")


def run_with(hooks: Hooks, descriptors: int, entry: str, call: dict[str, Any]) -> dict[str, Any]:
    """Run a hook that may have so many descriptors; give its answer, and that it failed where Python cannot start."""
    command = ["/bin/sh", "-c", f'ulimit -n {descriptors}; exec "$@"', "sh", *hooks.command(entry)]
    how: dict[str, Any] = {"capture_output": True, "timeout": RUN_SECONDS, "cwd": hooks.workspace}
    done = subprocess.run(command, input=json.dumps(call).encode(), env=hooks.environment(), check=False, **how)
    return {"systemMessage": done.stderr.decode()} if done.returncode else json.loads(done.stdout or b"{}")


@ONLY_LINUX
@pytest.mark.requirement("B-5", "S1-3")
def test_with_few_descriptors_no_lock_of_a_living_session_is_taken_and_no_session_archived(
    hooks: Hooks, start_client: Callable[[], subprocess.Popen[bytes]]
) -> None:
    hooks.runs_in(start_client().pid)
    hooks.event("SessionStart")
    hooks.edit("auth.py")
    hooks.environ = {}
    hooks.event("SessionStart", "known")
    held = hooks.locks()
    denied: dict[str, list[int]] = {"known": [], "new": []}
    for descriptors in range(FEWEST, MOST):
        for session_id, numbers in denied.items():
            name = session_id if session_id == "known" else f"new-{descriptors}"
            edit = hooks.call("PreToolUse", name, **hooks.tool("auth.py", "Edit"))
            answer = run_with(hooks, descriptors, "on_edit.py", edit)
            assert decision(answer) == "deny" or answer["systemMessage"], descriptors
            numbers.extend([descriptors] * (decision(answer) == "deny"))
        for event in ("SessionStart", "UserPromptSubmit", "Stop"):
            call = hooks.call(event, "known", source="startup", prompt="go on")
            run_with(hooks, descriptors, "on_event.py", call)
        assert hooks.locks() == held, descriptors
        assert hooks.session().ended is None, descriptors
    for numbers in denied.values():
        assert numbers == list(range(numbers[0], MOST)), "from some number on the gate works as ever"
