"""A repository as far as its hooks go: where git looks for them, and whether that folder is git's own."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from covey.coordination import git
from covey.coordination.places import worktree_of
from covey.errors import UnavailableError, UserError

if TYPE_CHECKING:
    from collections.abc import Generator

GIT_SECONDS = 10.0
NOT_SET = 1
"""How `git config` ends where there is no such value."""

LOCK_SECONDS, LOOK_SECONDS = 10.0, 0.02
OF_THE_USER = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
"""Which configuration git reads, here as when it runs the hooks."""

NOT_HERE = "cd into a repository's worktree; the hooks count for all its worktrees"


@dataclass(frozen=True)
class Repository:
    """A worktree, and the git folder that it shares with the other worktrees of its repository."""

    root: Path
    common: Path

    @classmethod
    def of(cls, folder: Path) -> Repository:
        """Find the repository that a folder is in; raise UserError where there is none with files."""
        worktree = worktree_of(os.path.realpath(folder))
        if worktree is None:
            raise _no_worktree(folder)
        return cls(Path(worktree.root), Path(worktree.common_folder))

    @property
    def hooks(self) -> Path:
        """The folder of hooks that git takes where core.hooksPath is not set."""
        return self.common / "hooks"

    @property
    def own(self) -> Path:
        """Our own folder, used where git's may not be changed."""
        return self.common / "covey"

    def chosen(self) -> list[tuple[str, str]]:
        """List each core.hooksPath with its scope, the one that counts last; ours is among them where it is set."""
        answer = _ask(self.root, "config", "-z", "--show-scope", "--get-all", "core.hooksPath")
        if answer.status not in (0, NOT_SET):
            raise git.refused(answer)
        parts = os.fsdecode(answer.out).split("\0")
        return list(zip(parts[::2], parts[1::2], strict=False))

    def in_force(self) -> Path:
        """Name the folder that git runs hooks from in this worktree."""
        answer = _ask(self.root, "rev-parse", "--git-path", "hooks")
        if answer.status:
            raise git.refused(answer)
        return self.root / os.fsdecode(answer.out.removesuffix(b"\n"))

    @contextmanager
    def alone(self) -> Generator[None]:
        """Keep other processes of covey's out of the repository's hooks meanwhile."""
        handle = os.open(self.common, os.O_RDONLY)
        try:
            _lock(handle, self.common)
            yield
        finally:
            os.close(handle)


def _ask(folder: Path, *arguments: str) -> git.Answer:
    environ = {name: os.environ[name] for name in OF_THE_USER if name in os.environ}
    return git.ask(str(folder), *arguments, seconds=GIT_SECONDS, environ=environ)


def _no_worktree(folder: Path) -> UserError:
    said = _ask(folder, "rev-parse", "--is-bare-repository")
    if said.out == b"true\n":
        return UserError(f"{folder} is in a bare repository, where nobody commits", hint=NOT_HERE, code="bare")
    return UserError(f"{folder} is in no git repository", hint=NOT_HERE, code="no_repository")


def _lock(handle: int, folder: Path) -> None:
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                said = f"another covey changes the hooks in {folder} and does not end"
                raise UnavailableError(said, hint="run the command again", code="hooks_busy") from None
            time.sleep(LOOK_SECONDS)
        else:
            return
