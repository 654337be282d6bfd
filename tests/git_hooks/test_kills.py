"""kill -9 between any two steps of putting the hooks in or out: commits go on, no hook of others is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .conftest import ENTRIES, contents

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Shop

PROGRAM = """
import sys
from pathlib import Path
from covey.git_hooks.net import Net
from covey.git_hooks.repository import Repository
from covey.git_hooks.script import Called

verb, folder, home, entries = sys.argv[1:]
net = Net(Repository.of(Path(folder)), Called(Path(sys.executable), Path(entries), Path(home), "open"))
getattr(net, verb)()
"""
MOST_LINES = 2000
STEPS = [
    ("beside", "beside.py", 5),
    ("beside", "files.py", 3),
    ("own folder", "config_block.py", 3),
    ("own folder", "own_folder.py", 11),
    ("own folder", "files.py", 31),
]
"""Which way, killed in which file, at every which line."""


@pytest.mark.requirement("B-6")
@pytest.mark.parametrize("verb", ["install", "uninstall"])
@pytest.mark.parametrize("steps", STEPS)
def test_whatever_line_is_the_last_the_repository_works_and_the_next_call_finishes(
    shop: Shop, tmp_path: Path, verb: str, steps: tuple[str, str, int]
) -> None:
    way, file, stride = steps
    if way == "own folder":
        shop.must("config", "core.hooksPath", ".git/hooks")
    shop.place_hook("pre-commit", shop.remember("theirs"))
    before = contents(shop.folder / ".git")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    for count, line in enumerate(range(1, MOST_LINES, stride), 1):
        if verb == "uninstall":
            shop.net().install()
        killed = ["-m", "covey.testing.killed_at", f"git_hooks/{file}:{line}", str(program), verb]
        command = [sys.executable, *killed, str(shop.folder), str(shop.world.covey_home), str(ENTRIES)]
        done = subprocess.run(command, env=shop.world.env(), check=False, timeout=30)
        shop.write("free.py", f"{line}\n")
        assert shop.commit().returncode == 0
        assert len(shop.ran()) == count
        if count % 2:
            shop.net().install()
        shop.net().uninstall()
        assert contents(shop.folder / ".git") == before
        if done.returncode != -signal.SIGKILL:
            assert done.returncode == 0
            break
    else:
        pytest.fail("it has no end")
    assert count > 1
