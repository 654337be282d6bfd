"""What a settings file in YAML says: the values that can be taken, and each problem with its line and column."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from covey.coordination.settings_files import UNREAD
from covey.errors import ConfigError
from covey.model.text import plain
from covey.running.yaml_nodes import composed, key_of, kind, text_of, unknown_key
from covey.settings import (
    COORDINATION,
    PATTERN_LISTS,
    SettingFile,
    Settings,
    leads_away,
    state_of,
)
from covey.settings.values import checked_part, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.running.yaml_nodes import Document

LARGEST_BYTES = 65536
MOST_PATTERNS = 200
FAR_TOO_MUCH = 1e15
MOST_PROBLEMS = 20
TOP = "session_coordination"
AWAY = "is reached by a link that leads out of the repository, so it is not read"
LISTED = {"areas": "folders", "write_tools": "tools"}
"""What the lists hold that hold no path patterns."""


def read(path: str, before: SettingFile | None) -> SettingFile | None:
    """Read a settings file; None if it is gone. One that cannot be read at all keeps what was good in it before.

    A repository's link that leads out of it is not followed: what it leads to is neither told nor kept.
    """
    if leads_away(path):
        return _kept(path, state_of(path), before, f"{path}: {AWAY}")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        return _kept(path, state_of(path), before, f"{path}: {UNREAD}: {error.strerror}")
    found = os.fstat(handle)
    state = (found.st_mtime_ns, found.st_size)
    try:
        with composed(path, text_of(path, handle, LARGEST_BYTES)) as document:
            pairs = _mapping(document, document.root)
    except ConfigError as error:
        return _kept(path, state, before, str(error))
    finally:
        os.close(handle)
    reading = _Coordination(path) if Path(path).name == COORDINATION else _FilePatterns(path)
    reading.take(pairs)
    problems = "\n".join(_on_one_line(problem) for problem in reading.problems[:MOST_PROBLEMS])
    return SettingFile(path, *state, "\n".join(reading.lines), problems)


def _kept(path: str, state: tuple[int, int] | None, before: SettingFile | None, problem: str) -> SettingFile:
    content = before.content if before else ""
    kept = "; what was in force before its last change stays" if content else ""
    return SettingFile(path, *(state or (0, 0)), content, _on_one_line(problem) + kept)


def _on_one_line(problem: str) -> str:
    return plain(" ".join(problem.split()))


Pairs = list[tuple[str, str, Any]]
"""Keys, each with its place in the file, and its value."""


def _mapping(document: Document, node: Any) -> Pairs:
    """Give the pairs of a mapping; those of a mapping in it are pairs in turn, everything else is plain data."""
    if node is None or (isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")):
        return []
    if not isinstance(node, yaml.MappingNode):
        raise ConfigError(f"{document.place(node)}: holds no keys and values, but a {node.id}")
    pairs: Pairs = []
    for key, value in node.value:
        is_inner = isinstance(value, yaml.MappingNode)
        plain = _Inner(_mapping(document, value)) if is_inner else document.plain(value)
        pairs.append((key_of(key), document.place(key), plain))
    return pairs


class _Inner(list[Any]):
    """The pairs of a mapping that is a value."""


class _Reading:
    """The reading of one file: the lines of good values, and the problems."""

    known: Sequence[str] = ()

    def __init__(self, path: str) -> None:
        self.path = path
        self.lines: list[str] = []
        self.problems: list[str] = []

    def take(self, pairs: Pairs) -> None:
        """Take each pair, or say what is wrong with it."""
        seen: set[str] = set()
        for name, place, value in pairs:
            if name in seen:
                self.problems.append(f"{place}: {name} is there twice, and the first counts")
            elif name not in self.known:
                self.problems.append(f"{place}: {self.unknown(name)}")
            else:
                self._take(name, place, value)
            seen.add(name)

    def _take(self, name: str, place: str, value: Any) -> None:
        try:
            found = self.values(name, place, value)
        except ValueError as error:
            self.problems.append(f"{place}: {name}: {error}")
        else:
            self.lines += [f"{name}={each}" for each in found]

    def unknown(self, name: str) -> str:
        """Say that a key is not known, and which was likely meant."""
        return unknown_key(name, self.known)

    def values(self, name: str, place: str, value: Any) -> list[str]:
        """Give a value as one text, or as several for a list; raise ValueError for what cannot be."""
        raise NotImplementedError

    def listed(self, name: str, place: str, value: Any) -> list[str]:
        """Give a list of path patterns, or of folders; those that are none are named, and left out."""
        what = LISTED.get(name, "path patterns")
        if not isinstance(value, list) or isinstance(value, _Inner):
            raise ValueError(f"takes a list of {what}, not {_kind(value)}")  # noqa: TRY004 - as _string says
        found: list[str] = []
        for each in value[:MOST_PATTERNS]:  # type: ignore[misc]
            try:
                found.append(checked_part(name, _string(each)))
            except ValueError as error:
                self.problems.append(f"{place}: {str(each)[:100]!r}: {error}")  # type: ignore[arg-type]
        if len(value) > MOST_PATTERNS:  # type: ignore[arg-type]
            self.problems.append(f"{place}: takes at most {MOST_PATTERNS} {what}, and the first {MOST_PATTERNS} count")
        return found


class _Coordination(_Reading):
    """coordination.yaml: the settings, under `session_coordination`."""

    known = Settings.fields

    def take(self, pairs: Pairs) -> None:
        for name, place, value in pairs:
            if name != TOP:
                self.problems.append(f"{place}: {self._outside(name)}")
            elif isinstance(value, _Inner):
                super().take(value)
            elif value is not None:
                self.problems.append(f"{place}: {TOP} holds keys and values, not {_kind(value)}")

    def _outside(self, name: str) -> str:
        if name in self.known:
            return f"{name} belongs under {TOP}"
        return unknown_key(name, [TOP])

    def values(self, name: str, place: str, value: Any) -> list[str]:
        if isinstance(getattr(Settings, name), tuple):
            return self.listed(name, place, value)
        text = _scalar(name, value)
        value_of(name, text)
        return [text]


class _FilePatterns(_Reading):
    """file-patterns.yaml: three lists of path patterns."""

    known = PATTERN_LISTS

    def values(self, name: str, place: str, value: Any) -> list[str]:
        return self.listed(name, place, value)


def _scalar(name: str, value: Any) -> str:
    if name == "release_on" and isinstance(value, list) and not isinstance(value, _Inner):
        return ",".join(_string(each) for each in value)  # type: ignore[misc]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)) and isinstance(getattr(Settings, name), (int, float)):
        return str(value) if abs(value) < FAR_TOO_MUCH else "0"
    text = _string(value).strip()
    is_switch = getattr(Settings, name) in ("yes", "no")
    return {"true": "yes", "false": "no", "on": "yes", "off": "no"}.get(text, text) if is_switch else text


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"takes text, not {_kind(value)}")  # noqa: TRY004 - all that is wrong with a value is one
    return value


def _kind(value: Any) -> str:
    return kind({}) if isinstance(value, _Inner) else kind(value)
