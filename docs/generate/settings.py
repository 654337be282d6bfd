"""The page of settings: what can be set, how, and what it does."""

from __future__ import annotations

import json
from typing import Any

from covey.cli.settings_yaml import MOST_PATTERNS, TOP
from covey.model.duration import UNITS
from covey.model.plan import MOST_AT_ONCE
from covey.settings import (
    CHOICES,
    MOMENTS,
    PATTERN_LISTS,
    TIGHTER,
    Settings,
    variable,
)
from covey.settings.values import LARGEST_BUDGET, LONGEST_DAYS, LONGEST_SECONDS, LONGEST_TEXT
from docs.generate.markdown import code, document, table

INTRODUCTION = """
A setting has its default, and is set in a file or by an environment variable. What stands further down counts more:

| Source | Where | Whose |
|---|---|---|
| `default` | the tables below | covey's |
| `user` | `$XDG_CONFIG_HOME/covey/coordination.yaml`, else `~/.config/covey/coordination.yaml`, on macOS too | yours |
| `repository` | `.covey/coordination.yaml` at the root of the worktree | everybody's who works there: it can tighten, never loosen |
| `environment` | `COVEY_*`, where `claude` is started from, since the hooks get their environment from Claude Code, and where you call `covey` | yours |

A session takes the files of the worktree that it works in, an edit those of the worktree that its file is in. A change
of a file counts from the next hook on. A value that cannot be taken changes nothing; a file that cannot be read at all
leaves in force what it said before. Both are told when a session starts, and `covey doctor` says where and why; it
also shows what is in force and where that came from. [How to write the files](../how-to/settings-files.md).
"""

FILES = """
## In the files

In `coordination.yaml` all stands under `session_coordination`; `yes` and `no` may be written `true` and `false`, and
lists as lists. A repository may set only what has an order, and only to what is tighter than what you have:
"""

PATTERNS = """
`critical_files`, `areas` and `write_tools` it may add to. Everything else is yours alone.

`file-patterns.yaml`, beside it, holds three lists of path patterns:

| List | What an edit of such a file meets | In a repository |
|---|---|---|
| `critical` | what `conflict_action` says; where neither this nor `critical_files` lists any, all files are critical | adds to yours, where you list any |
| `shared` | a warning where another session holds it, unless `conflict_action` is `proceed`: for changelogs and lock files. So do files that are in no list, where there are critical ones | counts only for what you ignore |
| `ignore` | nothing: it is neither locked nor looked at | is not taken |

`ignore` goes before `shared`, and that before `critical`. As in `.gitignore`, a pattern with no slash before its end is
looked for in every folder, one with a leading slash from the root; `*`, `?`, `**`, `[a-z]` and `{a,b}` mean what they
mean [for locks](cli.md#covey-locks-acquire).

A file may have 64 KB, a list 200 patterns of 200 characters, and no YAML aliases. Its form, for editors, is a JSON
schema that lies in the package: `covey/schemas/coordination.json` and `covey/schemas/file-patterns.json`.
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
    "in the last commit as it stands, whoever committed it; `turn`, when the session's turn is over. The end of a session always releases.",
    "idle_takeover": "A session that wants a file takes it over from one whose turn is over and that has not touched the "
    "file for so long; both are told.",
    "areas": "Folders that are areas of their own, besides the top-level ones: `services/billing`. Advice names areas as "
    "free or busy. In the variable they stand with colons between them.",
    "write_tools": "Tools of MCP servers that write files, each with the fields of its input that name them, as `TOOL=FIELD,FIELD`; "
    "`*` in a tool's name stands for anything. The list has the editing tools of the reference server for files, of "
    "desktop-commander, of serena and of the servers in JetBrains' IDEs; of a rename it knows the file that is named, and "
    "not those that use what is renamed. A relative path is read from where the server's project lies: where Claude Code "
    "was started, or the repository's root. A list of your own replaces this one. In the variable they stand with colons "
    "between them.",
    "on_error": "What a failure of covey's own means for an edit: `open` lets it pass and says so, `closed` stops it. "
    "Run `covey install` again after a change: `closed` is written into the hooks too, so that an edit is also "
    "stopped where covey cannot even be started. `covey doctor` says when the two differ.",
    "auto_register": "`no`: sessions are not entered, seen or guarded, except those that were entered before.",
    "heartbeat_interval": "How often the [monitor](../how-to/run-the-monitor.md) keeps sessions in a long turn fresh and renews "
    "their locks.",
    "critical_files": "The path patterns of files to which `conflict_action` applies; another session's other files only "
    "cause a warning. None: all files are critical. In the variable they stand with colons between them.",
    "show_notifications": "`no`: a session is not told who it is and who else is here when it starts, nor who works on "
    "what matters to its task when that begins.",
    "kg_context": "The context of the knowledge graph that is meant where none is named; the live sessions and locks show in it.",
    "kg_location": "Whose graph is meant where that is not said: the project's, or the one of all projects; in that one the sessions and locks of all projects show.",
    "auto_cleanup_stale": "`no`: sessions whose process is gone are not archived by the way, only by "
    "`covey sessions prune`. Their locks make way all the same.",
    "archive_completed": "`no`: a session that ends leaves no file in the history folder. The store keeps it.",
    "retention_days": "How many days ended sessions, the log, the history folders and the runs of plans are kept. The "
    "monitor removes what is older, except for runs: those go when the next run begins.",
    "sessions_at_once": "How many turns of plans go on at once, of all runs on the machine. "
    "[What the pool does](../how-to/limits-and-budgets.md).",
    "daily_budget": "What the turns of plans may cost in a day, of all runs on the machine; 0: as much as they like.",
    "plan_sessions": "The Redis that keeps the conversations of plans: `redis://…`, `rediss://…` or `unix://…`. None: the "
    "store keeps them. A password in it is never shown.",
    "auto_start": "`yes`: a session that starts starts the monitor, if none runs. It takes its settings from your files "
    "alone.",
}

OTHERS = {
    "critical_files": "path patterns",
    "areas": "folders",
    "write_tools": "tools",
    "kg_context": "a short text",
    "retention_days": "days",
    "sessions_at_once": f"a number from 1 to {MOST_AT_ONCE}",
    "daily_budget": "US dollars",
    "plan_sessions": "a URL",
}
FORMS: dict[str, dict[str, Any]] = {
    "retention_days": {"type": "integer", "minimum": 1, "maximum": LONGEST_DAYS},
    "sessions_at_once": {"type": "integer", "minimum": 1, "maximum": MOST_AT_ONCE},
    "daily_budget": {"type": "number", "minimum": 0, "maximum": LARGEST_BUDGET},
}
PATTERN_LIST: dict[str, Any] = {
    "type": "array",
    "maxItems": MOST_PATTERNS,
    "items": {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT},
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
    orders = [[code(name), " < ".join(code(each) for each in ranks)] for name, ranks in TIGHTER.items()]
    order = table(["Setting", "From loose to tight"], orders)
    return document("Settings", INTRODUCTION, table(heads, rows), FILES, order, PATTERNS, PLACES)


def coordination_schema() -> str:
    """Give the JSON schema of coordination.yaml."""
    keys = {name: {"description": DOES[name], **_form(name)} for name in Settings.fields}
    inner: dict[str, Any] = {"type": ["object", "null"], "properties": keys, "additionalProperties": False}
    return _schema("covey: coordination.yaml", {TOP: inner})


def patterns_schema() -> str:
    """Give the JSON schema of file-patterns.yaml."""
    return _schema("covey: file-patterns.yaml", dict.fromkeys(PATTERN_LISTS, PATTERN_LIST))


def _schema(title: str, properties: dict[str, Any]) -> str:
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": ["object", "null"],
        "properties": properties,
        "additionalProperties": False,
    }
    return json.dumps(whole, indent=2) + "\n"


def _form(name: str) -> dict[str, Any]:
    default = getattr(Settings, name)
    if isinstance(default, tuple):
        return PATTERN_LIST | ({"default": list(default)} if default else {})  # type: ignore[arg-type]
    if name in FORMS:
        return FORMS[name] | {"default": default}
    if isinstance(default, float):
        return {"type": "number", "exclusiveMinimum": 0, "maximum": LONGEST_SECONDS, "default": default}
    return _form_of_text(name, default)


def _form_of_text(name: str, default: str) -> dict[str, Any]:
    if name == "release_on":
        return {"type": ["string", "array"], "items": {"enum": list(MOMENTS)}, "default": default}
    if name not in CHOICES:
        return {"type": "string", "maxLength": LONGEST_TEXT, "default": default}
    if default in ("yes", "no"):
        return {"enum": [True, False, "yes", "no", "true", "false", "on", "off"], "default": default == "yes"}
    return {"enum": list(CHOICES[name]), "default": default}


def _default(name: str) -> str:
    value = getattr(Settings, name)
    if value in ("", ()):
        return "none"
    if isinstance(value, tuple):
        return ", ".join(map(code, value))  # type: ignore[arg-type]
    if name in OTHERS or not isinstance(value, float):
        return code(f"{value:g}" if isinstance(value, float) else value)
    return f"{code(f'{value:g}')} ({_lasting(value)})"


def _takes(name: str) -> str:
    if name in OTHERS:
        return OTHERS[name]
    if isinstance(getattr(Settings, name), float):
        return "seconds"
    return ", ".join(code(choice) for choice in CHOICES.get(name, MOMENTS))


def _lasting(seconds: float) -> str:
    unit = "h" if seconds >= UNITS["h"] else "m"
    return f"{seconds / UNITS[unit]:g} {'h' if unit == 'h' else 'min'}"
