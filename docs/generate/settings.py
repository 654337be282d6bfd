"""The page of settings: what can be set, how, and what it does."""

from __future__ import annotations

from covey.cli.durations import UNITS
from covey.settings import CHOICES, MOMENTS, Settings, variable
from docs.generate.markdown import code, document, table

INTRODUCTION = """
A setting is an environment variable. Set it where `claude` is started from, since the hooks get their environment from
Claude Code, and where you call `covey`. A value that cannot be taken leaves the default in force, and
`covey doctor` says so. Settings files come later ([why](../adr/0005-settings-through-the-environment-first.md)).
"""

DOES = {
    "session_timeout": "A session that was silent for so long is shown as `stale`. The time in which the machine slept "
    "does not count. It is archived only by `covey sessions prune --force`, or when its process is gone.",
    "enable_file_locks": "`no`: sessions are seen, but nothing is locked and no edit is stopped.",
    "lock_timeout": "A lock that was not used for so long no longer counts. Each edit of the file begins the time anew.",
    "conflict_action": "What happens to an edit of a file that another session holds: `block` stops it, `ask` lets a "
    "person decide, `warn` lets it pass and tells the model, `proceed` lets it pass.",
    "across_worktrees": "What happens when another session holds the same path in another worktree of the repository: "
    "`warn` tells of the merge to come, `block` treats it as the same file, `ignore` says nothing.",
    "subagents": "`shared`: the subagents of a session use its locks. `separate`: each holds for itself, and is stopped "
    "by the others.",
    "release_on": "When a session's locks are released, as a list with commas: `session_end`; `commit`, when the file is "
    "in the last commit as it stands; `turn`, when the session's turn is over. The end of a session always releases.",
    "idle_takeover": "A session that wants a file takes it over from one whose turn is over and that has not touched the "
    "file for so long; both are told.",
    "on_error": "What a failure of covey's own means for an edit: `open` lets it pass and says so, `closed` stops it. "
    "Run `covey install` again after a change: `closed` is written into the hooks too, so that an edit is also "
    "stopped where covey cannot even be started. `covey doctor` says when the two differ.",
}

PLACES = """
## Places

| Variable | What it names | Default |
|---|---|---|
| `COVEY_HOME` | the folder of covey's state; `covey install` writes it into the hooks, so install again after a change | `$XDG_STATE_HOME/covey`, else `~/.local/state/covey`; on macOS `~/Library/Application Support/covey` |
| `CLAUDE_CONFIG_DIR` | Claude Code's own configuration folder, which covey follows | `~/.claude` |
"""


def page() -> str:
    """Give the page."""
    heads = ["Setting", "Variable", "Default", "Takes", "What it does"]
    rows = [[code(name), code(variable(name)), _default(name), _takes(name), DOES[name]] for name in Settings.fields]
    return document("Settings", INTRODUCTION, table(heads, rows), PLACES)


def _default(name: str) -> str:
    value = getattr(Settings, name)
    return f"{code(f'{value:g}')} ({_lasting(value)})" if isinstance(value, float) else code(value)


def _takes(name: str) -> str:
    if isinstance(getattr(Settings, name), float):
        return "seconds"
    return ", ".join(code(choice) for choice in CHOICES.get(name, MOMENTS))


def _lasting(seconds: float) -> str:
    return f"{seconds / UNITS['h']:g} h"
