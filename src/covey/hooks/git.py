"""What git says of a worktree, asked so that it takes no lock and runs no program that the repository names."""

from __future__ import annotations

import os
import subprocess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

STATUS = ("--no-optional-locks", "-c", "core.fsmonitor=false", "status", "--porcelain", "-z", "--no-renames")
ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR")
"""What would lead git to another repository than the one it is asked about."""


def unclean(worktree: str, *arguments: str, seconds: float) -> list[str] | None:
    """List the paths of which git status has anything to say; None where git does not answer in time."""
    environ = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    command = ["git", "-C", worktree, *STATUS, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=True, env=environ)
    except (OSError, subprocess.SubprocessError):
        return None
    return [entry[3:].decode("utf-8", "backslashreplace") for entry in done.stdout.split(b"\0") if entry]


def unclean_of(worktree: str, paths: Sequence[str], *, seconds: float) -> list[str] | None:
    """List those of some files that are not in the last commit as they stand, each by itself, ignored ones too."""
    patterns = [f":(literal,icase){path}" for path in paths]
    return unclean(worktree, "--ignored", "--untracked-files=all", "--", *patterns, seconds=seconds)
