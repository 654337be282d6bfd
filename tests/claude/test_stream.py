"""Whatever a client writes, and however far it has come with it, what can be read is read and nothing raises."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.claude import stream
from covey.claude.outcome import Ending, judge
from covey.claude.seen import WITHOUT_NEWS, Seen
from covey.claude.stream import Stream
from covey.model.outcome import OUTCOMES

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KNOWN = (
    *("subtype", "session_id", "message", "usage", "modelUsage", "id", "content", "name", "input", "is_error", "error"),
    *("api_error_status", "result", "errors", "rate_limit_info", "resetsAt", "status", "origin", "permission_denials"),
)
TYPES = st.sampled_from(["system", "assistant", "result", "rate_limit_event", "user", "nonsense"])
SIMPLE = st.sampled_from(
    [None, True, -1, 10**400, float("nan"), float("inf"), "", "rejected", "\ud83d", "success", 429]
)
FIELDS = st.dictionaries(st.sampled_from(KNOWN), SIMPLE, max_size=4)
VALUES = SIMPLE | FIELDS | st.lists(SIMPLE | FIELDS, max_size=2)
MESSAGES = st.tuples(TYPES, st.dictionaries(st.sampled_from(KNOWN), VALUES, max_size=6))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a stream's file."""
    return tmp_path / "stream.ndjson"


def test_lines_are_given_when_they_are_whole_and_each_once(file: Path) -> None:
    follower = Stream(file)
    assert follower.read() == []
    file.write_bytes(b'{"a": 1}\n{"b"')
    assert follower.read() == [{"a": 1}]
    with file.open("ab") as more:
        more.write(b": 2}\n\n{}")
        more.flush()
        assert follower.read() == [{"b": 2}]
    assert follower.read() == []
    assert follower.read(is_whole=True) == [{}]
    assert follower.read(is_whole=True) == []
    assert (follower.size, follower.broken) == (file.stat().st_size, 0)


@pytest.mark.parametrize(
    "line",
    [b"{", b"[]", b"null", b"\0", b"{\0}", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b"9" * 5000, b"Error: x"],
)
def test_a_broken_line_is_counted_and_hides_no_other(file: Path, line: bytes) -> None:
    file.write_bytes(b'{"a": 1}\n' + line + b'\n{"b": 2}\n')
    follower = Stream(file)
    assert follower.read() == [{"a": 1}, {"b": 2}]
    assert follower.broken == 1


def test_a_broken_character_does_not_lose_its_line(file: Path) -> None:
    file.write_bytes(b'{"result": "a\xffb"}\n')
    assert Stream(file).read() == [{"result": "a\N{REPLACEMENT CHARACTER}b"}]


def test_a_line_that_is_too_large_is_passed_over(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LARGEST_LINE", 1000)
    monkeypatch.setattr(stream, "PIECE", 64)
    file.write_bytes(b'{"a": "' + b"x" * 5000 + b'"}\n{"b": "' + b"y" * 500 + b'"}\n')
    follower = Stream(file)
    assert follower.read() == [{"b": "y" * 500}]
    assert follower.broken == 1


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_no_bytes_ever_raise(pieces: list[bytes]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "stream")
        follower, seen = Stream(file), Seen()
        for piece in pieces:
            with file.open("ab") as more:
                more.write(piece)
            seen.take(follower.read())
        seen.take(follower.read(is_whole=True))
        assert judge(seen, Ending(NOW)).kind in OUTCOMES


@given(st.lists(MESSAGES, max_size=4))
def test_no_message_ever_raises_and_what_is_said_of_it_can_be_kept(messages: list[tuple[str, dict[str, Any]]]) -> None:
    seen = Seen()
    seen.take({"type": kind} | fields for kind, fields in messages)
    outcome = judge(seen, Ending(NOW, has_transcript=True))
    assert outcome.kind in OUTCOMES
    json.dumps(outcome.as_dict() | {"usage": outcome.usage.as_dict()}, allow_nan=False).encode()
    f"{outcome.output}{outcome.detail}{outcome.session_id}{seen.doing}".encode()


def test_types_without_news_are_passed_over_and_unknown_ones_counted() -> None:
    seen = Seen()
    seen.take({"type": kind} for kind in (*WITHOUT_NEWS, "system"))
    assert seen.unknown == 0
    seen.take([{"type": "brand_new"}, {}])
    assert seen.unknown == 2


def test_waiting_for_the_api_is_seen() -> None:
    seen = Seen()
    seen.take([{"type": "system", "subtype": "api_retry", "attempt": 2, "max_retries": 10, "error_status": 529}])
    assert seen.doing == "waits for the API, try 2 of 10 (529)"
