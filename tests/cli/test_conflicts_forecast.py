"""`covey sessions conflicts` says which sessions' work would conflict in a merge, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office


@pytest.fixture
def worktrees(office: Office) -> list[Path]:
    """Give a repository's main checkout and two more worktrees, on branches of their own."""
    git, shop = office.world.run, office.world.repository("shop")
    (shop / "auth.py").write_text("one\ntwo\nthree\n")
    git(["git", "add", "."], shop)
    git(["git", "commit", "-q", "-m", "auth"], shop)
    others = [shop.parent / name for name in ("login", "docs")]
    for other in others:
        git(["git", "worktree", "add", "-q", "-b", other.name, str(other)], shop)
    return [shop, *others]


@pytest.fixture
def at_work(office: Office, worktrees: list[Path]) -> list[Path]:
    """Let a session work in each worktree; the first two change the same line."""
    for folder in worktrees:
        office.session(folder.name, folder, git_branch=folder.name)
    shop, login, docs = worktrees
    (shop / "auth.py").write_text("one\nhere\nthree\n")
    (login / "auth.py").write_text("one\nthere\nthree\n")
    (docs / "guide.md").write_text("words\n")
    return worktrees


@pytest.mark.requirement("B-4")
def test_which_worktrees_will_conflict_and_which_will_not_is_told(office: Office, at_work: list[Path]) -> None:
    assert len(at_work) == 3
    (found,) = office.json("sessions", "conflicts").data
    hunk = {"lines": [[2, 2], [2, 2]], "text": [["here"], ["there"]]}
    told = {tuple(pair["sessions"]): pair["files"] for pair in found["forecast"]}
    assert told == {
        ("docs", "login"): [],
        ("docs", "shop"): [],
        ("login", "shop"): [
            {"path": "auth.py", "kind": "content", "hunks": [hunk | {"text": hunk["text"][::-1]}]},
        ],
    }
    assert all(pair["checked"] and pair["problem"] is None for pair in found["forecast"])


@pytest.mark.requirement("B-4")
def test_people_are_shown_a_short_table(office: Office, at_work: list[Path]) -> None:
    out = office.covey("sessions", "conflicts").out
    assert out.partition("Merge of")[2].splitlines() == [
        "      File         Kind     Lines  And",
        "docs + login  no conflict",
        "docs + shop   no conflict",
        "login + shop  auth.py      content  2      2",
    ]
    assert (at_work[0] / "auth.py").read_text() == "one\nhere\nthree\n"


@pytest.mark.requirement("B-4")
def test_what_could_not_be_found_out_is_told(office: Office, at_work: list[Path]) -> None:
    office.world.run(["rm", "-r", str(at_work[2])])
    (found,) = office.json("sessions", "conflicts").data
    problems = {tuple(pair["sessions"]): (pair["checked"], pair["problem"]) for pair in found["forecast"]}
    gone = (False, f"{at_work[2]}: there is no checkout at {at_work[2]}")
    assert problems == {("docs", "login"): gone, ("docs", "shop"): gone, ("login", "shop"): (True, None)}
    assert f"not known  {at_work[2]}: there is no checkout" in " ".join(
        office.covey("sessions", "conflicts").out.split(" ")
    )


def test_sessions_in_one_worktree_have_nothing_to_merge(office: Office, worktrees: list[Path]) -> None:
    office.session("first", worktrees[0])
    office.session("second", worktrees[0])
    (found,) = office.json("sessions", "conflicts").data
    assert found["forecast"] == []
    assert "Merge of" not in office.covey("sessions", "conflicts").out
