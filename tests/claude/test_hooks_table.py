"""One table says which hooks there are; it is rendered with paths that hold anywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from covey.claude.hooks_table import MARKERS, HookSetup, our_handlers, real_interpreter
from covey.errors import UserError

SETUP = HookSetup(Path("/usr/bin/python3"), Path("/home/tess/covey"))


def test_every_handler_is_a_bounded_call_in_exec_form_that_names_the_store() -> None:
    found = our_handlers(SETUP.hooks())
    assert len(found) == 14
    for _, _, handler in found:
        assert handler["type"] == "command"
        assert handler["command"] == "/usr/bin/python3"
        assert handler["args"][:2] == ["-I", "-S"]
        assert handler["args"][-3].endswith(MARKERS)
        assert handler["args"][-2:] == ["--home", "/home/tess/covey"]
        assert 0 < handler["timeout"] <= 20


def test_only_the_edit_gate_fails_closed_and_only_when_asked() -> None:
    closed = HookSetup(SETUP.python, SETUP.home, on_error="closed")
    assert [event for event, _, each in our_handlers(closed.hooks()) if "onFailure" in each] == ["PreToolUse"]
    assert not [each for _, _, each in our_handlers(SETUP.hooks()) if "onFailure" in each]


def test_the_edit_gate_stands_before_every_tool_that_edits() -> None:
    (gate,) = [each for each in our_handlers(SETUP.hooks()) if each[0] == "PreToolUse"]
    stands_before = re.compile(gate[1])
    names = ("Edit", "Write", "NotebookEdit", "MultiEdit", "Bash", "PowerShell", "mcp__filesystem__write_file")
    assert all(stands_before.search(name) for name in names)
    assert not any(stands_before.search(name) for name in ("Read", "TodoWrite", "BashOutput", "ExitPlanMode"))
    assert gate[2]["args"][-3].endswith("covey/hooks/on_edit.py")


@pytest.mark.parametrize("path", ["relative/covey", "/home/\udcff"])
@pytest.mark.requirement("S1-16")
def test_a_path_that_would_not_hold_is_refused(path: str) -> None:
    with pytest.raises(UserError, match="cannot be called"):
        HookSetup(SETUP.python, Path(path)).hooks()


def test_the_interpreter_is_the_real_one_under_the_venv() -> None:
    code = "import sys; print(sys.prefix == sys.base_prefix, sys.version_info[:2])"
    command = [str(real_interpreter()), "-I", "-S", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == f"True {sys.version_info[:2]}"


@pytest.mark.parametrize("hooks", [None, 3, [], {"Stop": 3}, {"Stop": [3]}, {"Stop": [{"hooks": [{"args": 3}]}]}])
def test_nothing_in_a_foreign_shape_is_ours(hooks: object) -> None:
    assert our_handlers(hooks) == []
