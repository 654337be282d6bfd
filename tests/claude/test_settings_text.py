"""Our hooks go into the text of a settings.json, and out of it, and nothing else in it changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covey.claude.hooks_table import HookSetup, our_handlers
from covey.claude.settings_text import settings_snippet, with_hooks, without_hooks
from covey.errors import ConfigError

HOOKS = HookSetup(Path("/usr/bin/python3"), Path("/home/tess/.local/state/covey"), Path("/opt/covey/hooks")).hooks()
OTHER = HookSetup(Path("/usr/bin/python9"), Path("/elsewhere"), Path("/srv/covey/hooks"), "closed").hooks()

QUICK = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
SPACE = st.sampled_from(["", "", " ", "\t", "\n", "\r\n", " \n\n  "])
WORDS = st.one_of(st.text(max_size=5), st.sampled_from(["hooks", "Stop", "model", "é", '"', "\\", "{", "]"]))
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), WORDS)


@st.composite
def texts(draw: st.DrawFn, value: Any) -> str:
    """Write a value as JSON in any spelling; a list of pairs is an object, whose keys may come twice."""
    match value:
        case ("object", pairs):
            members = [f"{draw(spelt(key))}{draw(SPACE)}:{draw(texts(inner))}" for key, inner in pairs]
            inside = ",".join(f"{draw(SPACE)}{member}" for member in members)
            return f"{draw(SPACE)}{{{inside}{draw(SPACE)}}}{draw(SPACE)}"
        case [*items]:
            return f"{draw(SPACE)}[{','.join(draw(texts(inner)) for inner in items) or draw(SPACE)}]{draw(SPACE)}"
        case str():
            return f"{draw(SPACE)}{draw(spelt(value))}{draw(SPACE)}"
        case _:
            return f"{draw(SPACE)}{json.dumps(value)}{draw(SPACE)}"


def spelt(word: str) -> st.SearchStrategy[str]:
    """Write a string with or without escapes."""
    escaped = '"' + "".join(f"\\u{ord(char):04x}" for char in word if ord(char) < 0x10000) + '"'
    plain = [json.dumps(word, ensure_ascii=False), json.dumps(word)]
    return st.sampled_from([*plain, escaped] if all(ord(char) < 0x10000 for char in word) else plain)


def objects(inner: st.SearchStrategy[Any], keys: st.SearchStrategy[str] = WORDS) -> st.SearchStrategy[Any]:
    """Make an object, as its pairs."""
    return st.tuples(st.just("object"), st.lists(st.tuples(keys, inner), max_size=2))


VALUES: st.SearchStrategy[Any] = st.recursive(SCALARS, lambda inner: objects(inner) | st.lists(inner, max_size=2))
FOREIGN_HANDLERS = st.just(("object", [("type", "command"), ("command", "lint"), ("args", ["covey/hooks/x.py"])]))
GROUPS = st.lists(
    st.tuples(st.just("object"), st.tuples(st.tuples(st.just("hooks"), st.lists(FOREIGN_HANDLERS, max_size=2)))),
    max_size=2,
)
EVENTS = objects(GROUPS, st.sampled_from(["Stop", "SessionStart", "PreToolUse", "Elsewhere"]))
MEMBERS = st.tuples(st.just("hooks"), EVENTS) | st.tuples(WORDS.filter(lambda key: key != "hooks"), VALUES)
SETTINGS = st.tuples(st.just("object"), st.lists(MEMBERS, max_size=4)).flatmap(texts)
WITH_MARK = st.builds(str.__add__, st.sampled_from(["", "\ufeff"]), SETTINGS)


def parsed(text: str) -> Any:
    """Read the text as Claude Code does."""
    return json.loads(text.removeprefix("\ufeff"))


def foreign(values: Any) -> Any:
    """Give the settings without what is ours, and without what is empty then."""
    events = values.get("hooks", {}).items()
    left = {event: [each for each in groups if not our_handlers({event: [each]})] for event, groups in events}
    return {**values, "hooks": {event: groups for event, groups in left.items() if groups}}


@pytest.mark.requirement("S4-1")
@QUICK
@given(WITH_MARK)
def test_taking_out_gives_back_every_byte(text: str) -> None:
    assert without_hooks(with_hooks(text, HOOKS)) == text


@QUICK
@given(WITH_MARK)
def test_putting_in_twice_is_putting_in_once(text: str) -> None:
    once = with_hooks(text, HOOKS)
    assert with_hooks(once, HOOKS) == once


@QUICK
@given(WITH_MARK)
def test_what_is_read_is_the_foreign_and_ours_and_nothing_else(text: str) -> None:
    after = parsed(with_hooks(text, HOOKS))
    assert sorted(map(str, our_handlers(after["hooks"]))) == sorted(map(str, our_handlers(HOOKS)))
    assert foreign(after) == foreign(parsed(text))


@QUICK
@given(WITH_MARK)
def test_new_hooks_take_the_place_of_old_ones(text: str) -> None:
    changed = with_hooks(with_hooks(text, HOOKS), OTHER)
    assert changed == with_hooks(text, OTHER)


@QUICK
@given(WITH_MARK)
def test_a_text_without_our_hooks_stays_as_it_is(text: str) -> None:
    assert without_hooks(text) == text


@QUICK
@given(WITH_MARK, st.sampled_from([None, 2, "\t"]))
def test_hooks_are_taken_out_of_a_file_that_was_written_anew(text: str, indent: Any) -> None:
    rewritten = json.dumps(parsed(with_hooks(text, HOOKS)), indent=indent)
    after = without_hooks(rewritten)
    assert not our_handlers(parsed(after).get("hooks"))
    assert foreign(parsed(after)) == foreign(parsed(text))


def test_a_foreign_handler_in_our_group_stays_when_ours_goes() -> None:
    written = json.loads(settings_snippet(HOOKS))
    (gate,) = written["hooks"]["PreToolUse"]
    gate["hooks"].append({"type": "command", "command": "lint"})
    after = json.loads(without_hooks(json.dumps(written, indent=2)))
    left = {"matcher": gate["matcher"], "hooks": [{"type": "command", "command": "lint"}]}
    assert after == {"hooks": {"PreToolUse": [left]}}


def test_new_lines_are_written_as_the_file_writes_them() -> None:
    text = '{\r\n\t"model": "opus"\r\n}\r\n'
    after = with_hooks(text, HOOKS)
    assert after.count("\n") == after.count("\r\n") > 10
    assert '\r\n\t"hooks": {\r\n\t\t"SessionStart": [\r\n\t\t\t{\r\n\t\t\t\t"hooks"' in after


def test_a_file_on_one_line_stays_on_one_line() -> None:
    assert "\n" not in with_hooks('{"model":"opus"}', HOOKS)


@pytest.mark.requirement("S4-11")
def test_the_snippet_for_installing_by_hand_counts_as_installed() -> None:
    snippet = settings_snippet(HOOKS)
    assert with_hooks(snippet, HOOKS) == snippet


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not valid JSON"),
        ("{'a': 1}", "not valid JSON"),
        ('{"a": 1,}', "not valid JSON"),
        ('{"a": NaN}', "not valid JSON"),
        ('{"a": 1} // why', "not valid JSON"),
        ("[" * 100_000, "nested too deep"),
        ("[]", "it is not an object"),
        ('{"hooks": []}', "`hooks` is not an object"),
        ('{"hooks": null}', "`hooks` is not an object"),
        ('{"hooks": {"Stop": {}}}', "`hooks.Stop` is not a list"),
    ],
)
def test_a_text_that_is_no_settings_file_is_refused(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        with_hooks(text, HOOKS)
