"""What can be set, what it is by default, and where each value came from."""

from __future__ import annotations

import os

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Settings(Value):
    """Every setting; times in seconds. docs/reference/settings.md says what each does."""

    session_timeout: float = 7200.0
    enable_file_locks: str = "yes"
    lock_timeout: float = 3600.0
    conflict_action: str = "block"
    across_worktrees: str = "warn"
    subagents: str = "shared"
    release_on: str = "session_end,commit"
    on_error: str = "open"
    idle_takeover: float = 600.0


CHOICES = {
    "enable_file_locks": ("yes", "no"),
    "conflict_action": ("block", "warn", "proceed", "ask"),
    "across_worktrees": ("warn", "block", "ignore"),
    "subagents": ("shared", "separate"),
    "on_error": ("open", "closed"),
}
MOMENTS = ("session_end", "commit", "turn")
"""What `release_on` may list."""


LONGEST_SECONDS = 366 * 86400.0


class Setting(Value):
    """One setting as it is in force: its value, where that came from, and what was wrong with what was given."""

    name: str
    value: object
    source: str
    problem: str = ""


def variable(name: str) -> str:
    """Name the environment variable that sets a setting."""
    return f"COVEY_{name.upper()}"


def sourced(environ: Mapping[str, str]) -> list[Setting]:
    """List every setting with its source; a value that cannot be taken leaves the default and names the problem."""
    return [_one(name, environ.get(variable(name))) for name in Settings.fields]


def load(environ: Mapping[str, str]) -> Settings:
    """Give the settings in force."""
    values: dict[str, Any] = {setting.name: setting.value for setting in sourced(environ)}
    return Settings(**values)


def _one(name: str, text: str | None) -> Setting:
    default = getattr(Settings, name)
    if text is None:
        return Setting(name, default, "default")
    try:
        return Setting(name, _read(name, text.strip(), default), "environment")
    except ValueError as error:
        return Setting(name, default, "default", f"{variable(name)}={text}: {error}")


def _read(name: str, text: str, default: object) -> object:
    if isinstance(default, float):
        return _read_seconds(text)
    if name == "release_on":
        return _read_moments(text)
    if text not in CHOICES[name]:
        raise ValueError(f"takes one of {', '.join(CHOICES[name])}")
    return text


def _read_seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_SECONDS:
        raise ValueError(f"takes a number of seconds above 0, and at most {LONGEST_SECONDS:.0f} (a year)")
    return seconds


def _read_moments(text: str) -> str:
    parts = [part.strip() for part in text.split(",")]
    unknown = [part for part in parts if part not in MOMENTS]
    if unknown:
        raise ValueError(f"takes {', '.join(MOMENTS)}; not {', '.join(unknown)}")
    return ",".join(parts)


def state_folder(environ: Mapping[str, str], platform: str) -> str:
    """Give the folder that covey keeps its state in: COVEY_HOME, else the platform's place for user state."""
    if environ.get("COVEY_HOME"):
        return os.path.abspath(environ["COVEY_HOME"])
    home = environ.get("HOME") or os.path.expanduser("~")
    if platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "covey")
    base = environ.get("XDG_STATE_HOME") or os.path.join(home, ".local", "state")
    return os.path.join(base, "covey")


def claude_folder(environ: Mapping[str, str]) -> str:
    """Give the folder that Claude Code keeps its configuration in: CLAUDE_CONFIG_DIR, else ~/.claude."""
    home = environ.get("HOME") or os.path.expanduser("~")
    return environ.get("CLAUDE_CONFIG_DIR") or os.path.join(home, ".claude")
