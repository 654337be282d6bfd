"""The hooks run under every Python that we promise; COVEY_TEST_PYTHONS names those that are here."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Hooks

PYTHONS = [python for python in os.environ.get("COVEY_TEST_PYTHONS", "").split(os.pathsep) if python]


@pytest.mark.parametrize("python", PYTHONS or [pytest.param("", marks=pytest.mark.skip("COVEY_TEST_PYTHONS is empty"))])
def test_the_hooks_run_under(hooks: Hooks, python: str) -> None:
    version = subprocess.run([python, "--version"], check=True, capture_output=True, text=True).stdout
    assert version.startswith("Python 3.")
    hooks.python = python
    assert "No other session" in str(hooks.event("SessionStart"))
    hooks.event("UserPromptSubmit", prompt="rewrite the login")
    assert hooks.edit("auth.py") == {}
    assert hooks.edited("auth.py") == {}
    assert "rewrite the login" in str(hooks.edit("auth.py", "two"))
    assert "could not check" in str(hooks.run("on_edit.py", b'{"session_id": "x'))
    assert "could not check" in str(hooks.run("on_edit.py", b"[" * 200_000))
    hooks.event("Stop")
    hooks.event("SessionEnd")
    assert "Free now: auth.py" in str(hooks.event("UserPromptSubmit", "two", prompt="go on"))
    assert [failure.message[:9] for failure in hooks.failures()] == ["UserError", "UserError"]
