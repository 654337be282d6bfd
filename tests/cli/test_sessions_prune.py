"""`covey sessions prune`: what is gone is archived, what may live is spared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office

pytestmark = pytest.mark.requirement("S4-9")


def live(office: Office) -> list[str]:
    """Name the live sessions."""
    return [row["session_id"] for row in office.json("sessions", "live").data]


def test_without_anything_gone_there_is_nothing_to_do(office: Office, shop: Path) -> None:
    office.session("one", shop)
    answer = office.covey("sessions", "prune")
    assert (answer.status, answer.out) == (0, "No session's process is gone: nothing to archive.\n")


def test_what_is_gone_is_archived_as_pruned_and_frees_what_it_held(office: Office, shop: Path) -> None:
    gone = office.session("gone", shop, office.dead(), task="Rewriting the login")
    lock = office.lock(gone, "auth.py")
    one = office.session("one", shop)
    answer = office.covey("sessions", "prune")
    assert (answer.status, answer.out) == (0, "Archived shop: Rewriting the login  gone\n")
    assert live(office) == ["one"]
    assert office.json("locks", "list").data == []
    assert office.wish(one, lock.target)
    (ended,) = office.json("sessions", "history").data
    assert (ended["session_id"], ended["status"]) == ("gone", "pruned")
    history = office.world.home / ".claude" / "sessions" / "history"
    assert [path.name for path in history.glob("*/*.json")] == ["gone.json"]


def test_a_dry_run_only_says_what_would_be_archived(office: Office, shop: Path) -> None:
    office.session("gone", shop, office.dead(), task="Rewriting the login")
    answer = office.covey("sessions", "prune", "--dry-run")
    assert answer.out == "Would archive shop: Rewriting the login  gone\n"
    data = office.json("sessions", "prune", "--dry-run").data
    assert (data["archived"], data["dry_run"]) == ([], True)
    assert [(row["session_id"], row["status"]) for row in data["found"]] == [("gone", "gone")]
    assert live(office) == ["gone"]


def test_a_session_that_only_fell_silent_is_spared_unless_it_is_forced(office: Office, shop: Path) -> None:
    office.session("stale", shop, last_awake=office.machine.now().awake - 7201, task="a")
    assert office.covey("sessions", "prune").out == (
        "No session's process is gone: nothing to archive.\n"
        "1 stale session left alone; --force archives what is stale too.\n"
    )
    assert office.covey("sessions", "prune", "--force", "--dry-run").out == "Would archive shop: a  stale\n"
    assert live(office) == ["stale"]
    assert office.json("sessions", "prune", "--force").data["archived"] == ["stale"]
    assert live(office) == []


def test_more_than_half_of_more_than_four_look_like_our_mistake_and_stay_unless_it_is_forced(
    office: Office, shop: Path
) -> None:
    dead = office.dead()
    for name in "abc":
        office.session(name, shop, dead)
    for name in "de":
        office.session(name, shop)
    answer = office.covey("sessions", "prune")
    assert answer.status == 1
    assert answer.err == (
        "Error: 3 of 5 sessions look gone, more than half: that may be our mistake\n"
        "Hint: look at `covey sessions live`; then `covey sessions prune --force`\n"
    )
    assert len(live(office)) == 5
    assert len(office.json("sessions", "prune", "--dry-run").data["found"]) == 3
    assert office.json("sessions", "prune", "--force").data["archived"] == ["a", "b", "c"]
    assert live(office) == ["d", "e"]


def test_four_sessions_that_are_all_gone_may_go_at_once(office: Office, shop: Path) -> None:
    dead = office.dead()
    for name in "abcd":
        office.session(name, shop, dead)
    assert office.json("sessions", "prune").data["archived"] == ["a", "b", "c", "d"]


def test_an_unhooked_session_is_not_ours_to_archive(office: Office, shop: Path) -> None:
    office.claude_says(office.living().pid, sessionId="unhooked", cwd=str(shop))
    assert office.json("sessions", "prune", "--force").data == {"archived": [], "found": [], "dry_run": False}
    assert live(office) == ["unhooked"]
