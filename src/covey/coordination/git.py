"""The one way in which git is run: bounded in time, and never by what the caller's environment would lead it to."""

from __future__ import annotations

import os
import subprocess

from covey.errors import UnavailableError
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

ALWAYS = ("--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false")
"""What keeps git from writing an index on the way, and from starting the program that a repository names."""

FIXED = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
"""Nor does it fetch what is missing: that would run ssh, a credential helper, or what an `ext::` address says."""

LONGEST_COMPLAINT = 200


class Answer(Value):
    """How git ended, and what it printed."""

    status: int
    out: bytes
    complaint: str


def ask(
    folder: str,
    *arguments: str,
    seconds: float,
    environ: Mapping[str, str] | None = None,
    told: bytes = b"",
    always: tuple[str, ...] = ALWAYS,
) -> Answer:
    """Run git in a folder to its end; raise UnavailableError where it is not there, or not done in time."""
    whole = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", folder, *always, *arguments]
    how = {**whole, **FIXED, **(environ or {})}
    try:
        done = subprocess.run(command, input=told, capture_output=True, timeout=max(seconds, 0.0), check=False, env=how)
    except subprocess.TimeoutExpired:
        raise UnavailableError("git was not done in time", code="git_failed") from None
    except (OSError, ValueError) as error:
        raise UnavailableError(f"git cannot be run: {error}", code="git_failed") from None
    return Answer(done.returncode, done.stdout, _complaint(done.stderr))


def output(folder: str, *arguments: str, seconds: float, **how: object) -> bytes:
    """Give what git prints; raise UnavailableError also where it does not end well."""
    answer = ask(folder, *arguments, seconds=seconds, **how)  # type: ignore[arg-type]
    if answer.status:
        raise refused(answer)
    return answer.out


def refused(answer: Answer) -> UnavailableError:
    """Say that git did not do it, in its own words."""
    return UnavailableError(f"git refused: {answer.complaint or answer.status}", code="git_failed")


def _complaint(errors: bytes) -> str:
    """Give the line in which git says what was wrong."""
    lines = errors.decode("utf-8", "backslashreplace").splitlines()
    telling = [line for line in lines if line.startswith(("fatal: ", "error: "))] or lines
    return telling[0].partition(": ")[2][:LONGEST_COMPLAINT] if telling else ""
