"""A lock ends with the work, whoever committed it: a file that was changed under it and is clean by now is free."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from covey.coordination import places
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.model.lock import Holder, Wish
from covey.settings import Settings
from covey.store.sqlite import SqliteStore

from .conftest import context, decision, reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Hooks

    Git = Callable[..., str]

pytestmark = pytest.mark.requirement("S1-4")

EDITOR = "GIT_SEQUENCE_EDITOR=true GIT_EDITOR=true"
COMMITTED = {
    "commit": "git commit -qam x",
    "commit of what was staged": "git add auth.py; git commit -qm x",
    "amend": "git commit -qa --amend --no-edit",
    "fixup and rebase": f"git commit -qa --fixup HEAD; {EDITOR} git rebase -qi --autosquash --root",
    "rebase of a branch": "git checkout -qb topic; git commit -qam x; git rebase -q main",
    "stash": "git stash -q",
    "put back": "git checkout -q -- auth.py",
    "reset": "git reset -q --hard",
    "merged by a pull": "git commit -qam x; git checkout -qb b HEAD~1; git merge -q --ff-only main",
    "removal": "git rm -qf auth.py; git commit -qm x",
    "renaming": "git mv auth.py login.py; git commit -qam x",
    "no branch": "git checkout -q --detach; git commit -qam x",
}
NOT_COMMITTED = {
    "nothing": "true",
    "staged": "git add auth.py",
    "a commit of its first half": r"printf 'y\nn\n' | git commit -qp -m x",
    "another file's commit": "echo x > other.py; git add other.py; git commit -qm x -- other.py",
    "a soft reset of the commit": "git commit -qam x; git reset -q --soft HEAD~1",
    "a popped stash": "git stash -q; git stash pop -q",
    "removal that is not committed": "git rm -qf auth.py",
    "a conflict": "git stash -q; echo z > auth.py; git commit -qam z; git stash pop -q",
    "a commit in another worktree": "git worktree add -q ../tree; cd ../tree; echo z > auth.py; git commit -qam z",
    "assumed to be unchanged": "git update-index --assume-unchanged auth.py",
    "not looked at": "git update-index --skip-worktree auth.py",
}
LONG = "".join(f"line {number}\n" for number in range(40))


@pytest.fixture
def person(hooks: Hooks, git: Git) -> Callable[[str], None]:
    """Give a person's shell in the repository, in which auth.py is long."""
    (hooks.workspace / "auth.py").write_text(LONG)
    git("commit", "-qam", "long")

    def run(command: str) -> None:
        subprocess.run(["bash", "-c", command], cwd=hooks.workspace, capture_output=True, timeout=60, check=False)

    return run


def change(hooks: Hooks, path: str = "auth.py", session_id: str = "one") -> None:
    """Let a session change both ends of a file."""
    hooks.edit(path, session_id)
    (hooks.workspace / path).write_text("first\n" + LONG + "last\n")
    hooks.edited(path, session_id)


def work(hooks: Hooks, path: str = "auth.py", session_id: str = "one") -> None:
    """Let a session change a file in a turn of its own."""
    hooks.event("UserPromptSubmit", session_id, prompt="rewrite the login")
    change(hooks, path, session_id)
    hooks.event("Stop", session_id)


def reserve(hooks: Hooks, path: str, session_id: str = "one") -> None:
    """Let a session hold a path ahead of its edits, as `covey locks acquire` does."""
    store = SqliteStore(str(hooks.home))
    with store.write() as tx:
        target, machine = places.target(path, str(hooks.workspace)), Machine()
        Desk(tx, machine, Settings(), machine.now()).acquire(Wish(Holder(session_id), target, is_reserved=1))
    store.close()


@pytest.mark.parametrize("command", COMMITTED.values(), ids=COMMITTED)
def test_what_a_person_brought_to_rest_is_free_for_whoever_wants_it(
    hooks: Hooks, person: Callable[[str], None], command: str
) -> None:
    work(hooks)
    assert decision(hooks.edit("auth.py", "two")) == "deny"
    person(command)
    assert hooks.edit("auth.py", "two") == {}
    assert hooks.held() == [("two", "auth.py")]
    assert hooks.log().count(("lock.released", "one")) == 1


@pytest.mark.parametrize("command", NOT_COMMITTED.values(), ids=NOT_COMMITTED)
def test_what_is_not_at_rest_stays_held(hooks: Hooks, person: Callable[[str], None], command: str) -> None:
    work(hooks)
    person(command)
    assert decision(hooks.edit("auth.py", "two")) == "deny"
    hooks.event("UserPromptSubmit", prompt="go on")
    hooks.event("Stop")
    assert ("one", "auth.py") in hooks.held()


def test_a_new_file_and_an_ignored_one_stay_held_until_they_are_committed(
    hooks: Hooks, person: Callable[[str], None]
) -> None:
    (hooks.workspace / ".gitignore").write_text("*.log\n")
    for path in ("new.py", "out.log"):
        work(hooks, path)
        assert decision(hooks.edit(path, "two")) == "deny"
    person("git add new.py; git add -f out.log; git commit -qm x")
    assert [hooks.edit(path, "two") for path in ("new.py", "out.log")] == [{}, {}]


def test_an_edit_that_goes_on_after_all_was_never_stopped(hooks: Hooks, person: Callable[[str], None]) -> None:
    work(hooks)
    person("git commit -qam x")
    hooks.edit("auth.py", "two")
    assert [kind for kind, session in hooks.log() if session == "two"] == ["session.started", "lock.acquired"]


def test_a_denial_that_git_confirms_is_the_same_as_any(hooks: Hooks, person: Callable[[str], None]) -> None:
    work(hooks)
    person("true")
    assert "You are first in line" in reason(hooks.edit("auth.py", "two"))
    assert [kind for kind, session in hooks.log() if session == "two"] == ["session.started", "lock.denied"]


def test_a_holder_keeps_what_it_used_in_the_turn_that_it_is_in(hooks: Hooks, person: Callable[[str], None]) -> None:
    hooks.event("UserPromptSubmit", prompt="rewrite the login")
    change(hooks)
    person("git commit -qam x")
    assert decision(hooks.edit("auth.py", "two")) == "deny"
    hooks.event("Notification", notification_type="permission_prompt")
    assert decision(hooks.edit("auth.py", "two")) == "deny"
    hooks.event("Stop")
    assert hooks.held() == []


def test_a_turn_about_other_files_keeps_none_of_an_earlier_one(hooks: Hooks, person: Callable[[str], None]) -> None:
    work(hooks)
    hooks.event("UserPromptSubmit", prompt="now the page")
    change(hooks, "page.py")
    person("git commit -qam x")
    assert hooks.edit("auth.py", "two") == {}
    assert hooks.held() == [("two", "auth.py"), ("one", "page.py")]


def test_what_is_held_ahead_of_its_first_edit_stays_whatever_else_changes_it(
    hooks: Hooks, person: Callable[[str], None]
) -> None:
    hooks.event("UserPromptSubmit", prompt="rewrite the login")
    reserve(hooks, "auth.py")
    reserve(hooks, "not_there.py")
    hooks.event("Stop")
    person("echo z > auth.py; git commit -qam z; touch beside.py")
    assert decision(hooks.edit("auth.py", "two")) == "deny"
    assert decision(hooks.edit("not_there.py", "two")) == "deny"
    hooks.ran("git commit --allow-empty -m x")
    hooks.event("Stop")
    assert hooks.held() == [("one", "auth.py"), ("one", "not_there.py")]
    change(hooks)
    person("git commit -qam x")
    hooks.event("Stop")
    assert hooks.held() == [("one", "not_there.py")]


@pytest.mark.usefixtures("person")
def test_what_was_taken_for_a_change_that_is_not_made_yet_stays(hooks: Hooks) -> None:
    """The command runs in the background, and writes after the turn."""
    hooks.event("UserPromptSubmit", prompt="rewrite the login")
    hooks.command_call("sleep 60; sed -i s/a/b/ auth.py; echo x > made.py", run_in_background=True)
    hooks.event("Stop")
    (hooks.workspace / "beside.py").touch()
    assert decision(hooks.edit("auth.py", "two")) == "deny"
    assert decision(hooks.edit("made.py", "two")) == "deny"


def test_where_a_commit_is_not_to_release_nothing_of_this_happens(hooks: Hooks, person: Callable[[str], None]) -> None:
    hooks.environ = {"COVEY_RELEASE_ON": "session_end"}
    work(hooks)
    person("git commit -qam x")
    assert decision(hooks.edit("auth.py", "two")) == "deny"
    hooks.event("Stop")
    assert hooks.held() == [("one", "auth.py")]


def test_a_commit_in_the_holders_worktree_is_what_counts(
    hooks: Hooks, person: Callable[[str], None], tmp_path: Path
) -> None:
    person("git worktree add -q ../tree")
    tree = tmp_path.resolve() / "tree"
    hooks.event("UserPromptSubmit", prompt="rewrite the login", cwd=str(tree))
    for told in (hooks.edit, hooks.edited):
        (tree / "auth.py").write_text("changed\n")
        told(tree / "auth.py", cwd=str(tree))
    hooks.event("Stop", cwd=str(tree))
    person("echo z > auth.py; git commit -qam z")
    assert decision(hooks.edit(tree / "auth.py", "two", cwd=str(tree))) == "deny"
    person("git -C ../tree commit -qam x")
    assert hooks.edit(tree / "auth.py", "two", cwd=str(tree)) == {}


@pytest.mark.parametrize(
    "command", ["sed -i s/a/b/ auth.py", "rm auth.py", "git checkout -q side", "git stash", "rm -r ."]
)
def test_a_command_meets_no_finished_work(hooks: Hooks, person: Callable[[str], None], command: str) -> None:
    person("git switch -qc side; git commit -q --allow-empty -m side; git switch -q -")
    work(hooks)
    hooks.event("SessionStart", "two", source="startup")
    assert decision(hooks.command_call(command, "two")) == "deny"
    person("git commit -qam x")
    assert hooks.command_call(command, "two") == {}
    assert ("one", "auth.py") not in hooks.held()


@pytest.mark.parametrize("action", ["warn", "ask", "proceed"])
def test_nothing_is_said_of_finished_work_whatever_a_conflict_means(
    hooks: Hooks, person: Callable[[str], None], action: str
) -> None:
    hooks.environ = {"COVEY_CONFLICT_ACTION": action}
    work(hooks)
    person("git commit -qam x")
    assert hooks.edit("auth.py", "two") == {}
    assert hooks.held() == [("two", "auth.py")]


@pytest.mark.requirement("B-3")
def test_who_stands_first_in_line_has_first_right_to_it(hooks: Hooks, person: Callable[[str], None]) -> None:
    work(hooks)
    assert decision(hooks.edit("auth.py", "two")) == "deny"
    person("git commit -qam x")
    assert decision(hooks.edit("auth.py", "three")) == "deny"
    assert hooks.held() == []
    assert "Free now: auth.py" in context(hooks.event("UserPromptSubmit", "two", prompt="go on"))
    assert hooks.edit("auth.py", "two") == {}


BORDERS: dict[str, tuple[str, dict[str, str]]] = {
    "the next prompt": ("UserPromptSubmit", {"prompt": "go on"}),
    "the end of a turn": ("Stop", {}),
    "a turn that failed": ("StopFailure", {"error": "overloaded"}),
    "a rest": ("Notification", {"notification_type": "idle_prompt"}),
}


@pytest.mark.requirement("B-3")
@pytest.mark.parametrize(("event", "fields"), BORDERS.values(), ids=BORDERS)
def test_the_holders_next_contact_frees_it_and_tells_who_waits(
    hooks: Hooks, person: Callable[[str], None], event: str, fields: dict[str, str]
) -> None:
    work(hooks)
    hooks.edit("auth.py", "two")
    person("git commit -qam x")
    hooks.event(event, **fields)
    assert hooks.held() == []
    assert ("lock.offered", "two") in hooks.log()
    assert "Free now: auth.py" in context(hooks.event("UserPromptSubmit", "two", prompt="go on"))
