"""Settings: every choice can be made, a wrong one changes nothing and is named, and each value tells its source."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.settings import (
    CHOICES,
    MOMENTS,
    Setting,
    Settings,
    claude_folder,
    load,
    sourced,
    state_folder,
    variable,
)
from covey.settings.values import LONGEST_SECONDS, shown

MONEY = ["daily_budget"]
TIMES = [name for name in Settings.fields if isinstance(getattr(Settings, name), float) and name not in MONEY]


def test_without_an_environment_every_setting_is_the_default() -> None:
    assert load({}) == Settings()
    assert {setting.source for setting in sourced({})} == {"default"}


@pytest.mark.parametrize(("name", "choice"), [(name, choice) for name in CHOICES for choice in CHOICES[name]])
def test_each_choice_can_be_made(name: str, choice: str) -> None:
    environ = {variable(name): f" {choice} "}
    assert getattr(load(environ), name) == choice
    assert [s.source for s in sourced(environ) if s.name == name] == ["environment"]


@pytest.mark.parametrize("name", TIMES)
def test_times_are_seconds(name: str) -> None:
    assert getattr(load({variable(name): "0.5"}), name) == 0.5


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (name, text)
        for name in TIMES
        for text in ("", "0", "-1", "nan", "inf", "1e300", "soon", str(2 * LONGEST_SECONDS))
    ]
    + [(name, text) for name in CHOICES for text in ("", "maybe", "YES")]
    + [("release_on", text) for text in ("", "never", "turn;commit")]
    + [("retention_days", text) for text in ("", "0", "-1", "1.5", "week", "9" * 5000)]
    + [("areas", text) for text in ("../x", "a/../b", "a//b", "x" * 201, "a\tb")]
    + [("write_tools", text) for text in ("save", "save=", "save=a b", "=path", "a/b=path", "x=" + "y" * 200)]
    + [("critical_files", text) for text in ("../x", "a\tb", "x" * 201)]
    + [("sessions_at_once", text) for text in ("", "0", "11", "-1", "1.5", "five", "9" * 5000)]
    + [("daily_budget", text) for text in ("", "-1", "nan", "inf", "1e9", "much")]
    + [("plan_sessions", text) for text in ("localhost", "http://x", "redis://a b", "redis://" + "x" * 200)]
    + [("kg_context", text) for text in ("a\nb", "x" * 201)],
)
def test_a_bad_value_leaves_the_default_and_names_the_problem(name: str, text: str) -> None:
    environ = {variable(name): text}
    assert load(environ) == Settings()
    problems = [setting.problem for setting in sourced(environ) if setting.problem]
    assert len(problems) == 1
    assert problems[0].startswith(f"{variable(name)}={text}: takes ")


def test_release_on_lists_moments() -> None:
    assert load({"COVEY_RELEASE_ON": "turn , commit"}).release_on == "turn,commit"
    assert set(Settings().release_on.split(",")) < set(MOMENTS)


@given(st.dictionaries(st.sampled_from([variable(name) for name in Settings.fields]), st.text()))
def test_whatever_the_environment_holds_the_settings_are_usable(environ: dict[str, str]) -> None:
    settings = load(environ)
    assert all(getattr(settings, name) in CHOICES[name] for name in CHOICES)
    assert all(0 < getattr(settings, name) <= LONGEST_SECONDS for name in TIMES)


def test_every_setting_can_be_read_from_text() -> None:
    others = {"release_on", "critical_files", "areas", "write_tools", "kg_context", "retention_days"}
    others |= {"sessions_at_once", "plan_sessions"}
    assert set(Settings.fields) == {*TIMES, *MONEY, *CHOICES, *others}


def test_the_state_folder_is_the_one_named_in_the_environment() -> None:
    assert state_folder({"COVEY_HOME": "/x/../state", "HOME": "/home/t"}, "linux") == "/state"
    assert state_folder({"COVEY_HOME": "state"}, "linux") == str(Path.cwd() / "state")


def test_the_state_folder_is_else_where_the_platform_keeps_user_state() -> None:
    assert state_folder({"HOME": "/home/t"}, "linux") == "/home/t/.local/state/covey"
    assert state_folder({"HOME": "/home/t", "XDG_STATE_HOME": "/var/t"}, "linux") == "/var/t/covey"
    assert state_folder({"HOME": "/Users/t"}, "darwin") == "/Users/t/Library/Application Support/covey"


def test_claude_codes_folder_is_where_claude_code_looks() -> None:
    assert claude_folder({"HOME": "/home/t"}) == "/home/t/.claude"
    assert claude_folder({"HOME": "/home/t", "CLAUDE_CONFIG_DIR": "/etc/claude"}) == "/etc/claude"


def test_numbers_and_a_redis_are_taken_as_they_are_written() -> None:
    environ = {
        "COVEY_SESSIONS_AT_ONCE": "10",
        "COVEY_DAILY_BUDGET": "12.5",
        "COVEY_PLAN_SESSIONS": "unix:///run/r.sock",
    }
    found = load(environ)
    assert (found.sessions_at_once, found.daily_budget, found.plan_sessions) == (10, 12.5, "unix:///run/r.sock")


@pytest.mark.parametrize("name", ["sessions_at_once", "daily_budget", "plan_sessions"])
def test_what_holds_for_the_whole_machine_no_repository_sets(name: str) -> None:
    (setting,) = (each for each in sourced({}, {}, {name: "1"}) if each.name == name)
    assert setting.value == getattr(Settings, name)
    assert setting.problem == f"repository: {name}=1: you alone set it, a repository cannot"


@pytest.mark.parametrize(
    ("url", "visible"),
    [
        ("redis://localhost:6379/0", "redis://localhost:6379/0"),
        ("rediss://me:pass@word@host/1", "rediss://host/1"),
        ("unix://:word@/run/r.sock?db=1&password=word", "unix:///run/r.sock?…"),
        ("redis://host?password=a://c", "redis://host?…"),
        ("redis://me:wo?rd@host", "redis://…"),
        ("me:word@host", "host"),
        ("", ""),
    ],
)
def test_a_url_is_shown_without_what_is_secret_in_it(url: str, visible: str) -> None:
    assert shown(Setting("plan_sessions", url, "user")) == visible


def test_a_url_that_is_not_taken_is_named_without_its_password() -> None:
    environ = {"COVEY_PLAN_SESSIONS": "http://me:word@host"}
    (problem,) = (setting.problem for setting in sourced(environ) if setting.problem)
    assert problem.startswith("COVEY_PLAN_SESSIONS=http://host: takes the URL of a Redis")
