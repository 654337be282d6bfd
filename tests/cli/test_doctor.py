"""`covey doctor` as a whole: it proves that the hooks fire, and names each cause of silence with what to do."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination.failures import FILE_NAME, Failure, record
from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

if TYPE_CHECKING:
    from pathlib import Path

    from covey.testing.world import World

    from .conftest import Office

NEWEST = pytest.mark.parametrize("client", clients.VERSIONS[:1], indirect=True)


@dataclass(frozen=True)
class Ward:
    """A world in which covey is installed by settings, in a trusted repository."""

    world: World
    folder: Path

    @property
    def settings(self) -> Path:
        """The user's settings file."""
        return self.world.home / ".claude" / "settings.json"

    def change(self, **values: Any) -> None:
        """Set something in the user's settings."""
        self.settings.write_text(json.dumps(json.loads(self.settings.read_text()) | values))

    def doctor(self, **env: str) -> tuple[int, dict[str, tuple[str, str, str]], dict[str, Any]]:
        """Give doctor's exit status, what is not well, by id, and the whole envelope."""
        done = self.world.run(["covey", "doctor", "--json"], self.folder, env=env, check=False)
        envelope = json.loads(done.stdout)
        findings = envelope["data"]["findings"]
        unwell = {one["id"]: (one["status"], one["sentence"], one["hint"]) for one in findings if one["status"] != "ok"}
        return done.returncode, unwell, envelope


@pytest.fixture
def ward(claude_world: World) -> Ward:
    """Install covey."""
    made = Ward(claude_world, claude_world.repository("shop"))
    claude_world.prepare_terminal(made.folder)
    claude_world.run(["covey", "install", "--method", "settings"], made.folder)
    return made


@pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
@pytest.mark.requirement("S4-1", "S4-12")
def test_after_a_real_session_all_is_well_and_the_table_says_when_each_hook_fired(claude_world: World) -> None:
    world, folder = claude_world, claude_world.repository("shop")
    world.prepare_terminal(folder)
    world.run(["covey", "install"], folder)
    ward = Ward(world, folder)
    status, unwell, envelope = ward.doctor()
    assert (status, list(unwell), envelope["status"]) == (0, ["fired"], "success")
    assert {hook["last_fired"] for hook in envelope["data"]["hooks"]} == {None}

    turns = [call("Write", file_path=str(folder / "a.txt"), content="a\n"), text("done")]
    with MessagesApi([Conversation("write it", turns)]) as api:
        session_id = world.run_claude("write it", cwd=folder, api=api).session_id
    status, unwell, envelope = ward.doctor()
    assert (status, unwell) == (0, {})
    fired = {hook["event"]: hook["session_id"] for hook in envelope["data"]["hooks"] if hook["last_fired"]}
    assert fired == dict.fromkeys(
        ("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop", "SessionEnd"), session_id
    )

    said = world.run(["covey", "doctor"], folder).stdout
    rows = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line and line[0] not in "✓!✗"}
    assert rows["Notification"] == ["never"]
    assert rows["PreToolUse"][1:] == ["ago", session_id[:8]]
    assert "✓ Claude Code last called covey at " in said
    assert said.endswith("All is well.\n")


@NEWEST
@pytest.mark.requirement("S4-12")
def test_hooks_that_are_switched_off_are_named_with_the_file(ward: Ward) -> None:
    ward.change(disableAllHooks=True)
    status, unwell, envelope = ward.doctor()
    assert (status, envelope["status"]) == (1, "error")
    assert unwell["hooks_enabled"] == (
        "fail",
        f"all hooks are switched off by disableAllHooks in {ward.settings}",
        "remove disableAllHooks there",
    )
    assert [(error["code"], error["hint"]) for error in envelope["errors"]] == [
        ("hooks_enabled", "remove disableAllHooks there")
    ]


@NEWEST
@pytest.mark.requirement("S4-12")
def test_a_folder_that_is_not_trusted_is_a_warning_with_what_to_do(ward: Ward) -> None:
    (ward.world.home / ".claude.json").unlink()
    status, unwell, _ = ward.doctor()
    assert status == 0
    assert unwell["trust"][0] == "warn"
    assert unwell["trust"][2] == "start `claude` here once and accept"


@NEWEST
@pytest.mark.requirement("S4-12")
def test_an_interpreter_that_is_gone_fails_the_sample_too(ward: Ward) -> None:
    hooks = json.loads(ward.settings.read_text())["hooks"]
    for groups in hooks.values():
        groups[0]["hooks"][0]["command"] = "/nowhere/python"
    ward.change(hooks=hooks)
    status, unwell, _ = ward.doctor()
    assert status == 1
    assert unwell["targets"][1:] == ("the hooks call what is not there: /nowhere/python", "covey install --force")
    assert unwell["sample"][1].startswith("the installed gate does not work: ")
    assert unwell["sample"][2] == "covey install --force"


@NEWEST
@pytest.mark.requirement("S4-12")
@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["-I", "-S", "-c", "print('[]')"], "it answered nothing to a second session's edit"),
        (["-I", "-S", "-c", "raise SystemExit('no luck')"], "no luck"),
        (["-I", "-S", "-c", "raise SystemExit(7)"], "it ended with 7"),
        (["-I", "-S", "-c", "print('{\"a\": 1}')"], "it answered {'a': 1} to a first edit"),
        (["-I", "-S", "-c", "print('nonsense')"], "Expecting value: line 1 column 1 (char 0)"),
    ],
)
def test_a_gate_that_answers_anything_else_is_told_with_its_words(ward: Ward, args: list[str], problem: str) -> None:
    hooks = json.loads(ward.settings.read_text())["hooks"]
    handler = hooks["PreToolUse"][0]["hooks"][0]
    handler["args"] = [*args, *handler["args"][-3:]]
    ward.change(hooks=hooks)
    status, unwell, _ = ward.doctor()
    assert status == 1
    assert unwell["sample"][1] == f"the installed gate does not work: {problem}"


@NEWEST
@pytest.mark.requirement("S4-12")
def test_a_state_folder_that_cannot_be_written_is_named(ward: Ward) -> None:
    """A file stands where the folder would: permissions do not stop the superuser that tests may run as."""
    blocked = ward.world.root / "blocked"
    blocked.write_text("in the way")
    status, unwell, envelope = ward.doctor(COVEY_HOME=str(blocked / "state"))
    assert status == 1
    assert unwell["state_folder"][1] == f"the state folder {blocked}/state cannot be written: Not a directory"
    assert unwell["state_folder"][2] == "make it writable for you, or set COVEY_HOME and install again"
    assert unwell["store"][0] == "fail"
    assert envelope["data"]["hooks"] == []


@NEWEST
@pytest.mark.requirement("S4-12")
def test_a_damaged_store_is_named_and_what_doctor_says_mends_it(ward: Ward) -> None:
    store = ward.world.covey_home / "covey.db"
    store.write_bytes(b"no database" * 1000)
    status, unwell, _ = ward.doctor()
    assert status == 1
    _, said, hint = unwell["store"]
    assert f"{store} is not a database" in said
    command = hint.removeprefix("end the sessions, then: ").partition(" (")[0]
    ward.world.run(command.split())
    status, unwell, _ = ward.doctor()
    assert status == 0
    assert "store" not in unwell


@NEWEST
@pytest.mark.requirement("S4-12")
def test_a_hook_that_failed_is_told_with_its_record(ward: Ward) -> None:
    home = ward.world.covey_home
    record(str(home), Failure(time.time(), "PreToolUse", "one", "StoreError: the disk is full", "door.py:1"))
    status, unwell, _ = ward.doctor()
    assert status == 0
    kind, said, hint = unwell["failed_open"]
    assert (kind, hint) == ("warn", f"the record says more: {home / FILE_NAME}")
    assert said.startswith("within a day a hook of covey's failed once, last ")
    assert said.endswith(": StoreError: the disk is full")


@NEWEST
@pytest.mark.requirement("S4-12")
def test_a_setting_that_is_not_taken_is_named(ward: Ward) -> None:
    status, unwell, _ = ward.doctor(COVEY_SUBAGENTS="apart", COVEY_ON_ERROR="open")
    assert status == 0
    assert unwell["settings"][0] == "warn"
    assert unwell["settings"][1].startswith("a setting is not taken: COVEY_SUBAGENTS=apart: takes one of ")


@pytest.mark.requirement("S4-12")
def test_without_client_and_hooks_people_see_what_to_mend_last(office: Office) -> None:
    answer = office.covey("doctor")
    lines = answer.out.splitlines()
    assert (answer.status, lines[-1]) == (1, "2 things to mend.")
    assert lines[-5:-1] == [
        "✗ there is no `claude` on the PATH",
        "  → install Claude Code, or put it on the PATH",
        "✗ no hooks in settings files, and there is no `claude` on the PATH to list its plugins",
        "  → covey install",
    ]
    marks = [line[0] for line in lines[:-1] if line[0] != " "]
    assert marks == sorted(marks, key="✓!✗".index)


def test_the_sample_leaves_no_trace_and_heeds_no_setting(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVEY_ENABLE_FILE_LOCKS", "no")
    findings = {one["id"]: one["sentence"] for one in office.json("doctor").data["findings"]}
    assert (
        findings["sample"]
        == "the gate answers: it lets a first edit pass, and stops a second session's, and its shell command"
    )
    assert findings["settings"] == "settings: enable_file_locks no (environment)"
    assert office.json("sessions", "live").data == []
    assert office.json("log").data == []
