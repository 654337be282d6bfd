"""Our own failure lets a commit pass, loudly, and the hook that was there still runs; `on_error: closed` turns it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from covey.coordination import failures

from .conftest import ENTRIES

if TYPE_CHECKING:
    from .conftest import Shop


@pytest.fixture
def watched(shop: Shop) -> Shop:
    """Give a repository in which a session holds auth.py, somebody's hook remembers, and a commit of it is staged."""
    shop.place_hook("pre-commit", shop.remember("theirs"))
    shop.hold("holder", "auth.py")
    shop.write("auth.py", "mine\n")
    return shop


@pytest.mark.parametrize("gone", ["python", "entries"])
@pytest.mark.parametrize("way", ["beside", "own folder"])
def test_a_covey_that_is_gone_is_not_missed(watched: Shop, gone: str, way: str) -> None:
    if way == "own folder":
        watched.must("config", "core.hooksPath", ".git/hooks")
    watched.net(**{gone: Path("/nowhere")}).install()
    done = watched.commit()
    assert (done.returncode, done.stderr) == (0, "")
    assert watched.ran() == ["theirs"]


@pytest.mark.parametrize("program", ["/bin/false", "no program at all"])
def test_an_interpreter_that_does_not_work_stops_nothing(watched: Shop, program: str) -> None:
    python = Path(program)
    if not python.is_absolute():
        python = watched.world.root / "python"
        python.write_bytes(b"\x7fELF broken")
        python.chmod(0o755)
    watched.net(python=python).install()
    assert watched.commit().returncode == 0
    assert watched.ran() == ["theirs"]


def test_half_a_covey_stops_nothing(watched: Shop) -> None:
    half = watched.world.root / "covey-half" / "hooks"
    half.mkdir(parents=True)
    shutil.copy(ENTRIES / "on_git.py", half)
    watched.net(entries=half).install()
    done = watched.commit()
    assert done.returncode == 0
    assert "ModuleNotFoundError" in done.stderr
    assert watched.ran() == ["theirs"]


def test_a_store_that_is_no_store_lets_it_pass_loudly_and_on_record(watched: Shop) -> None:
    watched.net().install()
    (watched.world.covey_home / "covey.db").write_bytes(b"no database" * 1000)
    done = watched.commit()
    assert done.returncode == 0
    assert done.stderr.startswith("covey could not check this commit, and let it pass: StoreError: ")
    assert watched.ran() == ["theirs"]
    (failure,) = failures.since(str(watched.world.covey_home), 0)
    assert failure.event == "pre-commit"


def test_closed_refuses_what_could_not_be_checked(watched: Shop) -> None:
    watched.net().install()
    (watched.world.covey_home / "covey.db").write_bytes(b"no database" * 1000)
    done = watched.commit(COVEY_ON_ERROR="closed")
    assert done.returncode == 1
    assert "and on_error is closed: StoreError: " in done.stderr


@pytest.mark.parametrize("what", ["python", "entries"])
@pytest.mark.parametrize("on_error", ["open", "closed"])
def test_closed_is_written_into_the_hooks_so_that_a_covey_that_is_gone_refuses(
    watched: Shop, what: str, on_error: Literal["open", "closed"]
) -> None:
    watched.net(**{what: Path("/nowhere")}, on_error=on_error).install()
    done = watched.commit()
    assert done.returncode == int(on_error == "closed")
    assert ("cannot be run), and on_error is closed" in done.stderr) == (on_error == "closed")


def test_git_that_does_not_answer_the_check_is_in_the_log_too(watched: Shop) -> None:
    watched.net().install()
    watched.remote()
    watched.must("commit", "-q", "--no-verify", "-m", "held")
    head = watched.must("rev-parse", "HEAD^{tree}").strip()
    (watched.folder / ".git/objects" / head[:2] / head[2:]).unlink()
    done = watched.git("push", "-q", "origin", "main")
    assert "covey could not check this push, and let it pass: UnavailableError: git refused: " in done.stderr
    assert watched.log() == [("git.unchecked", "", "")]


def test_a_hook_that_is_called_for_something_else_says_so_and_stops_nothing(shop: Shop) -> None:
    shop.net().install()
    hook = shop.folder / ".git/hooks/pre-commit"
    hook.write_text(hook.read_text().replace("hook=pre-commit", "hook=commit-msg"))
    shop.write("free.py", "mine\n")
    done = shop.commit()
    assert done.returncode == 0
    assert "git has no hook 'commit-msg' that covey answers" in done.stderr
