"""A commit that touches what another live session holds is refused, and no other commit is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Shop

ODD = ["with space.py", "line\nend.py", "🦆.py", 'quo"te.py', "[id].py", "deep/er/file.py", "-dash.py"]


@pytest.mark.requirement("S1-10")
def test_a_commit_of_a_held_file_is_refused_with_who_and_what_to_do(guarded: Shop) -> None:
    guarded.write("auth.py", "mine\n")
    done = guarded.commit()
    said = done.stderr.splitlines()
    assert done.returncode == 1
    assert said[0] == "covey: this commit is refused, since it touches what another session holds."
    assert said[1].startswith("auth.py is locked by Session_")
    assert ", since " in said[1]
    assert said[2:] == [
        "The other files can be committed: `git commit -- PATH`. `covey locks list` says when these are free.",
        "`git commit --no-verify` goes past this check.",
    ]
    assert guarded.log() == [("git.refused", "", "auth.py")]


def test_a_commit_of_another_file_passes_in_silence_also_while_the_held_one_is_staged(guarded: Shop) -> None:
    guarded.write("auth.py", "mine\n")
    guarded.write("free.py", "mine\n")
    done = guarded.commit("--", "free.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert guarded.must("show", "--format=", "--name-only") == "free.py\n"
    assert guarded.commit().returncode == 1


def test_commit_all_finds_what_was_not_staged(guarded: Shop) -> None:
    guarded.write("auth.py", "first\n")
    guarded.must("commit", "-q", "--no-verify", "-m", "there")
    (guarded.folder / "auth.py").write_text("mine\n")
    assert guarded.commit("-a").returncode == 1


def test_the_session_that_holds_the_file_commits_it(guarded: Shop) -> None:
    guarded.write("auth.py", "mine\n")
    done = guarded.commit(CLAUDE_CODE_SESSION_ID="holder", CLAUDECODE="1")
    assert (done.returncode, done.stderr) == (0, "")


def test_another_session_is_refused_and_not_told_of_the_way_past(guarded: Shop) -> None:
    guarded.write("auth.py", "mine\n")
    done = guarded.commit(CLAUDE_CODE_SESSION_ID="other", CLAUDECODE="1")
    assert done.returncode == 1
    assert "--no-verify" not in done.stderr
    assert guarded.log() == [("git.refused", "other", "auth.py")]


def test_a_session_commits_what_its_subagents_hold_also_where_these_are_told_apart(guarded: Shop) -> None:
    guarded.hold("holder", "of_agent.py", agent_id="a1")
    guarded.write("of_agent.py", "mine\n")
    apart = "separate"
    assert guarded.commit(CLAUDE_CODE_SESSION_ID="holder", COVEY_SUBAGENTS=apart).returncode == 0
    guarded.write("of_agent.py", "again\n")
    assert guarded.commit(CLAUDE_CODE_SESSION_ID="other", COVEY_SUBAGENTS=apart).returncode == 1


@pytest.mark.requirement("B-5")
def test_a_dead_holders_lock_does_not_count(guarded: Shop) -> None:
    guarded.end("holder")
    guarded.write("auth.py", "mine\n")
    done = guarded.commit()
    assert (done.returncode, done.stderr) == (0, "")


def test_no_verify_goes_past(guarded: Shop) -> None:
    guarded.write("auth.py", "mine\n")
    assert guarded.commit("--no-verify").returncode == 0


@pytest.mark.parametrize("path", ODD)
def test_odd_names_are_found_in_a_commit_and_in_a_push(shop: Shop, path: str) -> None:
    shop.remote()
    shop.net().install()
    shop.hold("holder", path)
    shop.write(path, "mine\n")
    assert shop.commit().returncode == 1
    shop.must("commit", "-q", "--no-verify", "-m", "work")
    assert shop.git("push", "-q", "origin", "main").returncode == 1


def test_both_ends_of_a_rename_and_a_deletion_are_touched(shop: Shop) -> None:
    for name in ("old.py", "gone.py"):
        shop.write(name, f"{name} as long as it takes to be known again\n" * 9)
    shop.must("commit", "-q", "-m", "there")
    shop.net().install()
    for name in ("old.py", "new.py", "gone.py"):
        shop.hold("holder", name)
        shop.must(*(("rm", "-q", name) if name == "gone.py" else ("mv", "old.py", "new.py")))
        assert shop.commit().returncode == 1
        shop.must("reset", "-q", "--hard")


def test_a_commit_that_is_told_where_its_repository_is_is_looked_at_too(guarded: Shop) -> None:
    guarded.write("auth.py", "mine\n")
    where = ("--git-dir", str(guarded.folder / ".git"), "--work-tree", str(guarded.folder))
    assert guarded.git(*where, "commit", "-q", "-m", "work", cwd=guarded.world.root).returncode == 1


def test_the_first_commit_of_all_is_looked_at_too(shop: Shop) -> None:
    shop.must("checkout", "-q", "--orphan", "fresh")
    shop.net().install()
    shop.hold("holder", "README.md")
    assert shop.commit().returncode == 1


def test_a_held_folder_and_a_held_pattern_count_for_what_is_in_them(guarded: Shop) -> None:
    env = {"CLAUDE_CODE_SESSION_ID": "holder"}
    for target in ("src", "**/*.sql"):
        guarded.world.run(["covey", "locks", "acquire", target], guarded.folder, env=env)
    for path in ("src/deep/a.py", "db/one.sql"):
        guarded.write(path, "mine\n")
        done = guarded.commit()
        assert done.returncode == 1
        assert "through the lock on " in done.stderr
        guarded.must("reset", "-q", "--hard")


def test_many_held_files_are_named_in_part(guarded: Shop) -> None:
    for number in range(13):
        guarded.hold("holder", f"{number:02}.py")
        guarded.write(f"{number:02}.py", "mine\n")
    said = guarded.commit().stderr
    assert said.count(" is locked by ") == 10
    assert "And 3 more files.\n" in said
    assert len(guarded.log()) == 10


def test_in_another_worktree_it_is_a_warning_and_may_be_made_a_refusal(guarded: Shop) -> None:
    elsewhere = guarded.branch_elsewhere()
    guarded.write("auth.py", "mine\n", cwd=elsewhere)
    refused = guarded.commit(cwd=elsewhere, COVEY_ACROSS_WORKTREES="block")
    assert refused.returncode == 1
    warned = guarded.commit(cwd=elsewhere)
    assert warned.returncode == 0
    assert "the two will have to be merged" in warned.stderr
    assert [kind for kind, _, _ in guarded.log()] == ["git.refused", "git.warned"]
    guarded.write("auth.py", "again\n", cwd=elsewhere)
    ignored = guarded.commit(cwd=elsewhere, COVEY_ACROSS_WORKTREES="ignore")
    assert (ignored.returncode, ignored.stderr) == (0, "")


def test_a_lock_taken_in_a_linked_worktree_counts_there(guarded: Shop) -> None:
    elsewhere = guarded.branch_elsewhere()
    guarded.hold("holder", "ui.py", cwd=elsewhere)
    guarded.write("ui.py", "mine\n", cwd=elsewhere)
    assert guarded.commit(cwd=elsewhere).returncode == 1


def test_a_whole_held_folder_of_files_is_refused_and_counted_as_far_as_is_told(guarded: Shop) -> None:
    guarded.world.run(["covey", "locks", "acquire", "src"], guarded.folder, env={"CLAUDE_CODE_SESSION_ID": "holder"})
    (guarded.folder / "src").mkdir()
    for number in range(600):
        (guarded.folder / "src" / f"{number}.py").write_text("mine\n")
    guarded.must("add", ".")
    done = guarded.commit()
    assert done.returncode == 1
    assert "And at least 490 more files.\n" in done.stderr
