"""Whatever comes on standard input: no traceback, no broken session, and a record of what we could not do."""

from __future__ import annotations

import fcntl
import json
import os
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from covey.errors import UserError
from covey.hooks import call as reading
from covey.hooks.call import Call, read
from covey.testing.waiting import until

from .conftest import HOOKS

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Hooks

ENTRIES = pytest.mark.parametrize("entry", ["on_edit.py", "on_event.py"])
NO_CALLS = {
    "nothing": b"",
    "blanks": b" \n\n ",
    "no JSON": b"Traceback (most recent call last):",
    "half an object": b'{"session_id": "one", "hook_event_name": "PreTo',
    "a list": b"[]",
    "null": b"null",
    "a number": b"1e999",
    "a string": b'"{}"',
    "an empty object": b"{}",
    "an endless number": b'{"a": ' + b"9" * 10000 + b"}",
    "zeros": b"\0" * 1000,
    "no UTF-8": b"\xff\xfe{\x80}",
    "UTF-16": '{"session_id": "one"}'.encode("utf-16"),
    "a deep list": b"[" * 200_000,
    "a deep object": b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
    "braces": b"}" * 1000,
}
WRONG: list[Any] = [
    None,
    5,
    -0.5,
    True,
    [],
    ["x"],
    {},
    {"x": "y"},
    "",
    "\ud800",
    "a\0b",
    "../../x",
    "x" * 100_000,
    "🦆",
]
MEGABYTES = 50 << 20
PIECE = 65536


def whole_call(hooks: Hooks, event: str) -> dict[str, Any]:
    """Give a call with every field that we read."""
    tool = hooks.tool("auth.py", "Edit") | {"agent_id": "agent-1", "transcript_path": "/t", "source": "startup"}
    fields = tool | {
        "model": "opus",
        "prompt": "x",
        "reason": "clear",
        "notification_type": "idle_prompt",
        "error": "x",
    }
    return hooks.call(event, "one", **fields, new_cwd=str(hooks.workspace))


def files_outside(hooks: Hooks) -> set[str]:
    """List every file of the test's world that is not in the state folder."""
    root = hooks.home.parent
    return {str(file) for file in root.rglob("*") if file.is_file() and hooks.home not in file.parents}


@pytest.mark.requirement("S1-16", "S1-18")
@ENTRIES
@pytest.mark.parametrize("told", NO_CALLS.values(), ids=NO_CALLS.keys())
def test_what_is_no_call_is_recorded_and_passed(hooks: Hooks, entry: str, told: bytes) -> None:
    answer = hooks.run(entry, told)
    assert answer.keys() == {"systemMessage"}
    (failure,) = hooks.failures()
    assert failure.message.startswith("UserError: the hook's input")
    assert failure.message in answer["systemMessage"]


@ENTRIES
@pytest.mark.parametrize("told", NO_CALLS.values(), ids=NO_CALLS.keys())
def test_what_is_no_call_is_stopped_at_the_gate_if_that_is_wanted(hooks: Hooks, entry: str, told: bytes) -> None:
    answer = hooks.run(entry, told, COVEY_ON_ERROR="closed")
    if entry == "on_event.py":
        assert answer.keys() == {"systemMessage"}
    else:
        assert answer["hookSpecificOutput"]["permissionDecision"] == "deny"
    assert len(hooks.failures()) == 1


@pytest.mark.parametrize(
    "field", ["hook_event_name", "session_id", "agent_id", "cwd", "tool_name", "tool_input", "file_path"]
)
def test_a_wrong_field_lets_the_edit_pass_or_stops_it_for_a_true_reason(hooks: Hooks, field: str) -> None:
    hooks.edit("auth.py", "holder")
    name = hooks.session("holder").name
    for count, value in enumerate(WRONG, 1):
        call = whole_call(hooks, "PreToolUse") | {"transcript_path": str(count)}
        call |= {"tool_input": {field: value}} if field == "file_path" else {field: value}
        check(hooks, hooks.run("on_edit.py", json.dumps(call).encode()), name)


def check(hooks: Hooks, answer: dict[str, Any], holder: str) -> None:
    """Check that an answer is nothing, a true refusal, or a failure that is recorded."""
    if "systemMessage" in answer:
        assert hooks.failures()[-1].message in answer["systemMessage"]
    elif answer:
        assert answer["hookSpecificOutput"]["permissionDecision"] == "deny"
        assert f"is locked by {holder}" in answer["hookSpecificOutput"]["permissionDecisionReason"]


@pytest.mark.parametrize("event", ["SessionStart", "UserPromptSubmit", "PostToolUse", "Notification", "SessionEnd"])
def test_wrong_fields_of_an_event_break_nothing(hooks: Hooks, event: str) -> None:
    outside = files_outside(hooks)
    for field in whole_call(hooks, event):
        for value in [5, ["x"], "\ud800\0", "../../x", "x" * 100_000]:
            answer = hooks.run("on_event.py", json.dumps(whole_call(hooks, event) | {field: value}).encode())
            if "systemMessage" in answer:
                assert hooks.failures()[-1].message in answer["systemMessage"]
    assert all("/.claude/sessions/" in new for new in files_outside(hooks) - outside)
    assert "Traceback" not in str(hooks.failures())


@pytest.mark.parametrize("field", ["session_id", "cwd", "tool_name", "tool_input", "hook_event_name"])
def test_a_missing_field_passes_and_is_recorded_if_we_cannot_do_without(hooks: Hooks, field: str) -> None:
    call = whole_call(hooks, "PreToolUse")
    del call[field]
    answer = hooks.run("on_edit.py", json.dumps(call).encode())
    assert len(hooks.failures()) == (field != "cwd")
    assert ("systemMessage" in answer) is (field != "cwd")


@pytest.mark.requirement("S1-16")
@pytest.mark.parametrize("session_id", ["../../x", "/etc/passwd", "a/b", "a.json", ".", "x" * 201, "a b", "ünï", "a\0"])
def test_a_session_id_that_could_be_a_path_is_refused(hooks: Hooks, session_id: str) -> None:
    outside = files_outside(hooks)
    for event in ("SessionStart", "SessionEnd"):
        assert "systemMessage" in hooks.event(event, session_id)
    assert "systemMessage" in hooks.edit("auth.py", session_id)
    assert len(hooks.failures()) == 3
    assert files_outside(hooks) == outside


@pytest.mark.parametrize("event", ["", "TeammateIdle", "PreToolUse", "🦆", "x" * 100_000])
def test_events_that_we_do_not_know_are_recorded(hooks: Hooks, event: str) -> None:
    answer = hooks.event(event)
    assert len(answer["systemMessage"]) < 2000
    (failure,) = hooks.failures()
    assert "the hook was called for" in failure.message


@pytest.mark.parametrize("event", ["", "PostToolUse", "Stop"])
def test_the_gate_is_for_nothing_but_tools_that_are_about_to_be_used(hooks: Hooks, event: str) -> None:
    call = whole_call(hooks, event)
    assert "systemMessage" in hooks.run("on_edit.py", json.dumps(call).encode())
    assert len(hooks.failures()) == 1


def test_a_writer_that_rests_after_each_piece_does_not_have_us_parse_all_of_it_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = json.dumps({"session_id": "one", "content": "}" * (80 * PIECE)}).encode()
    parsed: list[int] = []
    parse = reading._parsed  # pyright: ignore[reportPrivateUsage]

    def counted(text: bytes) -> object:
        parsed.append(len(text))
        return parse(text)

    monkeypatch.setattr(reading, "_parsed", counted)
    source, writing = os.pipe()
    writer = threading.Thread(target=write_when_empty, args=(writing, whole))
    writer.start()
    assert read(source).payload == json.loads(whole)
    writer.join()
    os.close(source)
    assert sum(parsed) < 10 * len(whole), "after each piece it would be 40 times"


def write_when_empty(handle: int, whole: bytes) -> None:
    """Write piece by piece, each only when the one before has been read; the pipe stays open till the last."""
    for start in range(0, len(whole), PIECE):
        deadline = time.monotonic() + 30
        while waiting_in(handle):
            assert time.monotonic() < deadline
            os.sched_yield()
        os.write(handle, whole[start : start + PIECE])
    os.close(handle)


def waiting_in(handle: int) -> int:
    """Count the bytes that nobody has read yet."""
    return struct.unpack("i", fcntl.ioctl(handle, termios.FIONREAD, b"\0" * 4))[0]


@pytest.mark.parametrize("content", ["}", "x\n", '"}{'])
def test_fifty_megabytes_are_read_and_the_edit_goes_on(hooks: Hooks, content: str) -> None:
    tool_input = {"content": content * (MEGABYTES // len(content)), "file_path": str(hooks.workspace / "auth.py")}
    call = hooks.call("PreToolUse", "one", tool_name="Write", tool_input=tool_input)
    assert hooks.run("on_edit.py", json.dumps(call).encode()) == {}
    assert hooks.failures() == []
    assert hooks.held() == [("one", "auth.py")]


def test_a_byte_order_mark_and_blanks_around_the_object_are_no_fault(hooks: Hooks) -> None:
    call = json.dumps(whole_call(hooks, "PreToolUse"), indent=1).encode()
    assert hooks.run("on_edit.py", b"\xef\xbb\xbf\r\n " + call + b"\n\n") == {}
    assert hooks.held() == [("one", "auth.py")]


class Pipe:
    """A hook's standard input, given piece by piece and left open."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self._reading, self._writing = os.pipe()
        out = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=self._reading, stdout=out, stderr=out, env=env)

    def give(self, piece: bytes) -> None:
        """Give a piece, and wait until the hook has taken it."""
        os.write(self._writing, piece)
        assert until(lambda: not waiting_in(self._reading), 30)

    def answer(self) -> dict[str, Any]:
        """Give the answer, while the pipe is still open."""
        out, err = self.process.communicate(timeout=60)
        assert (self.process.returncode, err) == (0, b"")
        return json.loads(out or b"{}")

    def close(self) -> None:
        """Let go."""
        self.process.kill()
        os.close(self._reading)
        os.close(self._writing)


def test_the_object_is_enough_the_stream_may_stay_open(hooks: Hooks) -> None:
    pipe = Pipe(hooks.command("on_edit.py"), hooks.environment())
    try:
        call = whole_call(hooks, "PreToolUse") | {"permission_mode": "}"}
        first, second = json.dumps(call).encode().split(b'"}"')
        for piece in (first + b'"}', b'"', second):
            pipe.give(piece)
        assert pipe.answer() == {}
    finally:
        pipe.close()
    assert hooks.held() == [("one", "auth.py")]
    assert hooks.failures() == []


IMPATIENT = """
import sys
sys.path.insert(0, sys.argv[1].rsplit("/", 3)[0])
import covey.hooks.door
covey.hooks.door.DEADLINE_SECONDS = 0.2
del sys.argv[0]
__file__ = sys.argv[0]
exec(open(__file__).read())
"""


@ENTRIES
@pytest.mark.parametrize("piece", [b"", b'{"session_id": "one"'])
@pytest.mark.parametrize("on_error", ["open", "closed"])
def test_who_says_nothing_or_half_of_it_is_not_waited_for(
    hooks: Hooks, entry: str, piece: bytes, on_error: str
) -> None:
    command = [sys.executable, "-I", "-S", "-c", IMPATIENT, str(HOOKS / entry), "--home", str(hooks.home)]
    pipe = Pipe(command, hooks.environment(COVEY_ON_ERROR=on_error))
    try:
        pipe.give(piece)
        answer = pipe.answer()
    finally:
        pipe.close()
    assert ("hookSpecificOutput" in answer) is (entry == "on_edit.py" and on_error == "closed")
    assert "DeadlineError: no answer within" in str(answer)
    assert len(hooks.failures()) == 1


def read_back(told: bytes) -> Call | None:
    """Read bytes as a hook does; None where they are refused."""
    with tempfile.TemporaryFile() as file:
        file.write(told)
        file.seek(0)
        try:
            return read(file.fileno())
        except UserError:
            return None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
keys = st.sampled_from(["hook_event_name", "session_id", "agent_id", "cwd", "tool_name", "tool_input"]) | st.text()


@settings(deadline=None)
@given(st.binary() | st.text().map(str.encode))
@example(b'{"session_id": "one"}')
def test_any_bytes_are_a_call_or_refused(told: bytes) -> None:
    call = read_back(told)
    assert call is None or call.session_id


@settings(deadline=None)
@given(st.dictionaries(keys, json_values, max_size=6))
def test_any_object_is_read_as_json_says_and_its_texts_can_be_stored(payload: dict[str, Any]) -> None:
    payload = json.loads(json.dumps(payload | {"session_id": "one", "agent_id": ""}))
    call = read_back(json.dumps(payload).encode())
    assert call is not None
    assert repr(call.payload) == repr(payload)
    for name, value in payload.items():
        assert call.text(name) == (value.encode("utf-8", "replace").decode() if isinstance(value, str) else "")


def test_a_file_may_be_the_standard_input(hooks: Hooks, tmp_path: Path) -> None:
    told = tmp_path / "call.json"
    told.write_text(json.dumps(whole_call(hooks, "PreToolUse")))
    with told.open("rb") as file:
        done = subprocess.run(
            hooks.command("on_edit.py"),
            stdin=file,
            capture_output=True,
            timeout=60,
            env=hooks.environment(),
            check=True,
        )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert hooks.held() == [("one", "auth.py")]
