"""The one table of the hooks that covey puts into Claude Code, and its form in Claude Code's JSON."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from covey.claude.foreign import as_dict, as_list, as_str
from covey.errors import UserError

Handler = dict[str, Any]
Group = dict[str, Any]
Hooks = dict[str, list[Group]]

HOOKS_FOLDER = Path(__file__).resolve().parent.parent / "hooks"
# Python itself ends with 2 when it cannot open a script, and 2 is Claude Code's word for "block": a covey that was
# removed without `covey uninstall` would erase every prompt. So the entry is run only if it is there. Reading it this
# way costs no more than `python ENTRY` does (10.3 ms for the whole gate, both; by `open` and `compile`, 11.1).
LAUNCH = (
    "import os,sys;del sys.argv[0];__file__=sys.argv[0];"
    "os.access(__file__,os.R_OK)and exec(os.read(os.open(__file__,os.O_RDONLY),65536))"
)
MARKERS = ("covey/hooks/on_edit.py", "covey/hooks/on_event.py")


class Row(NamedTuple):
    """One event: which entry answers it, for which tools, within how many seconds."""

    event: str
    entry: str
    matcher: str
    timeout_seconds: int


# Not a plain list of names but a regular expression, which Claude Code would find anywhere in a name: hence ^ and $.
EDITING = "Edit|Write|NotebookEdit|MultiEdit|Bash|PowerShell"

TABLE = (
    Row("SessionStart", "on_event.py", "", 20),
    Row("UserPromptSubmit", "on_event.py", "", 10),
    Row("PreToolUse", "on_edit.py", f"^({EDITING}|mcp__.*)$", 10),
    Row("PostToolUse", "on_event.py", f"^({EDITING}|mcp__.*|TaskCreate|TaskUpdate|TodoWrite)$", 10),
    Row("PostToolUseFailure", "on_event.py", f"^({EDITING}|mcp__.*)$", 10),
    Row("TaskCreated", "on_event.py", "", 10),
    Row("TaskCompleted", "on_event.py", "", 10),
    Row("SubagentStart", "on_event.py", "", 10),
    Row("SubagentStop", "on_event.py", "", 10),
    Row("Stop", "on_event.py", "", 10),
    Row("StopFailure", "on_event.py", "", 10),
    Row("Notification", "on_event.py", "", 10),
    Row("CwdChanged", "on_event.py", "", 10),
    Row("SessionEnd", "on_event.py", "", 10),
)


@dataclass(frozen=True)
class HookSetup:
    """What the hooks are called with: interpreter, state folder, folder of the entries, and what our failure means."""

    python: Path
    home: Path
    entries: Path = HOOKS_FOLDER
    on_error: Literal["open", "closed"] = "open"

    def hooks(self) -> Hooks:
        """Give the table as the value of `hooks` in Claude Code's JSON."""
        return {row.event: [self._group(row)] for row in TABLE}

    def _group(self, row: Row) -> Group:
        matcher = {"matcher": row.matcher} if row.matcher else {}
        return {**matcher, "hooks": [self._handler(row)]}

    def _handler(self, row: Row) -> Handler:
        command, entry, home = as_words(self.python, self.entries / row.entry, self.home)
        is_closed = self.on_error == "closed" and row.event == "PreToolUse"
        how = {"onFailure": "block"} if is_closed else {}
        launch = [] if is_closed else ["-c", LAUNCH]
        return {
            "type": "command",
            "command": command,
            "args": ["-I", "-S", *launch, entry, "--home", home],
            "timeout": row.timeout_seconds,
            **how,
        }


def as_words(*paths: Path) -> list[str]:
    """Give paths as words of a command in JSON; raise UserError for one that cannot be."""
    words = [str(path) for path in paths]
    if any(not Path(word).is_absolute() or not _is_text(word) for word in words):
        raise UserError(
            f"covey cannot be called with these paths: {', '.join(map(ascii, words))}",
            hint="each must be absolute, and UTF-8, since JSON cannot hold another",
        )
    return words


def real_interpreter() -> Path:
    """Name the interpreter under the venv and behind any shim: the entries need nothing of site-packages.

    It is not resolved further: Homebrew's stable link leads to a folder that goes away with the next patch.
    """
    base = Path(getattr(sys, "_base_executable", None) or sys.executable)
    return base if base.is_absolute() and base.exists() else Path(sys.executable)


def is_ours(handler: object) -> bool:
    """Tell our handlers from foreign ones, by the entry that they call."""
    return entry_of(handler) is not None


def entry_of(handler: object) -> Path | None:
    """Name the entry that one of our handlers calls; None for a foreign one."""
    args = as_list(as_dict(handler).get("args"))
    return next((Path(arg) for arg in args if as_str(arg).endswith(MARKERS)), None)


def our_handlers(hooks: object) -> list[tuple[str, str, Handler]]:
    """List event, matcher and handler of what is ours in a `hooks` value, whatever else that holds."""
    return [
        (event, as_str(as_dict(group).get("matcher")), handler)
        for event, groups in as_dict(hooks).items()
        for group in as_list(groups)
        for handler in as_list(as_dict(group).get("hooks"))
        if is_ours(handler)
    ]


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
