"""The environment of a private world: every place a program may look at lies inside the world's root."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

__all__ = ["API_KEY", "environment", "fill_bin", "places"]

API_KEY = "sk-covey-dummy-key-of-a-private-world"
# Port 1 of loopback: a client that was not given an API reaches nobody.
NO_API = "http://127.0.0.1:1"
SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin")
TOOLS = ("git", "tmux", "node", "npm")
FIXED = {
    "DISABLE_AUTOUPDATER": "1",
    "DISABLE_TELEMETRY": "1",
    "DISABLE_ERROR_REPORTING": "1",
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "IS_SANDBOX": "1",
    "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
    "TZ": "UTC",
}


def environment(root: Path, api_url: str = "") -> dict[str, str]:
    """Give the whole environment of a process in the world at root."""
    # Coverage measures our own processes through these.
    kept = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    api = {"ANTHROPIC_BASE_URL": api_url or NO_API, "ANTHROPIC_API_KEY": API_KEY}
    return kept | FIXED | places(root) | api


def places(root: Path) -> dict[str, str]:
    """Give the variables that say where things lie."""
    inside = {
        "HOME": "home",
        "TMPDIR": "tmp",
        "CLAUDE_CODE_TMPDIR": "tmp",
        "XDG_STATE_HOME": "state",
        "XDG_CONFIG_HOME": "home/.config",
        "XDG_CACHE_HOME": "home/.cache",
        "XDG_DATA_HOME": "home/.local/share",
        "COVEY_HOME": "covey",
        "GIT_CONFIG_GLOBAL": "gitconfig",
    }
    path = os.pathsep.join([str(root / "bin"), *SYSTEM_PATH])
    own = {"PATH": path, "COVEY_WORLD": str(root), "GIT_CONFIG_NOSYSTEM": "1"}
    return {name: str(root / place) for name, place in inside.items()} | own


def fill_bin(folder: Path, client: Path | None) -> None:
    """Link the client, our own command, and those tools that lie outside the system's folders."""
    own = Path(sys.executable).parent / "covey"
    programs = {name: found for name in TOOLS if (found := shutil.which(name)) and not _is_in_system(found)}
    programs |= {"covey": str(own)} if own.exists() else {}
    programs |= {"claude": str(client)} if client else {}
    for name, path in programs.items():
        (folder / name).symlink_to(path)


def _is_in_system(program: str) -> bool:
    return str(Path(program).parent) in SYSTEM_PATH
