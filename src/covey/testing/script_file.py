"""Scripts as JSON files, read strictly: every mistake is named with its place."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covey.errors import ConfigError
from covey.testing.script import FAULTS, Call, Conversation, Script, Turn, error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["parse_script", "read_script"]


def read_script(path: str | Path) -> Script:
    """Read a script file, or raise ConfigError that names the place of the mistake."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as problem:
        raise ConfigError(f"{path} cannot be read: {problem.strerror}") from problem
    except ValueError as problem:
        raise ConfigError(f"{path} is not JSON: {problem}") from problem
    try:
        return parse_script(data)
    except ConfigError as problem:
        raise ConfigError(f"{path}: {problem.message}", hint=problem.hint) from problem


def parse_script(data: Any) -> Script:
    """Make a script of parsed JSON, or raise ConfigError that names the place of the mistake."""
    return Script(**_fields(data, "script", SCRIPT))


def _conversation(data: Any, place: str) -> Conversation:
    return Conversation(**_fields(data, place, CONVERSATION))


def _turn(data: Any, place: str) -> Turn:
    given = _fields(data, place, TURN)
    if given.get("status", HTTPStatus.OK) != HTTPStatus.OK and "body" not in given:
        given["body"] = error(given["status"]).body
    return Turn(**given)


def _call(data: Any, place: str) -> Call:
    given = _fields(data, place, CALL)
    if "name" not in given:
        raise ConfigError(f"{place} needs name", hint="the tool to call, for instance Write")
    return Call(**given)


def _fields(data: Any, place: str, readers: Mapping[str, Callable[[Any, str], Any]]) -> dict[str, Any]:
    for key in _of(dict)(data, place):
        if key not in readers:
            raise ConfigError(f"{place}.{key} is not known", hint=f"{place} may have {', '.join(readers)}")
    return {key: readers[key](value, f"{place}.{key}") for key, value in data.items()}


def _of(*kinds: type) -> Callable[[Any, str], Any]:
    def read(value: Any, place: str) -> Any:
        # JSON's true and false are no numbers, though Python's bool is an int.
        if not isinstance(value, kinds) or isinstance(value, bool):
            wanted = " or ".join(NAMES[kind] for kind in kinds)
            raise ConfigError(f"{place} must be {wanted}, not {json.dumps(value)[:60]}")
        return value

    return read


def _list_of(one: Callable[[Any, str], Any]) -> Callable[[Any, str], tuple[Any, ...]]:
    def read(value: Any, place: str) -> tuple[Any, ...]:
        return tuple(one(each, f"{place}[{index}]") for index, each in enumerate(_of(list)(value, place)))

    return read


def _fault(value: Any, place: str) -> str:
    if value not in FAULTS:
        raise ConfigError(f"{place} must be one of {', '.join(FAULTS)}, not {json.dumps(value)[:60]}")
    return value


NAMES: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a string",
    int: "a whole number",
    float: "a number",
}
CALL = {"name": _of(str), "input": _of(dict)}
TURN: dict[str, Callable[[Any, str], Any]] = {
    "text": _of(str),
    "calls": _list_of(_call),
    "stop_reason": _of(str),
    "usage": _of(dict),
    "status": _of(int),
    "headers": _of(dict),
    "body": lambda value, _place: value,
    "gate": _of(str),
    "delay_seconds": _of(int, float),
    "pause_seconds": _of(int, float),
    "fault": _fault,
    "fault_after": _of(int),
    "failures": _list_of(lambda value, place: _turn(value, place)),  # noqa: PLW0108  (_turn needs this table)
}
CONVERSATION = {"match": _of(str), "turns": _list_of(_turn)}
SCRIPT = {"conversations": _list_of(_conversation), "side_text": _of(str), "gate_seconds": _of(int, float)}
