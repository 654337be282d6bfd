"""JSON text as a tree of spans, so that one part can be cut or added and every other byte stays."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from covey.errors import ConfigError

SPACE = re.compile(r"[ \t\r\n]*")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
SCALAR = re.compile(r"[^\s,\]}]+")


@dataclass(frozen=True)
class Node:
    """A value: where it stands, what it is, and, in an object or a list, its parts."""

    start: int
    end: int
    value: Any
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Part:
    """A member of an object (from its key on) or an item of a list (whose key is empty)."""

    start: int
    key: str
    node: Node

    @property
    def end(self) -> int:
        """Where its value ends."""
        return self.node.end


def scan(text: str) -> Node:
    """Read JSON text, strictly, into its tree; a byte order mark may stand before it."""
    start = 1 if text.startswith("\ufeff") else 0
    try:
        json.loads(text[start:], parse_constant=_refuse)
        return _value(text, _skip(text, start))
    except ValueError as error:
        raise ConfigError(f"it is not valid JSON: {error}") from error
    except RecursionError as error:
        raise ConfigError("it is nested too deep to be read") from error


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _skip(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int) -> Node:
    if text[at] in "{[":
        return _container(text, at)
    found = (STRING if text[at] == '"' else SCALAR).match(text, at)
    end = found.end() if found else at
    return Node(at, end, json.loads(text[at:end]))


def _container(text: str, start: int) -> Node:
    """Read an object or a list; that the text is sound is known by now."""
    is_object = text[start] == "{"
    parts: list[Part] = []
    at = _skip(text, start + 1)
    while text[at] not in "}]":
        part = _member(text, at) if is_object else Part(at, "", _value(text, at))
        parts.append(part)
        at = _skip(text, part.end)
        at = _skip(text, at + 1) if text[at] == "," else at
    values = [part.node.value for part in parts]
    value = dict(zip([part.key for part in parts], values, strict=True)) if is_object else values
    return Node(start, at + 1, value, tuple(parts))


def _member(text: str, at: int) -> Part:
    key = _value(text, at)
    colon = _skip(text, key.end)
    return Part(at, key.value, _value(text, _skip(text, colon + 1)))
