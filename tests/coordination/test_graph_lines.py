"""The lines of knowledge-graph files: what a server wrote is read and written again, and no broken line is fatal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covey.coordination.graph.jsonl import FIELDS, MARK, Line, is_of_a_graph, read, written
from covey.model.graph import Entity, Observation, Relation

patient = settings(deadline=None)  # no test asserts on elapsed time

# As the knowledge-graph server (1.2) and the memory server (2026.1) wrote them.
SERVERS_LINES = """\
{"type":"_aim","source":"mcp-knowledge-graph"}
{"type":"entity","name":"Alice_Smith","entityType":"person","observations":["Says \\"日本\\"","a\\tb\\nc \\\\ 👩‍💻"]}
{"type":"entity","name":"TechCorp","entityType":"organization","observations":[],"createdAt":"2026-03-05","version":2}
{"type":"relation","from":"Alice_Smith","to":"TechCorp","relationType":"works_at","weight":{"a":[1,2.5,null,true]}}
{"type":"relation","from":"Nobody","to":"Nowhere","relationType":"left_for"}"""

letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
names = st.text(letters, min_size=1, max_size=20).filter(lambda text: text.strip())
extras = st.dictionaries(
    st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=5), max_size=2
)


def extra(kind: str, fields: dict[str, Any]) -> str:
    """Write further fields as the reader keeps them."""
    rest = {name: value for name, value in fields.items() if name not in FIELDS[kind]}
    return json.dumps(rest) if rest else ""


def entity(name: str, kind: str, seen: list[str], more: dict[str, Any]) -> Entity:
    """Make an entity as the reader does."""
    return Entity(name, kind, tuple(map(Observation, seen)), extra=extra("entity", more))


def relation(source: str, target: str, kind: str, more: dict[str, Any]) -> Relation:
    """Make a relation as the reader does."""
    return Relation(source, target, kind, extra=extra("relation", more))


things = st.builds(entity, names, names, st.lists(names, max_size=3), extras) | st.builds(
    relation, names, names, names, extras
)


def lines(text: str | bytes) -> list[Line]:
    """Read a file's content."""
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return list(read(content.splitlines(keepends=True)))


def problem(text: str | bytes) -> str:
    """Give what is wrong with the one line of a file that is wrong."""
    (one,) = [problem for line in lines(text) for problem in line.problems]
    return one


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("begin", ["", "\ufeff"])
def test_what_a_server_wrote_is_written_again_byte_for_byte(begin: str, end: str) -> None:
    mark, *rest = SERVERS_LINES.split("\n")
    found = lines(begin + end.join([mark, *rest]))
    assert mark == MARK
    assert [(line.number, line.problems) for line in found] == [(number, ()) for number in range(2, 6)]
    assert [written(line.said) for line in found if line.said] == rest


@patient
@given(st.lists(things, max_size=5))
def test_what_is_written_is_read_as_it_was(these: list[Entity | Relation]) -> None:
    found = lines("\n".join(map(written, these)))
    assert [line.said for line in found] == these
    assert not any(line.problems for line in found)


@patient
@given(st.lists(st.binary(max_size=60) | st.sampled_from(SERVERS_LINES.encode().splitlines()), max_size=6))
def test_whatever_stands_around_it_a_whole_line_is_read(pieces: list[bytes]) -> None:
    whole = SERVERS_LINES.encode().splitlines()[1]
    found = lines(b"\n".join([*pieces, whole, *pieces]))
    assert written(next(line.said for line in found if line.said)) in SERVERS_LINES
    assert any(line.said and written(line.said).encode() == whole for line in found)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"type":"entity","name":"half', "is not JSON (character 25: Unterminated string starting at)"),
        ("\0\0\0", "is not JSON (character 1: Expecting value)"),
        ('["a"]', "is not a JSON object"),
        ('{"type":"note","name":"a"}', 'is of the type "note", which is neither an entity nor a relation'),
        ('{"name":"a"}', "is of the type null, which is neither an entity nor a relation"),
        (f'{{"type":"{"x" * 99}"}}', f'is of the type "{"x" * 38}…, which is neither an entity nor a relation'),
        ('{"type":"entity","name":" ","entityType":"b","observations":[]}', "has no name"),
        ('{"type":"relation","from":"a","to":7,"relationType":"b"}', "has no to"),
        (f'{{"type":"entity","name":"{"x" * 1001}","entityType":"b"}}', "cannot be kept: a name has 1001 characters"),
        ('{"type":"entity","name":"a","entityType":"b","observations":[],"x":NaN}', "holds NaN, which is not JSON"),
        ('{"type":"entity","name":"a","entityType":"b","observations":[],"x":1e999}', "Out of range float values"),
        ("[" * 100_000, "is nested too deeply"),
    ],
)
def test_a_line_that_says_nothing_is_named_and_stops_no_other(line: str, told: str) -> None:
    text = f"{SERVERS_LINES}\n{line}\n{SERVERS_LINES}"
    assert problem(text).startswith(told)
    assert [found.number for found in lines(text) if found.said is None] == [6]
    assert len(lines(text)) == 9


@pytest.mark.parametrize(
    ("line", "told", "kept"),
    [
        ('"observations":["a",1,null]', "has 2 observations that are empty or no texts: they are left out", ["a"]),
        ('"observations":["a",""," "]', "has 2 observations that are empty or no texts: they are left out", ["a"]),
        (
            f'"observations":["a","{"x" * 1_000_001}"]',
            f"an observation has 1000001 characters: '{'x' * 40}'…: it is left out",
            ["a"],
        ),
        (
            r'"observations":["\u0000"]',
            "has NUL or half a character in observations: it is replaced by \ufffd",
            ["\ufffd"],
        ),
        ('"observations":"a"', "has no list of observations", []),
        ('"x":1', "has no list of observations", []),
        (
            r'"observations":["a\ud800b"]',
            "has NUL or half a character in observations: it is replaced by \ufffd",
            ["a\ufffdb"],
        ),
    ],
)
def test_what_can_be_kept_of_a_line_is_kept(line: str, told: str, kept: list[str]) -> None:
    text = f'{{"type":"entity","name":"a","entityType":"b",{line}}}'
    assert problem(text) == told
    (found,) = lines(text)
    assert isinstance(found.said, Entity)
    assert [observation.text for observation in found.said.observations] == kept


def test_bytes_that_are_not_utf_8_are_replaced_and_told() -> None:
    line = b'{"type":"entity","name":"caf\xe9","entityType":"b","observations":[]}'
    assert problem(line) == "holds bytes that are not UTF-8: they are replaced by \ufffd"
    assert lines(line)[0].said == Entity("caf\ufffd", "b")


def test_long_texts_and_halves_of_characters_in_further_fields_come_back_as_they_were() -> None:
    line = written(Entity("a", "b", (Observation("x" * 1_000_000),), extra=r'{"d": "\ud800"}'))
    assert line.endswith(r'"d":"\ud800"}')
    assert [written(found.said) for found in lines(line) if found.said] == [line]


@pytest.mark.parametrize(
    ("line", "expected"),
    [(MARK, True), (SERVERS_LINES.split("\n")[1], True), ('{"name":"shop"}', False), ("# hi", False)],
)
def test_a_line_of_such_a_file_is_told_from_others(line: str, expected: bool) -> None:  # noqa: FBT001 - a parameter
    assert is_of_a_graph(line.encode()) is expected
