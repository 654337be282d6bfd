"""Random trees, locks and commands: a command is stopped exactly when the files that it writes meet the files held.

Each command is really run, by a real Bash in a real repository, and what it wrote is seen from outside.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from covey.coordination import places
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.readings import target_of
from covey.coordination.registry import Arrival, Register
from covey.hooks.call import Call
from covey.hooks.command import before_command
from covey.hooks.door import Visit
from covey.model.lock import Holder, Wish
from covey.settings import Settings
from covey.store.sqlite import SqliteStore

from .conftest import decision

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from covey.model.lock import Target

    from .conftest import Hooks

BASH = shutil.which("bash")
FOLDERS = ("", "src/", "src/deep/", "docs/")
NAMES = ("a.py", "b.py", "a.md", "x.ts")
FILES = [folder + name for folder in FOLDERS for name in NAMES]
NEW = ("new", "new.py", "src/new.md")
PATTERNS = {
    "**/*.md": r"(.*/)?[^/]*\.md",
    "*.py": r"[^/]*\.py",
    "src/*": r"src/[^/]*",
    "src/**": r"src(/.*)?",
    "**/a.*": r"(.*/)?a\.[^/]*",
    "{docs,src/deep}/*.{py,ts}": r"(docs|src/deep)/[^/]*\.(py|ts)",
}
"""Patterns that are held, each with what it means as a regular expression."""

GLOBS = ("*.py", "src/*.md", "*/a.*", "src/*/*.ts", "docs/*", "[ax].*")
WANTED = ("*.pyc", "*.py", "a.*", "*.md", "?.*")
LONG_AGO = (1_000_000_000, 1_000_000_000)

pytestmark = [pytest.mark.requirement("B-1", "B-2"), pytest.mark.skipif(BASH is None, reason="there is no bash here")]


@dataclass(frozen=True)
class Case:
    """A tree, what the first session holds of it, and what the second one wants to run."""

    files: frozenset[str]
    kind: str
    held: str
    steps: tuple[str, ...]
    is_exact: bool

    @property
    def command(self) -> str:
        """The steps as one command."""
        return " && ".join(self.steps)

    def is_held(self, path: str) -> bool:
        """Tell whether the first session holds a path."""
        if self.kind == "pattern":
            return re.fullmatch(PATTERNS[self.held], path) is not None
        return path == self.held or (self.kind == "folder" and f"{path}/".startswith(f"{self.held}/"))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Give a case; what cannot be told exactly before it runs is marked."""
    files = sorted(draw(st.sets(st.sampled_from(FILES), min_size=2)))
    folders = sorted({path.rpartition("/")[0] for path in files} - {""})
    kind = draw(st.sampled_from(["edited", "folder", "pattern"]))
    held = {
        "edited": st.sampled_from(files),
        "folder": st.sampled_from([*folders, *NEW, "src/deep", "docs"]),
        "pattern": st.sampled_from(list(PATTERNS)),
    }[kind]
    parts = [draw(commands(files, folders)) for _ in range(draw(st.integers(1, 2)))]
    return Case(
        frozenset(files),
        kind,
        draw(held),
        tuple(command for command, _ in parts),
        all(is_exact for _, is_exact in parts),
    )


def commands(files: list[str], folders: list[str]) -> st.SearchStrategy[tuple[str, bool]]:
    """Give commands, and whether their text and the tree say exactly what they write."""
    file, glob, wanted = st.sampled_from(files), st.sampled_from(GLOBS), st.sampled_from(WANTED)
    folder = st.sampled_from(folders or ["."])
    target = st.sampled_from([*files, *NEW])
    exact = [
        st.builds("echo x > {}".format, target),
        st.builds("echo x | tee -a {} {}".format, target, file),
        st.builds("sed -i s/t/T/ {}".format, file | glob),
        st.builds("rm -f {}".format, target | glob),
        st.builds("rm -rf {}".format, folder | file | glob),
        st.builds("mv {} new.py".format, file),
        st.builds("cp {} new.py".format, file),
        st.builds("cp {} {}".format, file, folder),
        st.builds("find {} -name '{}' -delete".format, folder | st.just("."), wanted),
        st.builds("find . -type f -name '{}' -exec sed -i s/t/T/ {{}} +".format, wanted),
        st.builds("git ls-files '{}' | xargs -r sed -i s/t/T/".format, wanted),
        st.builds("truncate -s 0 {}".format, file),
        st.builds("cat {} && ls {}".format, file, folder),
    ]
    rough = [
        st.builds("mv {} new".format, folder),
        st.builds("cp -r {} new".format, folder),
        st.builds("cp {} {}".format, glob, folder),
        st.builds("mv {} {}".format, glob, folder),
        st.builds("for f in {}; do echo x >> $f; done".format, glob),
    ]
    one = st.one_of(exact).map(lambda command: (command, True))
    return one | st.one_of(rough).map(lambda command: (command, False))


@dataclass
class Ground:
    """A repository and a store, which are filled anew for each case."""

    folder: Path
    home: Path

    def fill(self, case: Case) -> None:
        """Lay out the files, as they were committed long ago, and let the first session hold what it holds."""
        for path in self.folder.iterdir():
            if path.name != ".git":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for file in case.files:
            path = self.folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("text\n")
            os.utime(path, LONG_AGO)
        subprocess.run(["git", "-C", str(self.folder), "add", "-A"], check=True, capture_output=True)
        with self.desk() as desk:
            for lock in desk.tx.locks():
                desk.tx.remove_lock(lock)
            for waiting in desk.tx.lines():
                desk.tx.leave_line(waiting.holder)
            Register(desk).arrive(Arrival("one", str(self.folder)))
            assert desk.acquire(Wish(Holder("one"), self.target(case))).lock

    def target(self, case: Case) -> Target:
        """Give what is held, as an editing tool takes it, or `covey locks acquire`."""
        take = places.file_target if case.kind == "edited" else target_of
        return take(case.held, str(self.folder))

    @contextmanager
    def desk(self) -> Generator[Desk]:
        """Open a desk for one transaction."""
        store, machine = SqliteStore(str(self.home)), Machine()
        with store.write() as tx:
            yield Desk(tx, machine, Settings(), machine.now())
        store.close()

    def written_by(self, steps: tuple[str, ...]) -> tuple[set[str], bool]:
        """Run a command step by step; give the files that it wrote, made, moved or removed, and whether it ended well.

        What one step makes and the next removes was written, too.
        """
        written: set[str] = set()
        for step in steps:
            before = dict(self._states())
            status = self._run(step)
            after = dict(self._states())
            written |= {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
            if status:
                return written, False
        return written, True

    def _run(self, command: str) -> int:
        assert BASH
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.home)}
        done = subprocess.run(
            [BASH, "-c", command], cwd=self.folder, env=environment, timeout=60, capture_output=True, check=False
        )
        return done.returncode

    def _states(self) -> Iterator[tuple[str, tuple[int, int, int]]]:
        for path in self.folder.rglob("*"):
            if path.is_file() and ".git" not in path.parts:
                found = path.lstat()
                yield str(path.relative_to(self.folder)), (found.st_ino, found.st_mtime_ns, found.st_size)


@pytest.fixture
def ground(hooks: Hooks, git: Callable[..., str]) -> Ground:
    """Give a real repository."""
    assert git("status", "--porcelain") == ""
    return Ground(hooks.workspace, hooks.home)


def is_stopped_in_process(ground: Ground, command: str) -> bool:
    """Ask the gate, in this process."""
    tool = {"tool_name": "Bash", "tool_input": {"command": command}, "tool_use_id": "toolu_1"}
    visit = Visit(Call("PreToolUse", "two", "", str(ground.folder), tool), str(ground.home), Settings())
    answer = before_command(visit)
    visit.store.close()
    return '"deny"' in answer


def check(ground: Ground, case: Case, *, is_stopped: bool) -> None:
    """Hold what the gate said against what the command does."""
    written, ends_well = ground.written_by(case.steps)
    hit = sorted(path for path in written if case.is_held(path))
    event(f"{'exact' if case.is_exact else 'rough'}, {'hit' if hit else 'missed'}")
    assert is_stopped or not hit, f"let pass: {case.command} wrote {hit}"
    if case.is_exact and ends_well:
        assert not is_stopped or hit, f"stopped in vain: {case.command} wrote {sorted(written)}"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_a_command_is_stopped_exactly_when_what_it_writes_is_held(ground: Ground, case: Case) -> None:
    ground.fill(case)
    check(ground, case, is_stopped=is_stopped_in_process(ground, case.command))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_the_installed_hook_stops_exactly_that(ground: Ground, hooks: Hooks, case: Case) -> None:
    ground.fill(case)
    answer: dict[str, Any] = hooks.command_call(case.command, "two")
    check(ground, case, is_stopped=decision(answer) == "deny")
