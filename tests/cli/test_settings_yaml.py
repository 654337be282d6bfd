"""Settings files as people write them: what can be taken is, the rest is named with its line and column."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from covey.cli.settings_yaml import LARGEST_BYTES, read
from covey.coordination.settings_files import UNREAD
from covey.settings import PATTERN_LISTS, SettingFile, Settings, entries, state_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Office

DOCUMENTED = """
session_coordination:
  # Session settings
  auto_register: true
  session_timeout: 7200  # 2 hours
  heartbeat_interval: 300  # 5 minutes

  # File locking
  enable_file_locks: true
  lock_timeout: 3600  # 1 hour
  critical_files:  # Always lock these
    - "*.py"
    - "*.js"
    - "*.yaml"
    - "*.json"

  # Conflict resolution
  conflict_action: "block"  # block | warn | proceed
  show_notifications: true

  # Database
  kg_context: "tts_app_coordination"
  kg_location: "project"

  # Cleanup
  auto_cleanup_stale: true
  archive_completed: true
  retention_days: 7
"""
TOP = "session_coordination:\n"


@pytest.fixture
def understood(tmp_path: Path) -> Callable[..., SettingFile]:
    """Give what reads a text as coordination.yaml, or as another file."""

    def take(text: str | bytes, name: str = "coordination.yaml", before: SettingFile | None = None) -> SettingFile:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        found = read(str(path), before)
        assert found is not None
        return found.but(problems=found.problems.replace(f"{path}:", ""))

    return take


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("first", ["", "\ufeff", "%YAML 1.1\n---\n"])
def test_the_documented_file_is_taken_whole(understood: Callable[..., SettingFile], line_end: str, first: str) -> None:
    found = understood((first + DOCUMENTED).replace("\n", line_end))
    assert found.problems == ""
    assert entries(found.content) == {
        "auto_register": "yes",
        "session_timeout": "7200",
        "heartbeat_interval": "300",
        "enable_file_locks": "yes",
        "lock_timeout": "3600",
        "critical_files": "**/*.py\n**/*.js\n**/*.yaml\n**/*.json",
        "conflict_action": "block",
        "show_notifications": "yes",
        "kg_context": "tts_app_coordination",
        "kg_location": "project",
        "auto_cleanup_stale": "yes",
        "archive_completed": "yes",
        "retention_days": "7",
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (TOP + "  conflict_acton: warn\n", "2:3: there is no key 'conflict_acton': did you mean conflict_action?"),
        ("session_cordination:\n", "1:1: there is no key 'session_cordination': did you mean session_coordination?"),
        ("on_error: closed\n", "1:1: on_error belongs under session_coordination"),
        ("zzz: 1\n", "1:1: there is no key 'zzz'; known is session_coordination"),
        (TOP + "  on_error: shut\n", "2:3: on_error: takes one of open, closed"),
        (TOP + "  on_error:\n", "2:3: on_error: takes text, not nothing"),
        (TOP + "  on_error: {a: 1}\n", "2:3: on_error: takes text, not keys and values"),
        (TOP + "  on_error: 2020-13-45\n", "2:3: on_error: takes one of open, closed"),
        (TOP + "  lock_timeout: soon\n", "2:3: lock_timeout: takes a number of seconds above 0, and at most 31622400"),
        (TOP + "  lock_timeout: -1\n", "2:3: lock_timeout: takes a number of seconds above 0"),
        (TOP + "  lock_timeout: yes\n", "2:3: lock_timeout: takes a number of seconds above 0"),
        (TOP + f"  lock_timeout: {'9' * 5000}\n", "lock_timeout: "),
        (TOP + "  retention_days: 1.5\n", "2:3: retention_days: takes a whole number of days"),
        (TOP + "  critical_files: '*.py'\n", "2:3: critical_files: takes a list of path patterns, not '*.py'"),
        (TOP + "  critical_files: [1]\n", "2:3: '1': takes text, not 1"),
        (TOP + "  critical_files: [../x]\n", "2:3: '../x': takes path patterns: the path pattern '../x' may leave"),
        (TOP + "  on_error: open\n  on_error: closed\n", "3:3: on_error is there twice, and the first counts"),
        ("session_coordination: 3\n", "1:1: session_coordination holds keys and values, not 3"),
        (TOP + "  ? [a]\n  : 1\n", "there is no key '?'; known are "),
    ],
)
def test_what_cannot_be_taken_is_named_and_the_rest_counts(
    understood: Callable[..., SettingFile], text: str, problem: str
) -> None:
    """A line that is right follows the one that is wrong."""
    text += "  kg_context: mine\n" if "  " in text else ""
    found = understood(text)
    assert problem in found.problems
    assert len(found.problems.splitlines()) == 1
    assert ("kg_context=mine" in found.content) == ("  " in text)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"session_coordination: [\n", "2:1: is not YAML: "),
        (b"a: 1\nb: \xff\n", "2: is not UTF-8"),
        ("a: 1".encode("utf-16"), "1: is not UTF-8"),
        (b"- a\n- b\n", "1:1: holds no keys and values, but a sequence"),
        (b"just words\n", "1:1: holds no keys and values, but a scalar"),
        (b"a: &x [1]\nb: *x\n", "2:4: is not YAML: aliases (*) are not taken here"),
        (b"a: 1\n---\nb: 1\n", "is not YAML: "),
        (b"a: \x00\n", "is not YAML: "),
        (b"[" * 20000, "is nested too deeply"),
        (b"a: " + b"{a: " * 10000, "is nested too deeply"),
        (b"#" * (LARGEST_BYTES + 1), f"is larger than {LARGEST_BYTES} bytes"),
        (b"a: !!python/object/apply:os.system [true]\n", "is not YAML: could not determine a constructor"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_what_was_good_before(
    understood: Callable[..., SettingFile], content: bytes, problem: str
) -> None:
    before = understood(TOP + "  on_error: closed\n")
    found = understood(content, before=before)
    assert problem in found.problems
    assert found.problems.endswith("; what was in force before its last change stays")
    assert found.content == "on_error=closed"
    assert understood(content).content == ""


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n", "~\n", "session_coordination:\n", "\ufeff"])
def test_an_empty_file_sets_nothing(understood: Callable[..., SettingFile], text: str) -> None:
    found = understood(text)
    assert (found.content, found.problems) == ("", "")


def test_patterns_are_read_as_those_of_gitignore(understood: Callable[..., SettingFile]) -> None:
    text = "critical: ['*.py', /src/*.c, docs/x]\nshared: [CHANGELOG.md]\nignore: [build/, /]\nextra: [x]\n"
    found = understood(text, "file-patterns.yaml")
    assert entries(found.content) == {
        "critical": "**/*.py\nsrc/*.c\ndocs/x",
        "shared": "**/CHANGELOG.md",
        "ignore": "**/build/\n**//",
    }
    assert found.problems == "4:1: there is no key 'extra'; known are critical, shared, ignore"


def test_a_file_that_is_gone_is_none(tmp_path: Path) -> None:
    assert read(str(tmp_path / "coordination.yaml"), None) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from([*Settings.fields, "session_coordination", "x"]), inner)
        ),
    )
)
def test_whatever_yaml_holds_it_is_taken_or_named(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    path = tmp_path_factory.mktemp("any") / "coordination.yaml"
    path.write_text(yaml.safe_dump({"session_coordination": content}, allow_unicode=True), encoding="utf-8")
    found = read(str(path), None)
    assert found is not None
    assert set(entries(found.content)) <= set(Settings.fields)


def test_the_schemas_in_the_package_know_every_key() -> None:
    folder = resources.files("covey") / "schemas"
    coordination = json.loads((folder / "coordination.json").read_text())
    assert set(coordination["properties"]["session_coordination"]["properties"]) == set(Settings.fields)
    assert list(json.loads((folder / "file-patterns.json").read_text())["properties"]) == list(PATTERN_LISTS)


def test_doctor_shows_each_value_with_its_source_and_what_was_not_taken(office: Office, shop: Path) -> None:
    own = office.world.home / ".config" / "covey"
    for folder, text in (
        (own, "  retention_days: 3\n  kg_context: team\n  on_error: ask\n"),
        (shop / ".covey", "  across_worktrees: block\n  lock_timeout: 9\n"),
    ):
        folder.mkdir(parents=True)
        (folder / "coordination.yaml").write_text(TOP + text)
    data = office.json("doctor").data
    rows = {row["name"]: (row["value"], row["source"]) for row in data["settings"]}
    assert list(rows) == list(Settings.fields)
    assert rows["retention_days"] == (3, "user")
    assert rows["across_worktrees"] == ("block", "repository")
    assert rows["lock_timeout"] == (3600, "default")
    (finding,) = [one for one in data["findings"] if one["id"] == "settings"]
    assert finding["status"] == "warn"
    assert f"{own}/coordination.yaml:4:3: on_error: takes one of open, closed" in finding["sentence"]
    assert "repository: lock_timeout=9: you alone set it, a repository cannot" in finding["sentence"]
    assert "across_worktrees block (repository)" in finding["sentence"]
    assert "kg_context team (user)" in finding["sentence"]


def test_commands_obey_the_files_of_their_folder(office: Office, shop: Path) -> None:
    own = office.world.home / ".config" / "covey"
    own.mkdir(parents=True)
    (own / "coordination.yaml").write_text(TOP + "  session_timeout: 60\n")
    office.session("one", shop, last_awake=office.machine.now().awake - 120)
    assert [row["status"] for row in office.json("sessions", "live").data] == ["stale"]


def test_a_command_reads_again_what_a_hook_was_unable_to_read(office: Office) -> None:
    own = office.world.home / ".config" / "covey"
    own.mkdir(parents=True)
    path = own / "coordination.yaml"
    path.write_text(TOP + "  lock_timeout: 60\n")
    state = state_of(str(path))
    assert state is not None
    with office.desk() as desk:
        desk.tx.save_setting_file(SettingFile(str(path), *state, "", f"{path}: {UNREAD} when it had changed"))
    rows = {row["name"]: row["value"] for row in office.json("doctor").data["settings"]}
    assert rows["lock_timeout"] == 60
