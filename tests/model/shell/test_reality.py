"""The tables against a real Bash: what changes when a command runs is what was foretold of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from posixpath import join, normpath
from typing import TYPE_CHECKING

import pytest

from covey.hooks.filesystem import Disk
from covey.model.pattern import matches
from covey.model.shell.effect import REMOVE, UNRESOLVED, WORKTREE, WRITE
from covey.model.shell.walk import effects

from .conftest import PARSE, TEXTS, sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.model.shell.effect import Effect

BASH = shutil.which("bash")
ABSENT = (
    *("curl", "wget", "npx", "pnpm", "uv", "fetch", "push", "pull", "am", "rebase", "worktree", "sudo", "yq", "''"),
    *("gh", "rg", "fd", "rename"),
)
"""What a test has no network for, or no input, or not the program that is meant."""

SELDOM = (
    *("xxd", "script", "fallocate", "rsync", "ruby", "gawk", "zip", "unzip", "patch", "perl", "node", "php", "lua"),
    *("ed", "ex", "vim"),
)
MISSING = {*ABSENT, *(program for program in SELDOM if shutil.which(program) is None)}
BRANCHES = {row.split("  ⟹  ")[0] for row in sections("commands.txt")["Chains"]}
FAILING = (
    "diff <(sort c.txt)",
    "cd src && ! echo",
    "echo *.py | xargs",
    'cd "$(mktemp',
    "ruff check",
    "sed -i s/one/two/ $(g",
    "git grep -l",
    "git ls-files",
    "git diff --name-only",
    "for f in $(git ls-files",
    "find . -name '*.py' |",
    "find . -name '*.py' !",
    "find . -path ./src",
    "git add *",
    "git read-tree -m",
)
"""How those commands begin that end with another status than 0, so that not all of what they could do may be done."""


def can_run(command: str) -> bool:
    """Tell whether a command can run here."""
    return MISSING.isdisjoint(command.split())


COMMANDS = [
    command
    for heading, rows in sections("commands.txt").items()
    for command, told in (row.split("  ⟹  ") for row in rows)
    if told and heading != "Unresolved" and can_run(command) and (heading != "Formatters" or command.startswith("ruff"))
]
ENVIRONMENT = {
    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "somebody"),
}
SETUP = """
mkdir empty; gzip -c c.txt > packed.txt.gz; tar czf x.tgz c.txt; tar cf x.tar c.txt; zip -q x.zip c.txt
git init -q -b main --template= && git add . && git commit -qm one && git checkout -qb other && echo other >> a.py
git commit -qam two && git checkout -q main && echo main >> notes.md && git commit -qam three && git tag v1 HEAD~1
git branch same; echo kept >> docs/x.md; git stash -q
echo changed >> b.py
"""
pytestmark = pytest.mark.skipif(BASH is None, reason="there is no bash here")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a repository with the tables' files, two branches, and a change that is not committed."""
    folder = tmp_path_factory.mktemp("home") / "repo"
    for file, text in TEXTS.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text)
    run(SETUP, folder)
    for path in files_in(folder):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return folder


@pytest.fixture
def repository(template: Path, tmp_path: Path) -> Path:
    """Give a copy of it."""
    return Path(shutil.copytree(template.parent, tmp_path / "home", symlinks=True)) / "repo"


def run(command: str, folder: Path) -> int:
    """Run a command as Claude Code's Bash tool would, and give its exit status."""
    environment = ENVIRONMENT | {"HOME": str(folder.parent), "PWD": str(folder)}
    done = subprocess.run(
        [BASH or "", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode


def files_in(folder: Path) -> Iterator[Path]:
    """Give the files of a folder, without what git and other programs keep there."""
    for path in folder.rglob("*"):
        is_hidden = any(name.startswith(".") for name in path.relative_to(folder).parts)
        if not is_hidden and not path.is_dir():
            yield path


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Tell of each file what changes when it is written."""
    return {
        str(folder / path): (
            os.lstat(folder / path).st_mtime_ns,
            os.lstat(folder / path).st_ino,
            content(folder / path),
        )
        for path in files_in(folder)
    }


def content(path: Path) -> bytes:
    """Give what is in a file, '' for a link."""
    return b"" if path.is_symlink() else path.read_bytes()


def foretold(command: str, repository: Path) -> tuple[Effect, ...]:
    """Read a command in a real folder."""
    cwd = str(repository)
    environ = {"HOME": str(repository.parent), "PATH": ENVIRONMENT["PATH"]}
    return effects(command, cwd, environ, PARSE, Disk())


def covers(effect: Effect, path: str, root: Path) -> bool:
    """Tell whether an effect says that a file may change."""
    if effect.path == WORKTREE or effect.kind == UNRESOLVED:
        return True
    held, inner = normpath(join(effect.base, effect.path)), os.path.relpath(path, effect.base)
    if any(matches(os.path.normpath(glob), inner) for glob in effect.excluded if not inner.startswith("..")):
        return False
    if effect.is_pattern:
        inner = os.path.relpath(held, root) + "/" * effect.path.endswith("/")
        return matches(inner, os.path.relpath(path, root))
    return path == held or (effect.kind != WRITE and f"{path}/".startswith(f"{held}/".replace("//", "/")))


def changed(command: str, repository: Path) -> tuple[set[str], int]:
    """Run a command, and give the files that it has changed, and its exit status."""
    before = state(repository.parent)
    status = run(command, repository)
    after = state(repository.parent)
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}, status


@pytest.mark.parametrize("command", COMMANDS)
def test_what_changes_is_what_was_foretold(command: str, repository: Path) -> None:
    told = foretold(command, repository)
    really, status = changed(command, repository)
    assert not [path for path in really if not any(covers(effect, path, repository) for effect in told)]
    is_certain = command not in BRANCHES and not command.startswith(FAILING)
    if is_certain:
        assert status == 0
        assert not [effect for effect in told if not has_happened(effect, really)]


@pytest.mark.parametrize("heading", ["Writing nowhere", "Searching", "Git"])
def test_what_is_called_harmless_changes_nothing(heading: str, repository: Path) -> None:
    commands = [command for command in sections("harmless.txt")[heading] if can_run(command)]
    assert [command for command in commands if changed(command, repository)[0]] == []


def has_happened(effect: Effect, really: set[str]) -> bool:
    """Tell whether what an effect foretells of a single file has happened; of others it is only what may."""
    path = normpath(join(effect.base, effect.path))
    is_single = effect.kind in (WRITE, REMOVE) and not effect.is_pattern
    return not is_single or path in really or not os.path.lexists(path)
