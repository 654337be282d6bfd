"""The slash commands' door as a process: short answers, errors among them, and never a failure that hides them."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

from covey.coordination.words import NOTE

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office


def slash(office: Office, name: str, typed: str = "", session_id: str = "one", folder: Path | None = None) -> str:
    """Call the door as a command file does, from a session, and give what the model would see."""
    command = [sys.executable, "-E", "-P", "-m", "covey.cli.slash", name, "--home", str(office.world.covey_home)]
    environ = {"CLAUDE_CODE_SESSION_ID": session_id, "COVEY_HOME": "/nowhere"}
    done = office.world.run(command, folder, env=environ, words=f"{typed}\n", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.requirement("S1-13")
def test_the_status_tells_what_is_held_and_who_waits(office: Office, shop: Path) -> None:
    one = office.session("one", shop, task="rewrite the login")
    two = office.session("two", shop, task="add a factor", status="busy")
    office.lock(one, "auth.py", acquired=time.time(), expires=time.time() + 600)
    office.lock(two, "db.py")
    office.wait(two, "auth.py")
    office.wait(one, "db.py")
    first, second, third, held, *own = slash(office, "session-status").splitlines()
    assert first == "covey: this session is Session_mac_4711_one. 1 other session in shop:"
    assert second == "- Session_mac_4711_two on main, busy: “add a factor”; holds db.py"
    assert third.startswith("A file that another session holds")
    assert held.startswith("It holds auth.py, since ")
    assert own == ["Others wait for auth.py (Session_mac_4711_two).", "It waits for db.py.", NOTE]


@pytest.mark.requirement("S1-8")
def test_suggest_takes_a_task_of_any_words(office: Office, shop: Path) -> None:
    (shop / "docs").mkdir()
    (shop / "web").mkdir()
    one, two = office.session("one", shop, task="rewrite the login"), office.session("two", shop, task="paint")
    office.lock(two, "web/a.ts")
    assert one.task
    assert slash(office, "suggest", folder=shop).splitlines()[0] == f"For: {one.task}"
    said = slash(office, "suggest", "--force the 'web' $(touch x)", folder=shop).splitlines()
    assert said[0] == "For: --force the 'web' $(touch x)"
    assert said[2].split()[:2] == ["web", "busy"]
    assert said[3].split() == ["docs", "free"]


def test_who_is_alone_is_told_so(office: Office, shop: Path) -> None:
    office.session("one", shop)
    said = slash(office, "session-status")
    assert said == "covey: this session is Session_mac_4711_one. No other session works in shop now.\n"
    assert slash(office, "session-unlock") == "This session holds nothing.\n"


@pytest.mark.requirement("S1-13")
def test_unlock_without_a_file_lets_go_of_all_that_is_its_own(office: Office, shop: Path) -> None:
    one, two = office.session("one", shop), office.session("two", shop)
    for path in ("a.py", "b c.py"):
        office.lock(one, path)
    office.lock(two, "theirs.py")
    assert (
        slash(office, "session-unlock", "b c.py", folder=shop) == f"Unlocked “b c.py” (held by this session).\n{NOTE}\n"
    )
    assert slash(office, "session-unlock", folder=shop) == "This session released a.py.\n"
    assert slash(office, "session-unlock", "--force", folder=shop).startswith("Error: --force needs a file\n")
    assert [row["path"] for row in office.json("locks", "list").data] == ["theirs.py"]


@pytest.mark.requirement("S1-13")
def test_the_log_says_who_took_what_from_whom(office: Office, shop: Path) -> None:
    office.session("one", shop)
    office.lock(office.session("two", shop), "auth.py")
    slash(office, "session-unlock", "auth.py --force", folder=shop)
    assert "lock.broken auth.py (Session_mac_4711_two): “taken away by /sc:session-unlock" in slash(
        office, "session-history"
    )


@pytest.mark.parametrize("name", ["session-status", "session-unlock", "session-history"])
def test_a_session_that_covey_does_not_know_is_told_where_to_look(office: Office, name: str) -> None:
    said = slash(office, name, session_id="nobody")
    assert said.startswith("Error: covey does not know the Claude Code session that calls it\nHint: `covey doctor`")


def test_a_command_of_another_covey_is_told_to_install_again(office: Office) -> None:
    assert "run `covey install` again" in slash(office, "session-dance")


def test_a_store_that_is_broken_is_told(office: Office) -> None:
    office.world.covey_home.mkdir(exist_ok=True)
    (office.world.covey_home / "covey.db").write_bytes(b"this is no database" * 100)
    assert slash(office, "session-status").startswith("Error: ")


def test_a_repository_cannot_put_its_own_covey_in_our_place(office: Office, shop: Path) -> None:
    office.session("one", shop)
    for name in ("covey.py", "click.py", "json.py"):
        (shop / name).write_text("raise SystemExit('PWNED')\n")
    assert "No other session works in shop now." in slash(office, "session-status", folder=shop)
