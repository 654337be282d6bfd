"""What we say is short, true, and fits into what Claude Code delivers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.coordination import words
from covey.coordination.alternatives import free_meanwhile
from covey.coordination.words import LONGEST_TEXT, fitting, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Office

LONG = "🦆" * 4000


@pytest.fixture(autouse=True)
def _in_london() -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TZ", "Europe/London")
        time.tzset()
        yield
    time.tzset()


def units(text: str) -> int:
    """Count a text as JavaScript does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def set_task(office: Office, session_id: str, task: str, **changes: Any) -> None:
    session = office.session(session_id)
    with office.register() as register:
        register.change(session, "session.task", "", task=task, **changes)


def denial(office: Office, session_id: str, path: str, **how: Any) -> str:
    """Let a session want a path that it cannot have, and give what it is told."""
    with office.desk() as desk:
        wish = office.wish(session_id, path, **how)
        verdict = desk.acquire(wish)
        assert verdict.lock is None
        return words.denial(desk, wish.target, verdict, free_meanwhile(desk, wish.target, session_id))


def company(office: Office, session_id: str) -> str:
    with office.desk() as desk:
        sessions = desk.tx.live_sessions()
        (own,) = [one for one in sessions if one.session_id == session_id]
        return words.company(desk, own, [one for one in sessions if one != own])


@pytest.mark.requirement("S1-10")
def test_a_refusal_says_who_why_how_long_and_what_is_free(office: Office) -> None:
    for folder in ("tests", "libs", ".git/x", "node_modules"):
        (office.folder / folder).mkdir(parents=True)
    (office.folder / "tests" / "test_auth.py").touch()
    holder = office.enter("one", 4711)
    set_task(office, "one", "editing authentication logic")
    office.enter("two", 2)
    office.take("one", "auth.py", estimated_completion=office.machine.wall + 20 * 60)
    office.machine.work(300)
    assert denial(office, "two", "auth.py").split("\n") == [
        f"auth.py is locked by {holder.name} (“editing authentication logic”), since 08:00, about 15 minutes more.",
        "You are first in line and will be told when it is free.",
        "Free meanwhile: tests/test_auth.py, libs, tests.",
    ]


@pytest.mark.requirement("S1-10")
def test_without_an_estimate_the_latest_end_is_told(office: Office) -> None:
    office.enter("one", 1)
    office.enter("two", 2)
    office.take("one", "auth.py", reason="by hand")
    text = denial(office, "two", "auth.py")
    assert "(“by hand”), since 08:00, until 09:00 at the latest if it is not used again." in text


def test_an_estimate_that_is_over_is_not_told(office: Office) -> None:
    office.enter("one", 1)
    office.enter("two", 2)
    office.take("one", "auth.py", estimated_completion=office.machine.wall + 1)
    office.machine.work(2)
    assert "until 09:00 at the latest" in denial(office, "two", "auth.py")


def test_a_file_that_is_held_through_a_pattern_says_so(office: Office) -> None:
    office.enter("one", 1)
    office.enter("two", 2)
    office.take("one", "src/*.py")
    assert "src/a.py is locked by" in denial(office, "two", "src/a.py")
    assert " through the lock on src/*.py, since" in denial(office, "two", "src/a.py")


def test_places_in_line_are_said_in_words(office: Office) -> None:
    office.enter("holder", 1)
    office.take("holder", "a")
    said: list[str] = []
    for number in range(5):
        office.enter(f"s{number}")
        said.append(denial(office, f"s{number}", "a").split("\n")[1].split(" in line")[0])
    assert said == ["You are first", "You are second", "You are third", "You are number 4", "You are number 5"]


def test_everybody_in_the_way_is_named(office: Office) -> None:
    names = [office.enter(f"s{number}", number).name for number in range(1, 4)]
    for number in range(1, 4):
        office.take(f"s{number}", f"src/{number}.py")
    office.enter("four", 4)
    text = denial(office, "four", "src")
    assert all(name in text for name in names)
    assert "Also in the way: " in text


@pytest.mark.requirement("S1-10")
def test_whatever_the_input_a_text_fits_and_a_refusal_has_at_most_four_lines(office: Office) -> None:
    long_name = "/".join([LONG[:60]] * 30)
    for number in range(1, 15):
        office.enter(f"s{number}", number)
        set_task(office, f"s{number}", LONG + "\nline", git_branch=LONG)
        office.take(f"s{number}", f"{long_name}/{number}", reason="a\nb" * 5000)
    office.enter("last", 99)
    text = denial(office, "last", long_name)
    assert units(text) <= LONGEST_TEXT
    assert len(text.split("\n")) <= 4
    assert units(company(office, "last")) <= LONGEST_TEXT
    with office.desk() as desk:
        wish = office.wish("last", office.target(long_name).but(worktree="/" + LONG))
        _, elsewhere = desk.rivals(wish)
        assert len(elsewhere) == 14
        assert units(words.warning(desk, wish.target, elsewhere)) <= LONGEST_TEXT
        assert units(words.lost(wish.target, tuple([LONG] * 10))) <= LONGEST_TEXT
        assert units(words.offer(wish.target, 0.0, 0.0)) <= LONGEST_TEXT


@given(st.text(st.characters(codec=None)).map(lambda text: text * 3000))
def test_a_text_is_cut_by_javascripts_count_and_only_if_it_must(text: str) -> None:
    cut = fitting(text)
    assert units(cut) <= LONGEST_TEXT
    assert cut == text if units(text) <= LONGEST_TEXT else cut.endswith("…")


@given(st.text(st.characters(codec=None)))
def test_a_path_is_shown_on_one_printable_line(path: str) -> None:
    assert shown(path).isprintable()
    assert shown(path)


def test_of_a_long_path_its_end_is_shown() -> None:
    assert shown("x/" * 1000 + "end.py").endswith("x/end.py")
    assert shown("line\nend.py") == "“line\\nend.py”"
    assert shown("") == "the whole workspace"


@pytest.mark.requirement("S4-2", "S1-1")
def test_a_new_session_is_told_who_else_works_here(office: Office) -> None:
    (office.folder / ".git" / "HEAD").write_text("ref: refs/heads/login\n")
    other = office.enter("one", 1)
    set_task(office, "one", "the login")
    office.take("one", "auth.py")
    own = office.enter("two", 2)
    assert company(office, "two").split("\n") == [
        f"covey: this session is {own.name}. 1 other session in shop:",
        f"- {other.name} on login, idle: “the login”; holds auth.py",
        "A file that another session holds cannot be edited until that session is done with it.",
    ]


def test_a_session_that_is_alone_is_told_so(office: Office) -> None:
    own = office.enter("one", 1)
    assert company(office, "one") == f"covey: this session is {own.name}. No other session works in shop now."


def test_a_crowd_is_counted_and_not_listed(office: Office) -> None:
    for number in range(30):
        office.enter(f"s{number}")
        for file in range(12):
            office.take(f"s{number}", f"{number}-{file}")
    text = company(office, "s0")
    assert "29 other sessions" in text
    assert "- and 19 more; `covey sessions live` lists all." in text
    assert "and 2 more" in text
    assert text.count("\n") == 12


def test_a_warning_tells_of_the_other_worktree_and_branch(office: Office) -> None:
    other = office.enter("one", 1)
    set_task(office, "one", "the login", git_branch="login")
    office.take("one", office.target("auth.py").but(worktree="/next"))
    office.enter("two", 2)
    with office.desk() as desk:
        _, elsewhere = desk.rivals(office.wish("two", "auth.py"))
        text = words.warning(desk, office.target("auth.py"), elsewhere)
    assert text == (
        f"auth.py is also being edited by {other.name} (“the login”) in the worktree /next, branch login: "
        "the two will have to be merged."
    )
