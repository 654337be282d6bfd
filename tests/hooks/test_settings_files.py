"""Settings files as the hooks meet them: they appear, change, break and vanish between two hooks."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import Hooks

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

AUTH = "auth.py"


def decision(answer: dict[str, Any]) -> str:
    """Give deny, ask, a warning or nothing."""
    inner = answer.get("hookSpecificOutput", {})
    return inner.get("permissionDecision") or ("warn" if "additionalContext" in inner else "")


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """Give the user's folder of settings files."""
    folder = tmp_path / "world" / "home" / ".config" / "covey"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def theirs(hooks: Hooks) -> Path:
    """Give the repository's folder of settings files."""
    folder = hooks.workspace / ".covey"
    folder.mkdir()
    return folder


def write(folder: Path, text: str) -> None:
    """Write coordination.yaml."""
    (folder / "coordination.yaml").write_text(f"session_coordination:\n{text}", encoding="utf-8")


def held_by_one(hooks: Hooks, *paths: str) -> None:
    """Let session one hold files."""
    for path in paths or (AUTH,):
        assert hooks.edit(path, "one") == {}


def test_a_change_of_a_file_counts_at_the_next_hook_and_so_does_its_end(hooks: Hooks, user: Path) -> None:
    held_by_one(hooks)
    assert decision(hooks.edit(AUTH, "two")) == "deny"
    for action, expected in (("ask", "ask"), ("warn", "warn"), ("proceed", ""), ("block", "deny"), ("ask", "ask")):
        write(user, f"  conflict_action: {action}\n")
        assert decision(hooks.edit(AUTH, "two")) == expected
        assert decision(hooks.edit(AUTH, "two")) == expected
    (user / "coordination.yaml").unlink()
    assert decision(hooks.edit(AUTH, "two")) == "deny"
    assert hooks.failures() == []


def test_the_environment_stands_above_the_files(hooks: Hooks, user: Path, theirs: Path) -> None:
    held_by_one(hooks)
    write(user, "  conflict_action: ask\n")
    write(theirs, "  conflict_action: block\n")
    hooks.environ["COVEY_CONFLICT_ACTION"] = "warn"
    assert decision(hooks.edit(AUTH, "two")) == "warn"


def test_a_repository_tightens_and_never_loosens(hooks: Hooks, user: Path, theirs: Path) -> None:
    held_by_one(hooks)
    write(theirs, "  conflict_action: proceed\n  enable_file_locks: false\n  auto_register: false\n  lock_timeout: 1\n")
    assert decision(hooks.edit(AUTH, "two")) == "deny"
    write(user, "  conflict_action: proceed\n")
    assert decision(hooks.edit(AUTH, "two")) == ""
    write(theirs, "  conflict_action: block\n")
    assert decision(hooks.edit(AUTH, "two")) == "deny"


def test_an_edit_elsewhere_obeys_the_repository_of_its_file(hooks: Hooks, user: Path, theirs: Path) -> None:
    """A session that works in another folder cannot go around what a repository tightens."""
    write(user, "  conflict_action: proceed\n")
    write(theirs, "  conflict_action: block\n")
    held_by_one(hooks)
    assert decision(hooks.edit(AUTH, "two", cwd=str(hooks.workspace.parent))) == "deny"


def test_a_file_that_breaks_leaves_in_force_what_it_said_and_is_told_at_the_start(hooks: Hooks, user: Path) -> None:
    held_by_one(hooks)
    write(user, "  conflict_action: ask\n")
    assert decision(hooks.edit(AUTH, "two")) == "ask"
    write(user, "  conflict_action: [warn\n")
    assert decision(hooks.edit(AUTH, "two")) == "ask"
    said = hooks.event("SessionStart", "three")["systemMessage"]
    assert f"{user}/coordination.yaml:3:1: is not YAML: " in said
    assert "what was in force before its last change stays" in said
    write(user, "  conflict_acton: warn\n")
    said = hooks.event("SessionStart", "four")["systemMessage"]
    assert f"{user}/coordination.yaml:2:3: there is no key 'conflict_acton': did you mean conflict_action?" in said
    write(user, "  conflict_action: warn\n")
    assert "systemMessage" not in hooks.event("SessionStart", "five")


def test_where_nothing_can_read_yaml_the_edit_is_answered_and_the_failure_kept_once(hooks: Hooks, user: Path) -> None:
    held_by_one(hooks)
    reader = hooks.home / "reader"
    reader.write_text("#!/bin/sh\necho no yaml here >&2\nexit 1\n")
    reader.chmod(0o755)
    (hooks.home / "python").write_text(f"{reader}\n")
    write(user, "  conflict_action: warn\n")
    assert decision(hooks.edit(AUTH, "two")) == "deny"
    assert decision(hooks.edit(AUTH, "two")) == "deny"
    assert [failure.message for failure in hooks.failures()] == [
        "UnavailableError: settings files were not read: no yaml here"
    ]
    assert "could not be read when it had changed" in hooks.event("SessionStart", "three")["systemMessage"]


def test_a_session_that_is_not_to_be_registered_is_neither_entered_nor_guarded(hooks: Hooks, user: Path) -> None:
    held_by_one(hooks)
    write(user, "  auto_register: false\n")
    assert hooks.event("SessionStart", "two") == {}
    assert hooks.edit(AUTH, "two") == {}
    assert hooks.edited(AUTH, "two") == {}
    assert hooks.held() == [("one", AUTH)]
    assert {session_id for _, session_id in hooks.log()} == {"one"}
    hooks.event("SessionEnd", "one")
    assert hooks.held() == []


def test_locks_can_be_switched_off_in_a_file(hooks: Hooks, user: Path) -> None:
    write(user, "  enable_file_locks: false\n")
    held_by_one(hooks)
    assert hooks.held() == []
    assert hooks.session("one").ended is None


@pytest.mark.requirement("S1-7")
def test_without_notifications_a_start_says_nothing(hooks: Hooks, user: Path) -> None:
    write(user, "  show_notifications: no\n")
    assert hooks.event("SessionStart", "one") == {}
    assert hooks.session("one").ended is None
    write(user, "  show_notifications: no\n  nonsense: 1\n")
    assert list(hooks.event("SessionStart", "two")) == ["systemMessage"]


def test_without_an_archive_a_session_leaves_no_history_file(hooks: Hooks, user: Path, tmp_path: Path) -> None:
    write(user, "  archive_completed: false\n")
    hooks.event("SessionStart", "one")
    sessions = tmp_path / "world" / "home" / ".claude" / "sessions"
    assert [path.name for path in sessions.rglob("*.json")] == ["one.json"]
    hooks.event("SessionEnd", "one")
    assert list(sessions.rglob("*.json")) == []
    assert hooks.session("one").outcome == "completed"


def test_without_the_clean_up_dead_sessions_stay_until_they_are_pruned(
    hooks: Hooks, user: Path, start_client: Callable[[], subprocess.Popen[bytes]]
) -> None:
    write(user, "  auto_cleanup_stale: false\n")
    client = start_client()
    given = hooks.environ
    hooks.runs_in(client.pid)
    held_by_one(hooks)
    client.kill()
    client.wait(30)
    hooks.environ = given
    hooks.event("SessionStart", "two")
    hooks.event("UserPromptSubmit", "two", prompt="go on")
    assert hooks.session("one").ended is None
    assert hooks.edit(AUTH, "two") == {}
    assert hooks.held() == [("two", AUTH)]


def test_conflict_action_applies_to_what_is_critical_the_rest_is_warned_of(hooks: Hooks, user: Path) -> None:
    files = (AUTH, "notes.md", "db/schema.sql", "poetry.lock", "build/a/out.py")
    write(user, "  critical_files: ['*.py']\n")
    (user / "file-patterns.yaml").write_text("critical: [/db/**]\nshared: ['*.lock']\nignore: [build/]\n")
    held_by_one(hooks, *files)
    found = {path: decision(hooks.edit(path, "two")) for path in files}
    assert found == {
        AUTH: "deny",
        "notes.md": "warn",
        "db/schema.sql": "deny",
        "poetry.lock": "warn",
        "build/a/out.py": "",
    }
    assert ("one", "build/a/out.py") not in hooks.held()
    assert hooks.edited("build/a/out.py", "two") == {}


def test_a_repository_adds_to_what_is_critical_and_ignores_nothing(hooks: Hooks, user: Path, theirs: Path) -> None:
    (theirs / "file-patterns.yaml").write_text("ignore: ['*']\nshared: ['*']\ncritical: [x]\n")
    held_by_one(hooks, AUTH, "notes.md", "a.log")
    assert decision(hooks.edit(AUTH, "two")) == "deny"
    (user / "file-patterns.yaml").write_text("critical: ['*.py']\nignore: ['*.log']\n")
    assert decision(hooks.edit("notes.md", "two")) == "warn"
    assert decision(hooks.edit("a.log", "two")) == "warn"
    write(theirs, "  critical_files: ['*.md']\n")
    assert decision(hooks.edit("notes.md", "two")) == "deny"
    assert "ignore: a repository can only tighten" in hooks.event("SessionStart", "three")["systemMessage"]


def test_on_error_closed_in_a_file_holds_where_the_store_itself_is_broken(hooks: Hooks, user: Path) -> None:
    held_by_one(hooks)
    for end in ("", "-wal", "-shm"):
        (hooks.home / f"covey.db{end}").unlink(missing_ok=True)
    (hooks.home / "covey.db").write_bytes(b"no database" * 1000)
    assert decision(hooks.edit(AUTH, "two")) == ""
    write(user, "  on_error: closed  # be strict\n")
    assert decision(hooks.edit(AUTH, "two")) == "deny"
    assert decision(hooks.run("on_edit.py", b"no call")) == "deny"
    hooks.environ["COVEY_ON_ERROR"] = "open"
    assert decision(hooks.edit(AUTH, "two")) == ""


def test_hooks_that_see_a_change_at_once_all_obey_it(hooks: Hooks, user: Path) -> None:
    held_by_one(hooks)
    for number in range(5):
        write(user, f"  conflict_action: {('warn', 'ask')[number % 2]}\n")
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(hooks.edit, [AUTH] * 8, [f"rival-{number}" for number in range(8)]))
        assert [decision(answer) for answer in answers] == [("warn", "ask")[number % 2]] * 8
    assert hooks.failures() == []


def test_what_is_no_file_neither_blocks_nor_counts(hooks: Hooks, theirs: Path) -> None:
    os.mkfifo(theirs / "coordination.yaml")
    (theirs / "file-patterns.yaml").symlink_to("/dev/zero")
    held_by_one(hooks)
    assert decision(hooks.edit(AUTH, "two")) == "deny"
    assert "coordination.yaml: is not a file" in hooks.event("SessionStart", "three")["systemMessage"]
    assert hooks.failures() == []


def test_a_repository_whose_name_is_not_utf8_has_no_files_and_its_edits_are_guarded(hooks: Hooks, user: Path) -> None:
    """The store keeps text, so such a folder's files could not be found again; the user's count all the same."""
    if sys.platform == "darwin":
        pytest.skip("macOS has no such names")
    write(user, "  conflict_action: ask\n")
    root = Path(os.fsdecode(os.fsencode(hooks.workspace.parent) + b"/shop-\xff"))
    hooks.workspace.rename(root)
    strange = Hooks(hooks.home, root)
    call = json.dumps(strange.call("PreToolUse", "one", **strange.tool(AUTH, "Edit"))).encode()
    assert strange.run("on_edit.py", call) == {}
    assert strange.failures() == []


SECRET = "machine_example_login_tess_password_hunter2"


def link_file(hooks: Hooks, to: Path) -> None:
    (hooks.workspace / ".covey").mkdir()
    (hooks.workspace / ".covey" / "coordination.yaml").symlink_to(to)


def link_relative(hooks: Hooks, to: Path) -> None:
    (hooks.workspace / ".covey").mkdir()
    (hooks.workspace / ".covey" / "coordination.yaml").symlink_to(os.path.relpath(to, hooks.workspace / ".covey"))


def link_folder(hooks: Hooks, to: Path) -> None:
    (to.parent / "coordination.yaml").symlink_to(to)
    (hooks.workspace / ".covey").symlink_to(to.parent)


def link_twice(hooks: Hooks, to: Path) -> None:
    (hooks.workspace / "inner").symlink_to(to)
    link_file(hooks, hooks.workspace / "inner")


@pytest.mark.parametrize("link", [link_file, link_relative, link_folder, link_twice])
@pytest.mark.parametrize("place", ["home", "git"])
def test_a_link_that_leads_out_of_the_repository_is_not_followed_and_nothing_of_it_is_told_or_kept(
    hooks: Hooks, tmp_path: Path, link: Callable[[Hooks, Path], None], place: str
) -> None:
    secret = (tmp_path if place == "home" else hooks.workspace / ".git") / "private" / "secret"
    secret.parent.mkdir()
    secret.write_text(f"{SECRET}: yes\nsession_coordination:\n  {SECRET}: 1\n  on_error: closed\n")
    link(hooks, secret)
    answer = hooks.event("SessionStart", "one")
    assert "is reached by a link that leads out of the repository, so it is not read" in answer["systemMessage"]
    hooks.event("SessionStart", "two")
    held_by_one(hooks)
    (hooks.home / "covey.db").write_bytes(b"broken" * 1000)
    told = f"{answer} {hooks.edit(AUTH, 'two')} {hooks.failures()}"
    assert decision(hooks.edit(AUTH, "two")) == "", "it cannot close anything, either"
    assert SECRET not in told
    kept = b"".join(file.read_bytes() for file in hooks.home.iterdir() if file.is_file())
    assert SECRET.encode() not in kept


def test_what_a_link_that_leads_out_led_to_is_not_asked_about_again(hooks: Hooks) -> None:
    link_file(hooks, Path("/proc/self/stat"))
    hooks.event("SessionStart", "one")
    (hooks.home / "reader").write_text("#!/bin/sh\necho asked again >&2\nexit 1\n")
    (hooks.home / "reader").chmod(0o755)
    (hooks.home / "python").write_text(f"{hooks.home / 'reader'}\n")
    held_by_one(hooks)
    assert hooks.failures() == [], "nothing had to be read anew, although that file is another one at each look"


def test_a_link_within_the_repository_is_followed(hooks: Hooks, user: Path) -> None:
    write(user, "  conflict_action: proceed\n")
    shared = hooks.workspace / "config" / "covey"
    shared.mkdir(parents=True)
    (hooks.workspace / ".covey").symlink_to("config/covey")
    write(shared, "  conflict_action: block\n")
    held_by_one(hooks)
    assert decision(hooks.edit(AUTH, "two")) == "deny"


def test_the_users_own_files_may_be_links_to_wherever_they_keep_them(hooks: Hooks, user: Path, tmp_path: Path) -> None:
    (tmp_path / "dotfiles.yaml").write_text("session_coordination:\n  conflict_action: ask\n")
    (user / "coordination.yaml").symlink_to(tmp_path / "dotfiles.yaml")
    held_by_one(hooks)
    assert decision(hooks.edit(AUTH, "two")) == "ask"


def test_a_huge_file_and_a_folder_are_named_and_count_for_nothing(hooks: Hooks, theirs: Path) -> None:
    with (theirs / "coordination.yaml").open("wb") as file:
        file.truncate(1 << 40)
    (theirs / "file-patterns.yaml").mkdir()
    said = hooks.event("SessionStart", "one")["systemMessage"]
    assert "coordination.yaml: is larger than 65536 bytes (and 1 more)" in said
    held_by_one(hooks)
    assert decision(hooks.edit(AUTH, "two")) == "deny"
    assert hooks.failures() == []


def test_what_a_repository_writes_cannot_colour_or_move_what_is_told(hooks: Hooks, theirs: Path) -> None:
    (theirs / "coordination.yaml").write_text('session_coordination:\n  "a\\e[31m\\u202Eb": 1\n')
    said = hooks.event("SessionStart", "one")["systemMessage"]
    assert said.isprintable()
    assert "there is no key" in said
