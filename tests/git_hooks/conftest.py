"""What the tests of the git net share: a real repository, sessions that hold files in it, and git as people call it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import covey
from covey.errors import UnavailableError
from covey.git_hooks.net import Net
from covey.git_hooks.repository import Repository
from covey.git_hooks.script import Called
from covey.store.sqlite import SqliteStore
from covey.testing.hook_process import HookCaller

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from covey.testing.world import World

ENTRIES = Path(covey.__file__).resolve().parent / "hooks"


@dataclass
class Shop:
    """A repository with a first commit, in a private world."""

    world: World
    folder: Path
    start_client: Callable[[], subprocess.Popen[bytes]]
    clients: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict[str, Any])

    def net(self, folder: Path | None = None, **how: Any) -> Net:
        """Give the git net of this repository, or of another."""
        called = Called(Path(sys.executable), ENTRIES, self.world.covey_home, "open")._replace(**how)
        return Net(Repository.of(folder or self.folder), called)

    def git(self, *words: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        """Run git to its end, whatever comes of it."""
        return self.world.run(["git", *words], cwd or self.folder, env=env, check=False)

    def must(self, *words: str, cwd: Path | None = None) -> str:
        """Run git, which must succeed, and give what it prints."""
        return self.world.run(["git", *words], cwd or self.folder).stdout

    def must_run(self, *command: str) -> None:
        """Run any program in the repository, which must succeed."""
        self.world.run(command, self.folder)

    def write(self, path: str, content: str, cwd: Path | None = None) -> None:
        """Write a file and stage it."""
        file = (cwd or self.folder) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        self.must("add", "--", path, cwd=cwd)

    def commit(self, *words: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        """Try to commit what is staged."""
        return self.git("commit", "-q", "-m", "work", *words, cwd=cwd, **env)

    def hold(self, session_id: str, path: str, cwd: Path | None = None, **fields: Any) -> None:
        """Let a session with a living client get a file, through the gate."""
        if session_id not in self.clients:
            self.clients[session_id] = self.start_client()
        caller = HookCaller(self.world.covey_home, cwd or self.folder, self.world.env())
        assert caller.answer(caller.edit(session_id, path, **fields), self.clients[session_id].pid) == {}

    def rest(self, session_id: str) -> None:
        """Let a session's turn be over."""
        caller = HookCaller(self.world.covey_home, self.folder, self.world.env())
        caller.answer(caller.call("Stop", session_id), self.clients[session_id].pid)

    def end(self, session_id: str) -> None:
        """Kill a session's client."""
        self.clients[session_id].kill()
        self.clients[session_id].wait(30)

    def log(self) -> list[tuple[str, str, str]]:
        """List what the git net wrote into the log: kind, session and path."""
        store = SqliteStore(str(self.world.covey_home))
        with store.read() as tx:
            events = [event for _, event in tx.events()]
        store.close()
        return [(one.kind, one.session_id, one.path) for one in events if one.kind.startswith("git.")]

    def place_hook(self, name: str, text: str, folder: str = ".git/hooks", mode: int = 0o755) -> Path:
        """Let a hook of others stand in a folder."""
        path = self.folder / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(mode)
        return path

    def ran(self) -> list[str]:
        """List what the hooks of others wrote down, as REMEMBER lets them."""
        record = self.world.root / "ran"
        return record.read_text().splitlines() if record.exists() else []

    def remember(self, word: str) -> str:
        """Give a line for a hook that writes a word down."""
        return f'echo {word} >> "{self.world.root}/ran"'

    def branch_elsewhere(self, name: str = "other") -> Path:
        """Make a linked worktree on a branch of its own."""
        folder = self.world.root / name
        self.must("worktree", "add", "-q", "-b", name, str(folder))
        return folder

    def remote(self) -> None:
        """Make a bare repository to push to, which has what is committed now."""
        self.must("init", "-q", "--bare", str(self.world.root / "remote.git"))
        self.must("remote", "add", "origin", str(self.world.root / "remote.git"))
        self.must("push", "-q", "--no-verify", "origin", "main")


@pytest.fixture
def shop(world: World, start_client: Callable[[], subprocess.Popen[bytes]], require_program: Any) -> Shop:
    """Give a repository whose files nobody holds."""
    require_program("git")
    return Shop(world, world.repository("shop"), start_client)


@pytest.fixture
def guarded(shop: Shop) -> Shop:
    """Give a repository with the git net in it, in which a session holds auth.py."""
    shop.net().install()
    shop.hold("holder", "auth.py")
    return shop


def contents(folder: Path) -> dict[str, tuple[int, bytes | str]]:
    """Give what is in a folder, to the byte and the mode; git's own objects and its index aside."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, _content(path))
        for path in sorted(folder.rglob("*"))
        if not {"objects", "logs", "index", "COMMIT_EDITMSG", "ORIG_HEAD", "refs", "packed-refs"}
        & set(path.relative_to(folder).parts)
    }


def _content(path: Path) -> bytes | str:
    if path.is_symlink():
        return str(path.readlink())
    return path.read_bytes() if path.is_file() else b""


@pytest.fixture
def husky(shop: Shop, require_program: Any) -> Callable[[], None]:
    """Put the real husky into the repository's project, and give what runs it as `npm install` does."""
    require_program("npm")
    (shop.folder / "package.json").write_text('{"name":"shop","private":true}')
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--fetch-retries=0"]
    cache = ["--cache", str(shop.world.root / "npm")]
    try:
        shop.world.run(["npm", "install", *options, *cache, "husky@9.1.7"], shop.folder)
    except UnavailableError as problem:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"npm cannot give husky: {problem.message[-200:]}")
    return lambda: shop.must_run("node", "node_modules/husky/bin.js")
