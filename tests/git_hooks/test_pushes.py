"""A push of commits that touch what another live session holds is refused, and no other push is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Shop


@pytest.fixture
def pushing(shop: Shop) -> Shop:
    """Give a repository with a remote, in which a session holds auth.py, and with a commit of it that is not pushed."""
    shop.remote()
    shop.net().install()
    shop.write("auth.py", "mine\n")
    shop.must("commit", "-q", "-m", "work")
    shop.hold("holder", "auth.py")
    return shop


def test_a_push_of_a_held_file_is_refused_with_who_and_what_to_do(pushing: Shop) -> None:
    done = pushing.git("push", "-q", "origin", "main")
    said = done.stderr.splitlines()
    assert done.returncode == 1
    assert said[0] == "covey: this push is refused, since it touches what another session holds."
    assert said[1].startswith("auth.py is locked by Session_")
    assert "`git push --no-verify` goes past this check." in said
    assert pushing.log() == [("git.refused", "", "auth.py")]


def test_the_holder_pushes_and_so_does_everybody_once_it_is_gone(pushing: Shop) -> None:
    assert pushing.git("push", "-q", "origin", "main:one", CLAUDE_CODE_SESSION_ID="holder").returncode == 0
    pushing.end("holder")
    assert pushing.git("push", "-q", "origin", "main").returncode == 0


def test_only_what_the_remote_does_not_have_is_looked_at(pushing: Shop) -> None:
    pushing.must("push", "-q", "--no-verify", "origin", "main")
    pushing.write("free.py", "mine\n")
    pushing.must("commit", "-q", "-m", "free")
    assert pushing.git("push", "-q", "origin", "main").returncode == 0
    assert pushing.git("push", "-q", "origin", "main:new-branch").returncode == 0


def test_a_new_branch_a_tag_and_a_later_commit_that_takes_it_back_are_looked_at(pushing: Shop) -> None:
    pushing.must("tag", "-a", "-m", "v1", "v1")
    pushing.must("rm", "-q", "auth.py")
    pushing.must("commit", "-q", "--no-verify", "-m", "taken back")
    for what in ("main:fresh", "v1", "main"):
        assert pushing.git("push", "-q", "origin", what).returncode == 1


def test_a_merge_brings_only_what_it_changes_itself(pushing: Shop) -> None:
    pushing.must("checkout", "-q", "-b", "side", "HEAD~1")
    pushing.write("free.py", "mine\n")
    pushing.must("commit", "-q", "-m", "free")
    pushing.must("push", "-q", "--no-verify", "origin", "main")
    pushing.must("merge", "-q", "--no-edit", "main")
    assert pushing.git("push", "-q", "origin", "side").returncode == 0


def test_to_delete_a_branch_touches_no_file(pushing: Shop) -> None:
    pushing.must("push", "-q", "--no-verify", "origin", "main:old")
    assert pushing.git("push", "-q", "origin", ":old").returncode == 0


def test_a_forced_push_over_commits_that_are_not_here_is_looked_at_without_them(pushing: Shop) -> None:
    other = pushing.world.root / "clone"
    pushing.must("clone", "-q", str(pushing.world.root / "remote.git"), str(other))
    pushing.write("theirs.py", "theirs\n", cwd=other)
    pushing.must("commit", "-q", "-m", "theirs", cwd=other)
    pushing.must("push", "-q", "origin", "main", cwd=other)
    assert pushing.git("push", "-q", "--force", "origin", "main").returncode == 1
    pushing.end("holder")
    done = pushing.git("push", "-q", "--force", "origin", "main")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_push_to_a_bare_address_is_looked_at_too(pushing: Shop) -> None:
    assert pushing.git("push", "-q", str(pushing.world.root / "remote.git"), "main").returncode == 1


def test_what_git_says_on_standard_input_reaches_the_hook_that_was_there_to_the_byte(shop: Shop) -> None:
    shop.remote()
    shop.place_hook("pre-push", f'echo "$1" > "{shop.world.root}/name"; cat > "{shop.world.root}/told"')
    shop.net().install()
    shop.write("free.py", "mine\n")
    shop.must("commit", "-q", "-m", "free")
    head, before = shop.must("rev-parse", "HEAD", "HEAD~1").split()
    shop.must("push", "-q", "origin", "main")
    assert (shop.world.root / "told").read_text() == f"refs/heads/main {head} refs/heads/main {before}\n"
    assert (shop.world.root / "name").read_text() == "origin\n"


def test_a_hook_that_reads_nothing_of_a_long_list_and_refuses_is_obeyed_in_silence(shop: Shop) -> None:
    shop.remote()
    shop.place_hook("pre-push", "exit 7")
    shop.net().install()
    head = shop.must("rev-parse", "HEAD").strip()
    refs = "".join(f"create refs/heads/b{number} {head}\n" for number in range(2000))
    shop.world.run(["git", "update-ref", "--stdin"], shop.folder, words=refs)
    done = shop.git("push", "-q", "--all", "origin")
    assert done.returncode == 1
    assert "printf" not in done.stderr


def test_what_a_person_has_committed_themselves_is_pushed_while_its_session_is_idle(shop: Shop) -> None:
    shop.remote()
    shop.net().install()
    shop.hold("holder", "auth.py")
    shop.write("auth.py", "of the session\n")
    shop.rest("holder")
    assert shop.commit().returncode == 1
    assert shop.commit("--no-verify").returncode == 0
    assert shop.git("push", "-q", "origin", "main").returncode == 0
    assert shop.log() == [("git.refused", "", "auth.py")]
