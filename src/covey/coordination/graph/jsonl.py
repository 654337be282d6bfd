"""Knowledge graphs as lines of JSON, as the knowledge-graph server and the memory server keep them in their files.

Reading is tolerant: whatever is wrong with a line is told with its number, and stops no other line. The fields that say
nothing to us are kept, and written again.
"""

from __future__ import annotations

import json

from covey.coordination.graph.checks import checked_name, checked_text
from covey.errors import UserError
from covey.model.graph import Entity, Observation, Relation
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, TypeGuard

MARK = '{"type":"_aim","source":"mcp-knowledge-graph"}'
"""The first line of the knowledge-graph server's files; it reads no file without it. The memory server has none."""

BOM = b"\xef\xbb\xbf"
ENTITY, RELATION, MARKED = "entity", "relation", "_aim"
FIELDS = {ENTITY: ("type", "name", "entityType", "observations"), RELATION: ("type", "from", "to", "relationType")}
REPLACEMENT = "\ufffd"
MOST_SHOWN = 40
"""How much of a foreign word a message repeats."""


class Line(Value):
    """A line with its number: what it says, None where that cannot be understood, and what is wrong with it."""

    number: int
    said: Entity | Relation | None
    problems: tuple[str, ...] = ()


def read(lines: Iterable[bytes]) -> Iterator[Line]:
    """Read the lines of a file one by one; empty ones and the mark are passed over."""
    for number, line in enumerate(lines, 1):
        content = line.removeprefix(BOM).strip()
        if content:
            record = _Record()
            said = record.understood(content)
            if said is not None or record.problems:
                yield Line(number, said, tuple(record.problems))


def written(said: Entity | Relation) -> str:
    """Write an entity or a relation as a line, without its end; half a surrogate pair is written as it was read."""
    if isinstance(said, Entity):
        values = (ENTITY, said.name, said.kind, [observation.text for observation in said.observations])
    else:
        values = (RELATION, said.source, said.target, said.kind)
    fields = dict(zip(FIELDS[values[0]], values, strict=True)) | json.loads(said.extra or "{}")
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace").decode()


def is_of_a_graph(line: bytes) -> bool:
    """Tell whether a line could stand in such a file."""
    record = _Record()
    return record.understood(line.removeprefix(BOM).strip()) is not None or not record.problems


class _Record:
    """One line's object as it is being understood, and what turns out to be wrong with it."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._fields: dict[str, Any] = {}

    def understood(self, content: bytes) -> Entity | Relation | None:
        """Give what a line says; None where it says nothing that can be kept."""
        try:
            self._fields = self._parsed(content)
            return self._said()
        except (ValueError, RecursionError) as error:
            self.problems.append(_why(error))
        except UserError as error:
            self.problems.append(f"cannot be kept: {error.message}")
        return None

    def _parsed(self, content: bytes) -> dict[str, Any]:
        try:
            text = content.decode()
        except UnicodeDecodeError:
            text = content.decode("utf-8", "replace")
            self.problems.append(f"holds bytes that are not UTF-8: they are replaced by {REPLACEMENT}")
        fields: object = json.loads(text, parse_constant=_refused)
        if not _is_object(fields):
            raise ValueError("is not a JSON object")
        return fields

    def _said(self) -> Entity | Relation | None:
        kind = self._fields.get("type")
        if kind == ENTITY:
            name, entity_type, texts = self._name("name"), self._name("entityType"), self._texts("observations")
            return Entity(name, entity_type, tuple(Observation(text) for text in texts), extra=self._rest(kind))
        if kind == RELATION:
            ends = (self._name("from"), self._name("to"))
            return Relation(*ends, self._name("relationType"), extra=self._rest(kind))
        if kind != MARKED:
            raise ValueError(f"is of the type {_short(kind)}, which is neither an entity nor a relation")
        return None

    def _name(self, field: str) -> str:
        value = self._fields.get(field)
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"has no {field}")
        return checked_name(self._whole(value, field))

    def _texts(self, field: str) -> list[str]:
        """Give a list of texts; what is none in it is left out, and told."""
        values = self._fields.get(field)
        if not _is_list(values):
            self.problems.append(f"has no list of {field}")
            return []
        texts = [self._whole(value, field) for value in values if isinstance(value, str) and value.strip()]
        if len(texts) < len(values):
            self.problems.append(
                f"has {len(values) - len(texts)} {field} that are empty or no texts: they are left out"
            )
        return [text for text in texts if self._can_be_kept(text)]

    def _can_be_kept(self, text: str) -> bool:
        try:
            return bool(checked_text(text))
        except UserError as error:
            self.problems.append(f"{error.message}: it is left out")
            return False

    def _whole(self, text: str, field: str) -> str:
        """Give a text that can be kept: NUL and halves of surrogate pairs cannot."""
        whole = text.replace("\0", REPLACEMENT)
        if not text.isascii():
            whole = whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if whole != text:
            self.problems.append(f"has NUL or half a character in {field}: it is replaced by {REPLACEMENT}")
        return whole

    def _rest(self, kind: str) -> str:
        """Write the fields that say nothing to us, as JSON; '' where there are none."""
        rest = {field: value for field, value in self._fields.items() if field not in FIELDS[kind]}
        return json.dumps(rest, allow_nan=False) if rest else ""


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _refused(constant: str) -> None:
    raise ValueError(f"holds {constant}, which is not JSON")


def _why(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON (character {error.pos + 1}: {error.msg})"
    return "is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _short(value: object) -> str:
    shown = json.dumps(value)
    return shown if len(shown) <= MOST_SHOWN else f"{shown[: MOST_SHOWN - 1]}…"
