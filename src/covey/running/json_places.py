"""JSON with the line and column of each of its values."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from covey.errors import ConfigError
from covey.running.yaml_nodes import at

if TYPE_CHECKING:
    from collections.abc import Iterator

Way = tuple[str | int, ...]
"""The keys and numbers that lead to a value."""
Place = tuple[int, int]
"""A line and a column, counted from 1."""
SPACE = re.compile(r"[ \t\n\r]*")


def data(path: str, text: str) -> Any:
    """Read a text; raise ConfigError with line and column where it is no JSON."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{at(path, error.lineno, error.colno)}: is not JSON: {error.msg}") from error
    except ValueError as error:  # a constant, or a number of thousands of digits
        raise ConfigError(f"{path}: is not JSON: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: is nested too deeply") from error


def places(text: str) -> Iterator[tuple[Way, Place]]:
    """Give, of a text that is JSON, the way to each value and where it, or its key, begins."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    line = 0
    for way, offset in _Scan(text).offsets():
        while line + 1 < len(starts) and starts[line + 1] <= offset:
            line += 1
        yield way, (line + 1, offset - starts[line] + 1)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON's")


class _Scan:
    """One way through a text that is known to be JSON."""

    def __init__(self, text: str) -> None:
        self._text, self._decode = text, json.JSONDecoder().raw_decode
        self._offset = 0

    def offsets(self, way: Way = ()) -> Iterator[tuple[Way, int]]:
        """Pass a value by, and give the offsets of all in it."""
        opens = self._next()
        if opens not in "{[":
            self._pass()
            return
        self._offset += 1
        number = 0
        while (char := self._next()) not in "}]":
            if char == ",":
                self._offset += 1
                continue
            begins = self._offset
            inner = (*way, self._key() if opens == "{" else number)
            yield inner, begins
            yield from self.offsets(inner)
            number += 1
        self._offset += 1

    def _next(self) -> str:
        """Go to the next character that is no space, and give it."""
        found = SPACE.match(self._text, self._offset)
        self._offset = found.end() if found else self._offset
        return self._text[self._offset]

    def _pass(self) -> Any:
        value, self._offset = self._decode(self._text, self._offset)
        return value

    def _key(self) -> str:
        key = self._pass()
        self._next()
        self._offset += 1  # the colon
        return key
