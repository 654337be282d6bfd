"""The plugin's slash commands, as Markdown files in which Claude Code runs one line of covey's and shows it the model.

Claude Code puts what the person typed into the text of that line before any shell sees it, and quotes nothing. So it
stands in a here-document whose quoted end nobody types by chance: there the shell looks for that end, and for nothing
else. A `!` line or a fence within the arguments is made harmless by the client (seen in 2.1.197 and 2.1.329).
"""

from __future__ import annotations

import hashlib
import json
import shlex
from typing import TYPE_CHECKING, NamedTuple

from covey.settings import OWN_PYTHON

if TYPE_CHECKING:
    from pathlib import Path

DOOR = "covey.cli.slash"
NO_NEWS = "This is for the person who asked: tell them what matters of it in a line or two, and do nothing else."


class Slash(NamedTuple):
    """One slash command: its name, what it is for, and the arguments that it takes, if any."""

    name: str
    about: str
    arguments: str = ""


COMMANDS = (
    Slash("session-status", "Who works here: this session, what it holds, who waits for it, and the others."),
    Slash("session-refresh", "Bring covey's record up to date: sessions, locks, branches, manifests."),
    Slash(
        "session-unlock",
        "Let go of a file, or of all this session holds; with --force, of what another holds.",
        "[file] [--force]",
    ),
    Slash("session-history", "What the coordination did here, and which sessions ended."),
    Slash("suggest", "What is free to work on here, given what the other sessions do.", "[task]"),
)


def command_files(python: Path, home: Path) -> dict[str, str]:
    """Render the commands, each by its place in the plugin."""
    return {f"commands/{each.name}.md": _text(each, str(python), str(home)) for each in COMMANDS}


def _text(each: Slash, python: str, home: str) -> str:
    # Not -I: it would hide what `pip install --user` installed. -E and -P leave out PYTHON… and the current folder,
    # so that a repository cannot put a `covey` of its own in our place.
    call = shlex.join([python, *OWN_PYTHON, "-m", DOOR, each.name, "--home", home])
    front = {
        "description": each.about,
        **({"argument-hint": each.arguments} if each.arguments else {}),
        "allowed-tools": [f"Bash({call})"],
        "disable-model-invocation": True,
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    end = f"COVEY_{hashlib.sha256(call.encode()).hexdigest()[:16]}"
    shell = f"{call} <<'{end}'\n$ARGUMENTS\n{end}" if each.arguments else call
    return "\n".join(["---", *lines, "---", "covey says:", "", "```!", shell, "```", "", NO_NEWS, ""])
