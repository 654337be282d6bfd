"""Our status line in a settings.json: put in, recognised and taken out, while every foreign byte stays as it is."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from covey.claude.foreign import as_dict, as_str
from covey.claude.json_spans import scan
from covey.claude.settings_bytes import UNTOUCHED, drop_backups, read_settings, remove_settings, replace_settings
from covey.claude.settings_text import NOTHING, TOP, Style, append, last_of, without_part
from covey.errors import ConfigError, UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from covey.claude.json_spans import Node

StatusLine = dict[str, Any]

KEY, ENTRY = "statusLine", "statusline.py"
MARKER = f"covey/hooks/{ENTRY}"
REFRESH_SECONDS = 5
"""How often Claude Code asks again by itself (2.1.97 and later): others come and go while this session is idle."""


def status_line(python: Path, entries: Path, home: Path) -> StatusLine:
    """Give the value of `statusLine`; Claude Code knows it as a line for the shell only."""
    words = [str(python), "-I", "-S", str(entries / ENTRY), "--home", str(home)]
    return {"type": "command", "command": shlex.join(words), "refreshInterval": REFRESH_SECONDS}


def is_ours(value: object) -> bool:
    """Tell our own status line from another's, also from one that shows ours among other things."""
    try:
        words = shlex.split(as_str(as_dict(value).get("command")))
    except ValueError:
        return False
    return words[1:3] == ["-I", "-S"] and words[4:5] == ["--home"] and words[3].endswith(MARKER) and words[6:] == []


def with_status_line(text: str, value: StatusLine) -> str:
    """Give the text with our status line; raise UserError where another stands, ConfigError where none can."""
    found = last_of(_root(text), KEY)
    if found is not None and found.node.value == value:
        return text
    if found is not None and not is_ours(found.node.value):
        raise _taken(value)
    text = without_status_line(text)
    root = scan(text)
    style = Style.of(text, root)
    return append(text, root, style.lead(TOP), f'"{KEY}": {style.dump(value, TOP)}')


def without_status_line(text: str) -> str:
    """Give the text without our status line; another's stays."""
    root = scan(text)
    for part in root.parts:
        if part.key == KEY and is_ours(part.node.value):
            return without_status_line(without_part(text, root.parts, part))
    return text


def has_ours(path: Path) -> bool:
    """Tell whether our status line is in a settings file."""
    text = read_settings(path)
    return text is not None and _in(path, without_status_line, text) != text


def refuse_foreign(path: Path, value: StatusLine) -> None:
    """Raise UserError where a settings file has a status line of its own, ConfigError where it cannot be read."""
    text = read_settings(path)
    if text is not None:
        _in(path, lambda old: with_status_line(old, value), text)


def put_into(path: Path, value: StatusLine) -> bool:
    """Put our status line into a settings file; tell whether that changed anything."""
    old = read_settings(path)
    if old is None:
        replace_settings(path, None, json.dumps({KEY: value}, ensure_ascii=False, indent=2) + "\n")
        return True
    new = _in(path, lambda text: with_status_line(text, value), old)
    if new != old:
        replace_settings(path, old, new)
    return new != old


def take_out_of(path: Path) -> bool:
    """Take our status line out of a settings file, and the file away if nothing else is in it that we did not make."""
    old = read_settings(path)
    new = None if old is None else _in(path, without_status_line, old)
    if old is None or new is None or new == old:
        return False
    if new.strip() == NOTHING:
        remove_settings(path, old)
    else:
        replace_settings(path, old, new)
        drop_backups(path, new)
    return True


def _root(text: str) -> Node:
    root = scan(text)
    if not isinstance(root.value, dict):
        raise ConfigError("it is not an object")
    return root


def _in(path: Path, change: Callable[[str], str], text: str) -> str:
    """Say which file it is that cannot be changed."""
    try:
        return change(text)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error.message}", hint=UNTOUCHED) from error
    except UserError as error:
        raise UserError(f"{path} {error.message}", hint=error.hint, code=error.code) from error


def _taken(value: StatusLine) -> UserError:
    hint = f"it stays as it is, and nothing was changed; your own script may show what this says: {value['command']}"
    return UserError("has a status line that is not covey's", hint=hint, code="status_line_taken")
