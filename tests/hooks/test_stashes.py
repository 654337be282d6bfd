"""The stash is one for all worktrees: what another living session stashed is not taken or destroyed unsaid."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination.words import explained

from .conftest import Hooks, context, decision, reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROMPT = {"prompt": "go on"}


@dataclass
class Worker:
    """A session in a worktree of its own, which runs commands as Claude Code's shell does."""

    hooks: Hooks
    session_id: str

    @property
    def auth(self) -> Path:
        """The file that it works on."""
        return self.hooks.workspace / "auth.py"

    def ask(self, command: str) -> dict[str, Any]:
        """Ask the gate about a command."""
        return self.hooks.command_call(command, self.session_id)

    def run(self, command: str) -> dict[str, Any]:
        """Run a command that the gate lets go on, and give what is said afterwards."""
        assert decision(self.ask(command)) == ""
        return self.finish(command)

    def finish(self, command: str) -> dict[str, Any]:
        """Run a command that the gate was asked about, and tell that it ran."""
        subprocess.run(["bash", "-c", command], cwd=self.hooks.workspace, check=True, capture_output=True)
        return self.hooks.ran(command, self.session_id)

    def stash(self, words: str) -> None:
        """Change the file and stash that."""
        self.auth.write_text(words)
        assert self.run("git stash") == {}

    def hears(self) -> str:
        """Give what its model is told with its next prompt."""
        return context(self.hooks.event("UserPromptSubmit", self.session_id, **PROMPT))


@pytest.fixture
def one(hooks: Hooks, git: Callable[..., str]) -> Worker:
    """Give a session in the repository's own checkout, which has stashed."""
    assert git("status", "--porcelain") == ""
    hooks.event("UserPromptSubmit", prompt="rewrite the login")
    worker = Worker(hooks, "one")
    worker.stash("of the first\n")
    return worker


@pytest.fixture
def two(one: Worker, git: Callable[..., str], tmp_path: Path) -> Worker:
    """Give a session in a linked worktree."""
    git("worktree", "add", "-q", "-b", "apart", str(tmp_path.resolve() / "apart"))
    worker = Worker(Hooks(one.hooks.home, tmp_path.resolve() / "apart"), "two")
    worker.hears()
    return worker


TAKES = {
    "git stash pop": "take",
    "git stash pop stash@{0}": "take",
    "git stash pop --index 0": "take",
    "git stash apply": "take",
    "git stash branch mine": "take",
    "git stash drop": "destroy",
    "git stash drop -q stash@{0}": "destroy",
    "git stash clear": "destroy",
    "git update-ref -d refs/stash": "destroy",
    "git reflog delete --updateref --rewrite stash@{0}": "destroy",
    "git reflog expire --expire=now --all && git gc": "destroy",
    "cd {shop} && git stash pop": "take",
    "git -C {shop} stash drop": "destroy",
    "git stash && git stash pop": "take",
    "git stash apply $(git stash list | head -n1 | cut -d: -f1)": "take",
}


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize("command", TAKES)
def test_what_takes_or_destroys_it_is_stopped_with_whose_it_is(
    one: Worker, two: Worker, git: Callable[..., str], command: str
) -> None:
    deed, command = TAKES[command], command.replace("{shop}", str(one.hooks.workspace))
    before = git("stash", "list")
    answer = two.ask(command)
    assert decision(answer) == "deny"
    said = reason(answer)
    name = one.hooks.session().name
    assert f" would {deed} what other sessions stashed: stash@{{0}} " in said
    assert f"“WIP on main: {git('log', '-1', '--format=%h %s').strip()}” of {name} (“rewrite the login”)" in said
    assert f"stashed in {one.hooks.workspace} at " in said
    assert "All worktrees of a repository share one stash. None of its entries is this session's.\n" in said
    assert ("command.denied", "two") in one.hooks.log()
    assert git("stash", "list") == before


PASSES = [
    "git stash list",
    "git stash show -p stash@{0}",
    "git stash drop stash@{7}",
    "git reflog expire --expire=90.days --all",
    "git reflog delete HEAD@{1}",
    "git update-ref -d refs/heads/gone",
]


@pytest.mark.parametrize("command", PASSES)
def test_what_takes_nothing_of_others_goes_on(two: Worker, command: str) -> None:
    assert two.ask(command) == {}


def test_the_own_entry_is_popped_although_anothers_is_beneath_or_above(one: Worker, two: Worker) -> None:
    two.stash("of the second\n")
    assert decision(one.ask("git stash pop")) == "deny"
    assert "This session's own: stash@{1}.\n" in reason(one.ask("git stash drop"))
    assert one.run("git stash pop stash@{1}") == {}
    assert one.auth.read_text() == "of the first\n"
    assert two.run("git stash pop") == {}
    assert two.auth.read_text() == "of the second\n"
    assert (one.hears(), two.hears()) == ("", "")


def test_an_entry_that_the_same_command_makes_first_is_its_own(two: Worker) -> None:
    two.auth.write_text("of the second\n")
    assert two.run("git stash && git status && git stash pop") == {}
    assert two.auth.read_text() == "of the second\n"
    assert two.run("git stash") == {}
    assert two.run("echo more > auth.py && git stash && git stash drop") == {}
    assert decision(two.ask("git stash pop && git stash pop stash@{0} && git stash list")) == ""
    assert decision(two.ask("git stash pop stash@{0} && git stash drop")) == "deny", "the one beneath is the first's"


@pytest.mark.parametrize(("how", "stopped"), [("git stash", "deny"), ("git stash -u", "")])
def test_a_stash_that_finds_nothing_makes_no_entry_of_its_own(two: Worker, how: str, stopped: str) -> None:
    (two.hooks.workspace / "new.py").write_text("x")
    assert decision(two.ask(f"{how} && git switch -c x && git stash pop")) == stopped


def test_the_entry_of_a_session_that_has_ended_is_nobodys(one: Worker, two: Worker) -> None:
    one.hooks.event("SessionEnd", "one", reason="other")
    assert two.run("git stash pop") == {}
    assert two.auth.read_text() == "of the first\n"


def test_an_entry_that_a_person_made_is_nobodys(two: Worker, git: Callable[..., str]) -> None:
    two.auth.write_text("of a person\n")
    subprocess.run(["git", "stash", "-q"], cwd=two.hooks.workspace, check=True)
    assert two.run("git stash pop") == {}
    assert two.auth.read_text() == "of a person\n"
    assert len(git("stash", "list").splitlines()) == 1


def test_what_a_person_stashes_while_a_command_runs_is_no_sessions(one: Worker, two: Worker) -> None:
    assert one.ask("make") == {}
    two.auth.write_text("of a person\n")
    subprocess.run(["git", "stash", "-q"], cwd=two.hooks.workspace, check=True)
    assert one.hooks.ran("make", "one") == {}
    assert two.run("git stash pop") == {}


def test_where_it_only_warns_both_hear_of_it_before_and_after(
    one: Worker, two: Worker, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = git("rev-parse", "refs/stash").strip()
    monkeypatch.setenv("COVEY_CONFLICT_ACTION", "warn")
    warned = two.ask("git stash pop")
    assert context(warned).startswith("`git stash pop` would take what other sessions stashed: stash@{0}")
    answer = two.finish("git stash pop")
    whose = f"What {one.hooks.session().name} (“rewrite the login”) had stashed was taken out of the stash"
    said = f"{whose} while this command ran; that session was told. Its commit is {commit}."
    assert context(answer) == explained(said)
    assert answer["systemMessage"] == f"covey: {said}"
    heard = one.hears()
    assert heard.startswith(f"What this session stashed in {one.hooks.workspace} at ")
    assert f"a command of {two.hooks.session('two').name} ran: “git stash pop”." in heard
    assert one.run(f"git stash apply {commit}") == {}
    assert one.auth.read_text() == "of the first\n"
    assert ("stash.made", "one") in one.hooks.log()
    assert ("stash.taken", "two") in one.hooks.log()


def test_what_no_reading_foretells_is_found_afterwards(one: Worker, two: Worker, git: Callable[..., str]) -> None:
    (two.hooks.workspace / "clear.sh").write_text("git stash clear\n")
    assert "had stashed was taken out of the stash while this command ran" in context(two.run("sh clear.sh"))
    assert "was taken out of the stash while a command of" in one.hears()
    assert git("stash", "list") == ""


def test_a_person_who_drops_it_is_not_mistaken_for_a_session(two: Worker, git: Callable[..., str]) -> None:
    git("stash", "drop", "-q")
    two.hears()
    two.auth.write_text("of the second\n")
    assert two.run("git stash") == {}


@pytest.mark.parametrize(("action", "expected"), [("ask", "ask"), ("proceed", ""), ("warn", "")])
def test_the_settings_decide_as_for_edits(
    two: Worker, monkeypatch: pytest.MonkeyPatch, action: str, expected: str
) -> None:
    monkeypatch.setenv("COVEY_CONFLICT_ACTION", action)
    assert decision(two.ask("git stash drop")) == expected


def test_without_file_locks_nothing_is_looked_at(two: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVEY_ENABLE_FILE_LOCKS", "no")
    assert two.ask("git stash clear") == {}
