"""`covey locks …`: who holds what, and how it is taken, given back and taken away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination import places
from covey.coordination.words import NOTE
from covey.model.lock import Holder
from covey.model.pattern import matches
from covey.testing.waiting import until

from .conftest import MARCH, Answer

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office


BOUND_SECONDS = 20


def held(office: Office) -> list[tuple[str, str]]:
    """Give each lock's path and holder."""
    return [(row["path"], row["session_id"]) for row in office.json("locks", "list").data]


def test_without_a_lock_it_says_so(office: Office) -> None:
    assert office.covey("locks", "list").out == "Nothing is locked.\n"


@pytest.mark.requirement("S1-4")
def test_a_lock_is_listed_with_holder_work_times_and_how_many_wait(office: Office, shop: Path) -> None:
    first = office.session("first", shop, task="Rewriting the login")
    gone = office.session("gone", shop, office.dead())
    office.lock(first, "auth.py", estimated_completion=MARCH + 900)
    office.lock(gone, "b.py", mode="shared", reason="reading")
    office.wait(gone, "auth.py")
    assert office.covey("locks", "list").out == (
        "Path           Workspace  For                  Held by                              Since             Until"
        "             Waiting\n"
        "auth.py        ~/shop     Rewriting the login  first                                2026-03-05 10:30  "
        "2026-03-05 10:45  1\n"
        "b.py (shared)  ~/shop     reading              gone: its session's process is gone  2026-03-05 10:30  "
        "2099-01-01 00:00\n"
    )
    row = office.json("locks", "list").data[0]
    assert row | {"generation": 0} == {
        "workspace": str(shop),
        "worktree": str(shop),
        "path": "auth.py",
        "session_id": "first",
        "name": "Session_mac_4711_first",
        "task": "Rewriting the login",
        "mode": "exclusive",
        "reason": "",
        "acquired": "2026-03-05T10:30:00Z",
        "expires": "2099-01-01T00:00:00Z",
        "estimated_completion": "2026-03-05T10:45:00Z",
        "generation": 0,
        "waiting": ["gone"],
        "void": None,
    }


def test_here_lists_the_repositorys_locks_or_outside_of_any_the_folders(
    office: Office, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = office.world.home / "plain"
    (plain / "inner").mkdir(parents=True)
    for name, folder in (("in_shop", shop), ("in_plain", plain), ("at_home", office.world.home)):
        office.lock(office.session(name, folder), f"{name}.py")

    def here() -> list[str]:
        return [row["session_id"] for row in office.json("locks", "list", "--here").data]

    assert here() == ["in_shop"]
    (shop / "libs").mkdir()
    monkeypatch.chdir(shop / "libs")
    assert here() == ["in_shop"]
    monkeypatch.chdir(plain)
    assert here() == ["in_plain"]
    monkeypatch.chdir(plain / "inner")
    assert here() == []


@pytest.mark.requirement("S1-4")
def test_a_lock_is_taken_for_the_session_of_this_folder_with_reason_and_estimate(office: Office, shop: Path) -> None:
    office.session("one", shop)
    answer = office.covey("locks", "acquire", "auth.py", "--reason", "a\nreason  token=s3cret", "--estimate", "15m")
    assert answer.out == "Session_mac_4711_one holds auth.py.\n"
    (row,) = office.json("locks", "list").data
    assert (row["session_id"], row["mode"], row["reason"]) == ("one", "exclusive", "a reason [hidden]")
    assert row["estimated_completion"] > row["acquired"]


@pytest.mark.requirement("S1-3", "S1-10")
def test_what_another_holds_is_refused_with_3_and_the_holder_named(office: Office, shop: Path) -> None:
    first = office.session("first", shop, task="Rewriting the login")
    second = office.session("second", shop)
    office.lock(first, "auth.py", estimated_completion=None)
    answer = office.covey("locks", "acquire", "auth.py", "--session", "second")
    assert (answer.status, answer.out) == (3, "")
    assert answer.err == (
        "Error: auth.py is locked by Session_mac_4711_first (“Rewriting the login”), since 2026-03-05 10:30, until "
        "2099-01-01 00:00 at the latest if it is not used again.\n"
        "You are first in line and will be told when it is free.\n"
        f"{NOTE}\n"
        "Hint: `covey locks list` shows who holds what\n"
    )
    envelope = office.json("locks", "acquire", "auth.py", "--session", "second").envelope
    assert envelope["errors"][0]["code"] == "locked"
    assert "Session_mac_4711_first" in envelope["errors"][0]["message"]
    assert office.json("locks", "list").data[0]["waiting"] == ["second"]
    assert office.covey("locks", "acquire", "auth.py", "--session", "first").status == 0
    assert not office.wish(second, places.target(str(shop / "auth.py")))


@pytest.mark.requirement("B-3")
def test_waiting_for_a_file_ends_with_holding_it(office: Office, shop: Path) -> None:
    office.lock(office.session("first", shop), "auth.py")
    office.session("second", shop)
    words = ("locks", "acquire", "auth.py", "--wait", "1m", "--session", "second")
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(office.apart, *words, cwd=shop)
        assert until(lambda: office.json("locks", "list").data[0]["waiting"] == ["second"], BOUND_SECONDS)
        assert not waiting.done()
        office.covey("locks", "release", "auth.py", "--session", "first")
        assert waiting.result(BOUND_SECONDS) == Answer(0, "Session_mac_4711_second holds auth.py.\n", "")
    assert held(office) == [("auth.py", "second")]


def test_waiting_ends_when_its_time_is_over_and_keeps_the_place_in_line(office: Office, shop: Path) -> None:
    office.lock(office.session("first", shop), "auth.py")
    office.session("second", shop)
    answer = office.json("locks", "acquire", "auth.py", "--wait", "0.1s", "--session", "second")
    assert (answer.status, answer.error[0]) == (3, "locked")
    assert office.json("locks", "list").data[0]["waiting"] == ["second"]


def test_waiting_ends_when_there_is_something_to_hear(office: Office, shop: Path) -> None:
    """Of a circle that waiting has closed, for instance, or that another file is free."""
    first, second = office.session("first", shop), office.session("second", shop)
    office.lock(first, "auth.py")
    office.lock(first, "other.py")
    office.wait(second, "other.py")
    words = ("locks", "acquire", "auth.py", "--wait", "1h", "--session", "second")
    office.covey("locks", "release", "other.py", "--session", "first")
    assert office.covey(*words).status == 3
    with office.desk() as desk:
        desk.tx.leave_line(Holder("second"), places.target(str(shop / "other.py")))
        desk.tx.leave_notice("second", "a message", office.now)
    assert office.covey(*words).status == 3


@pytest.mark.requirement("S1-4")
def test_shared_locks_share_and_exclude_writers(office: Office, shop: Path) -> None:
    (shop / "docs").mkdir()
    for name in ("first", "second"):
        office.session(name, shop)
        assert office.covey("locks", "acquire", "docs", "--shared", "--session", name).status == 0
    assert office.covey("locks", "acquire", "docs/a.md", "--session", "first").status == 3
    assert [row["mode"] for row in office.json("locks", "list").data] == ["shared", "shared"]


@pytest.fixture
def src(office: Office, shop: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let a session work in the shop, and stand in its folder src, in which there is a file [id].tsx."""
    office.session("one", shop)
    folder = shop / "src"
    folder.mkdir()
    (folder / "[id].tsx").write_text("")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.requirement("S1-3")
@pytest.mark.usefixtures("src")
@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a.py", "src/a.py"),
        ("../a.py", "a.py"),
        (".", "src"),
        ("./new/../b.py", "src/b.py"),
        ("[id].tsx", "src/[id].tsx"),
        (r"\[no\].tsx", "src/[no].tsx"),
        (r"a\*b", "src/a*b"),
        (r"x/..\*y/./a\?", "src/x/..*y/a?"),
        ("a[b", "src/a[b"),
        ("wo ist\ndas 🎉", "src/wo ist\ndas 🎉"),
    ],
)
def test_a_file_that_is_there_or_has_no_magic_is_that_file(office: Office, text: str, path: str) -> None:
    assert office.covey("locks", "acquire", text).status == 0
    with office.desk() as desk:
        (lock,) = desk.tx.locks()
    assert (lock.path, lock.is_pattern) == (path, 0)
    assert office.covey("locks", "release", text).status == 0
    assert held(office) == []


@pytest.mark.requirement("S1-3")
@pytest.mark.usefixtures("src")
@pytest.mark.parametrize(
    ("text", "path", "example"),
    [
        ("*.py", "src/*.py", "src/a.py"),
        ("**/test_*.py", "src/**/test_*.py", "src/x/y/test_a.py"),
        ("../{libs,apps}/**", "{libs,apps}/**", "apps/a/b"),
        ("[no].tsx", "src/[no].tsx", "src/n.tsx"),
        ("[bold]x[/bold]", "src/[bold]x[/bold]", "src/bxb"),
    ],
)
def test_what_is_not_there_and_has_magic_is_a_pattern(office: Office, text: str, path: str, example: str) -> None:
    assert office.covey("locks", "acquire", text).status == 0
    with office.desk() as desk:
        (lock,) = desk.tx.locks()
    assert (lock.path, lock.is_pattern) == (path, 1)
    assert matches(lock.path, example)
    assert office.covey("locks", "release", text).status == 0
    assert held(office) == []


def test_an_absolute_path_is_the_same_lock_and_the_root_is_said_in_words(office: Office, shop: Path) -> None:
    office.session("one", shop)
    assert office.json("locks", "acquire", str(shop / "a.py")).data["path"] == "a.py"
    assert office.covey("locks", "acquire", ".").out == "Session_mac_4711_one holds the whole workspace.\n"


@pytest.mark.parametrize("command", ["acquire", "release", "unlock"])
def test_an_empty_path_is_refused_so_that_an_unset_variable_locks_nothing(
    office: Office, shop: Path, command: str
) -> None:
    office.lock(office.session("one", shop), "a.py")
    answer = office.json("locks", command, "")
    assert (answer.status, answer.error) == (1, ("bad_path", "the path is empty"))
    assert held(office) == [("a.py", "one")]


@pytest.mark.parametrize("text", ["/etc/*.conf", "../../../*.py"])
def test_a_pattern_may_name_what_lies_outside_of_the_repository(office: Office, shop: Path, text: str) -> None:
    """It is a lock there, or a clear refusal, but never one on something else."""
    office.session("one", shop)
    answer = office.json("locks", "acquire", text)
    assert answer.status in (0, 1)
    if answer.status == 0:
        assert answer.data["worktree"] != str(shop)


@pytest.mark.parametrize("estimate", ["5", "m", "-5m", "1w", "1e3s", "367d", "9" * 400 + "d", "٣m"])
def test_an_estimate_that_is_no_length_of_time_is_refused(office: Office, shop: Path, estimate: str) -> None:
    office.session("one", shop)
    answer = office.json("locks", "acquire", "a.py", "--estimate", estimate)
    assert (answer.status, answer.error[0]) == (2, "usage_error")
    assert estimate in answer.error[1]


def test_a_session_that_has_ended_or_is_gone_cannot_hold(office: Office, shop: Path) -> None:
    office.ended("ended", shop)
    office.session("gone", shop, office.dead())
    for name in ("ended", "gone"):
        answer = office.json("locks", "acquire", "a.py", "--session", name)
        assert answer.status == 1
        assert answer.error == ("session_gone", f"Session_mac_4711_{name} has ended and can hold nothing")


def test_what_is_released_is_free_for_the_next(office: Office, shop: Path) -> None:
    first, second = office.session("first", shop), office.session("second", shop)
    lock = office.lock(first, "auth.py")
    assert not office.wish(second, lock.target)
    answer = office.covey("locks", "release", "auth.py", "--session", "first")
    assert answer.out == "Session_mac_4711_first released auth.py.\n"
    assert office.wish(second, lock.target)
    assert [row["kind"] for row in office.json("log").data] == ["lock.released"]


def test_only_ones_own_lock_can_be_released_by_the_name_it_was_taken_with(office: Office, shop: Path) -> None:
    first = office.session("first", shop)
    office.session("second", shop)
    office.lock(first, "src/auth.py")
    for words in (("src/auth.py", "--session", "second"), ("src", "--session", "first")):
        answer = office.json("locks", "release", *words)
        assert (answer.status, answer.error[0]) == (1, "not_held")
    assert held(office) == [("src/auth.py", "first")]


def test_all_releases_everything_the_session_holds_and_waits_for(office: Office, shop: Path) -> None:
    first, second = office.session("first", shop), office.session("second", shop)
    for name in ("b.py", "a.py"):
        office.lock(first, name)
    office.lock(second, "c.py")
    office.wait(first, "c.py")
    data = office.json("locks", "release", "--all", "--session", "first").data
    assert [row["path"] for row in data] == ["a.py", "b.py"]
    assert held(office) == [("c.py", "second")]
    assert office.json("locks", "list").data[0]["waiting"] == []
    assert office.covey("locks", "release", "--all", "--session", "first").out == (
        "Session_mac_4711_first released nothing.\n"
    )


@pytest.mark.parametrize("words", [(), ("a.py", "--all")])
def test_release_wants_a_path_or_all_and_not_both(office: Office, words: tuple[str, ...]) -> None:
    answer = office.json("locks", "release", *words)
    assert (answer.status, answer.error) == (2, ("usage_error", "name a path, or --all"))


@pytest.mark.parametrize("command", ["release", "unlock"])
def test_a_file_with_magic_in_its_name_is_found_again_when_it_is_gone(office: Office, shop: Path, command: str) -> None:
    (shop / "[id].tsx").write_text("")
    office.session("one", shop)
    assert office.covey("locks", "acquire", "[id].tsx").status == 0
    (shop / "[id].tsx").unlink()
    force = ["--force"] if command == "unlock" else []
    assert office.covey("locks", command, "[id].tsx", *force).status == 0
    assert held(office) == []


def test_a_lock_of_a_living_session_is_taken_away_only_by_force(office: Office, shop: Path) -> None:
    first = office.session("first", shop, task="Rewriting the login")
    office.lock(first, "auth.py")
    answer = office.covey("locks", "unlock", "auth.py")
    assert answer.status == 3
    assert answer.err == (
        "Error: auth.py is held by Session_mac_4711_first (“Rewriting the login”), since 2026-03-05 10:30, until "
        f"2099-01-01 00:00 at the latest if it is not used again\n{NOTE}\n"
        "Hint: that session lives; --force takes the lock all the same\n"
    )
    assert held(office) == [("auth.py", "first")]
    answer = office.covey("locks", "unlock", "auth.py", "--force")
    assert answer.out == "Unlocked auth.py (held by Session_mac_4711_first).\n"
    assert held(office) == []
    (event,) = office.json("log").data
    assert (event["kind"], event["detail"]) == ("lock.broken", "taken away by unlock --force")


@pytest.mark.parametrize("why", ["gone", "ended", "expired"])
def test_a_lock_that_no_longer_counts_is_unlocked_without_force(office: Office, shop: Path, why: str) -> None:
    session = office.session("one", shop, office.dead() if why == "gone" else None)
    times: dict[str, Any] = {"expires": MARCH + 3600, "awake_expires": 0.0} if why == "expired" else {}
    office.lock(session, "auth.py", **times)
    if why == "ended":
        with office.desk() as desk:
            desk.tx.save_session(session.but(ended=MARCH, outcome="completed"))
    assert office.json("locks", "list").data[0]["void"]
    assert office.covey("locks", "unlock", "auth.py").status == 0
    assert held(office) == []


def test_unlocking_takes_every_lock_that_stands_in_the_way_of_a_path(
    office: Office, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.session("one", shop)
    (shop / "src").mkdir()
    for text in ("src/a.py", "src/b.py", "lib/c.py", "**/a.*"):
        assert office.covey("locks", "acquire", text, "--session", "one").status == 0
    monkeypatch.chdir(shop / "src")
    data = office.json("locks", "unlock", "a.py", "--force").data
    assert sorted(row["path"] for row in data) == ["**/a.*", "src/a.py"]
    assert sorted(path for path, _ in held(office)) == ["lib/c.py", "src/b.py"]


@pytest.mark.usefixtures("shop")
def test_what_nobody_holds_cannot_be_unlocked(office: Office) -> None:
    answer = office.json("locks", "unlock", "auth.py", "--force")
    assert (answer.status, answer.error) == (1, ("not_locked", "auth.py is not locked"))


def test_when_nobody_waits_it_says_so(office: Office) -> None:
    assert office.covey("locks", "waiting").out == "Nobody waits.\n"


def test_who_waits_is_listed_with_the_place_and_the_holder(office: Office, shop: Path) -> None:
    first, second = office.session("first", shop), office.session("second", shop, task="Add a second factor")
    office.lock(first, "auth.py")
    office.wait(second, "auth.py")
    (row,) = office.json("locks", "waiting").data
    assert (row["path"], row["session_id"], row["place"]) == ("auth.py", "second", 1)
    assert (row["held_by"], row["kept_until"]) == (
        [{"session_id": "first", "name": "Session_mac_4711_first", "path": "auth.py"}],
        None,
    )
    assert "Add a second factor" in office.covey("locks", "waiting").out
    office.covey("locks", "release", "auth.py", "--session", "first")
    (row,) = office.json("locks", "waiting").data
    assert row["held_by"] == []
    assert row["kept_until"].endswith("Z")


@pytest.mark.requirement("S1-4")
def test_what_a_person_has_committed_is_taken_at_once(office: Office, shop: Path) -> None:
    holder = office.session("holder", shop)
    office.session("next", shop)
    (shop / "auth.py").write_text("1")
    office.lock(holder, "auth.py")
    assert office.json("locks", "acquire", "auth.py", "--session", "next").status == 3
    office.world.run(["git", "add", "."], shop)
    office.world.run(["git", "commit", "-qm", "x"], shop)
    assert office.json("locks", "acquire", "auth.py", "--session", "next").data["session_id"] == "next"


@pytest.mark.requirement("S1-4", "B-3")
def test_who_waits_for_a_file_gets_it_when_a_person_commits_it(office: Office, shop: Path) -> None:
    """Nobody makes contact, and no monitor runs."""
    holder = office.session("holder", shop)
    office.session("next", shop)
    (shop / "auth.py").write_text("1")
    office.lock(holder, "auth.py")
    words = ("locks", "acquire", "auth.py", "--session", "next", "--wait", "40s")
    with ThreadPoolExecutor() as pool:
        waits = pool.submit(office.apart, *words, cwd=shop)
        assert until(lambda: bool(office.json("locks", "waiting").data), BOUND_SECONDS)
        office.world.run(["git", "add", "."], shop)
        office.world.run(["git", "commit", "-qm", "x"], shop)
        assert waits.result(BOUND_SECONDS * 2).status == 0
    assert held(office) == [("auth.py", "next")]
