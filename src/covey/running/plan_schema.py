"""The schema of plan files, which lies in the package: what it finds wrong, said for people."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, ValidationError, validators

from covey.running.yaml_nodes import kind, unknown_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.running.json_places import Way

PATH = Path(str(resources.files("covey") / "schemas/plan.json"))
TAKES = "x-takes"
"""What a value of the schema takes, in words: for messages, and for the page that is made from it."""


@cache
def schema() -> dict[str, Any]:
    """Give the schema."""
    return json.loads(PATH.read_text(encoding="utf-8"))


def wrongs(data: Any) -> Iterator[tuple[Way, str]]:
    """Give all that is wrong with a plan's data by its schema, each with the way to where it is."""
    for error in _validator().iter_errors(data):
        yield from _told(error)


def takes(part: dict[str, Any]) -> str:
    """Say in words what a part of the schema takes."""
    if "enum" in part:
        return f"one of {', '.join(each for each in part['enum'] if each is not False)}"
    return part[TAKES]


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Give a part of the schema with what it refers to; what stands beside the reference goes before."""
    if "$ref" not in part:
        return part
    beside = {key: value for key, value in part.items() if key != "$ref"}
    return resolved(schema()["$defs"][part["$ref"].rpartition("/")[2]]) | beside


@cache
def _validator() -> Any:
    untyped: Any = validators
    return untyped.extend(Draft202012Validator, {"pattern": _pattern})(schema())


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """Match as JSON schema means it: Python's `$` would let a line's end pass."""
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield ValidationError(f"does not match {pattern}")


def _told(error: Any) -> Iterator[tuple[Way, str]]:
    way: Way = tuple(error.absolute_path)
    part: dict[str, Any] = error.schema
    if error.validator == "additionalProperties":
        known = part["properties"]
        for key in error.instance:
            if key not in known:
                yield (*way, key), _unknown(key, known, way)
    elif error.validator == "required":
        missing = next(key for key in error.validator_value if f"'{key}'" in error.message)
        yield way, f"lacks `{missing}`"
    elif error.validator in ("not", "anyOf"):
        yield way, part["description"]
    elif error.validator == "uniqueItems":
        yield way, f"{_named(way)}holds something twice"
    else:
        yield way, f"{_named(way)}takes {takes(part)}, not {_shown(error.instance, part)}"


def _unknown(key: str, known: dict[str, Any], way: Way) -> str:
    if not way and key in schema()["properties"]["defaults"]["properties"]:
        return f"`{key}` belongs under `defaults`, or into a task"
    return unknown_key(key, known)


def _named(way: Way) -> str:
    """Name the key that a way leads to, or in whose list it ends."""
    if not way:
        return "a plan "
    keys = [step for step in way if isinstance(step, str)]
    return "a task " if way == ("tasks", way[-1]) else f"`{keys[-1]}` "


def _shown(value: Any, part: dict[str, Any]) -> str:
    if isinstance(value, list):
        return f"a list of {len(value)}"  # type: ignore[arg-type]
    if isinstance(value, str) or value is None or "string" not in part.get("type", ()):
        return kind(value)
    return f"{kind(value)}: text that YAML would read as something else stands in quotes"
