"""A git folder of our own, in which work is merged on trial: theirs is only read.

Git is told nothing of the repository but where its objects can be read and where its files lie. So no index, reference
or object of theirs is written, and no program runs that the repository's configuration names: it is not read, but for
the few values that say how files are to be taken (TAKEN_OVER).
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time

from covey.coordination import git
from covey.coordination.places import Worktree, worktree_of
from covey.errors import UnavailableError, UserError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from covey.coordination.git import Answer

OLDEST_GIT = (2, 38)
"""The first with `merge-tree --write-tree`. Its `--merge-base` came with 2.40, so we make commits with real parents."""

TAKEN_OVER = (
    *("core.autocrlf", "core.eol", "core.filemode", "core.ignorecase", "core.precomposeunicode", "core.symlinks"),
    *("core.excludesfile", "core.attributesfile", "extensions.objectformat"),
    *("merge.renames", "merge.renamelimit", "merge.directoryrenames", "merge.renormalize", "diff.renames"),
    "diff.renamelimit",
)
OURS = (
    *("core.fsync=none", "core.compression=0", "core.hooksPath=/dev/null", "core.untrackedCache=false"),
    *("gc.auto=0", "merge.conflictStyle=merge", "commit.gpgSign=false", "protocol.allow=never"),
)
NAMED = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "covey"), ("EMAIL", "covey@localhost"), ("DATE", "@0 +0000"))
}
MOST_FILES, MOST_BYTES = 20_000, 200_000_000
"""Of what is uncommitted in one worktree."""


class Workbench:
    """A place for trials of one repository's merges; as a context it is gone without a trace at its end."""

    def __init__(self, worktree: str, seconds: float) -> None:
        """Prepare for the repository that a worktree belongs to; all of it is to be done within a time."""
        self._until = time.monotonic() + seconds
        self._repository = place_of(worktree)
        self._folder = ""
        self._count = 0

    def __enter__(self) -> Self:
        """Make the folder."""
        self._folder = os.path.realpath(tempfile.mkdtemp(prefix="covey-merge-"))
        try:
            self._refuse_old_git()
            self._furnish()
        except BaseException:
            self._vanish()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Take it away."""
        self._vanish()

    def _vanish(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _seconds(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise UnavailableError("git was not done in time", code="git_failed")
        return left

    def ask(self, worktree: str, *arguments: str, index: str = "", told: bytes = b"") -> Answer:
        """Run git on the bench, with a worktree's files in sight."""
        environ = {"GIT_DIR": self._folder, "GIT_WORK_TREE": worktree, **NAMED}
        if index:
            environ["GIT_INDEX_FILE"] = index
        always = (*git.ALWAYS, *(word for value in OURS for word in ("-c", value)))
        return git.ask(worktree, *arguments, seconds=self._seconds(), environ=environ, told=told, always=always)

    def output(self, worktree: str, *arguments: str, index: str = "", told: bytes = b"") -> bytes:
        """Give what git on the bench prints; raise UnavailableError where it does not end well."""
        answer = self.ask(worktree, *arguments, index=index, told=told)
        if answer.status:
            raise git.refused(answer)
        return answer.out

    def _refuse_old_git(self) -> None:
        words = git.output(self._folder, "version", seconds=self._seconds()).decode().split()
        version = words[2] if len(words) > len(OLDEST_GIT) else "?"
        numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
        if numbers < OLDEST_GIT:
            raise UserError(
                f"git {version} is too old to forecast a merge",
                hint="install git 2.38 or newer",
                code="git_too_old",
            )

    def _furnish(self) -> None:
        """Make a git folder that reads the repository's objects, and writes its own."""
        common = self._repository.common_folder
        for name in ("objects/info", "refs", "info"):
            os.makedirs(os.path.join(self._folder, name))
        self._write("HEAD", b"ref: refs/heads/none\n")
        self._write("objects/info/alternates", _quoted(os.path.join(common, "objects")) + b"\n")
        self._write("config", self._config())
        for name in ("info/exclude", "info/attributes", "shallow"):
            _copy(os.path.join(common, name), os.path.join(self._folder, name))

    def _write(self, name: str, content: bytes) -> None:
        with open(os.path.join(self._folder, name), "wb") as file:
            file.write(content)

    def _config(self) -> bytes:
        """Write the values that are taken over from the repository's configuration."""
        pattern = f"^({'|'.join(name.replace('.', '[.]') for name in TAKEN_OVER)})$"
        known = git.ask(self._repository.root, "config", "-z", "--get-regexp", pattern, seconds=self._seconds()).out
        values = dict(entry.split(b"\n", 1) for entry in known.split(b"\0") if b"\n" in entry)
        version = int(b"extensions.objectformat" in values)
        lines = [b"[core]\nrepositoryformatversion = %d\nbare = false\n" % version]
        for name, value in values.items():
            room, _, key = name.partition(b".")
            lines.append(b'[%s]\n%s = "%s"\n' % (room, key, _escaped(value)))
        return b"".join(lines)

    def snapshot(self, worktree: str) -> str:
        """Commit on the bench what a worktree holds now, on top of its head; give the commit, or a clean head."""
        place = place_of(worktree)
        head = self._head(worktree)
        index = self._copied_index(place)
        if self.output(worktree, "ls-files", "-z", "--unmerged", index=index):
            raise UserError("it is in the middle of a merge with conflicts of its own", code="unmerged")
        self._take(worktree, index)
        tree = self.output(worktree, "write-tree", "--missing-ok", index=index).decode().strip()
        if tree == self.output(worktree, "rev-parse", f"{head}^{{tree}}").decode().strip():
            return head
        return self.output(worktree, "commit-tree", tree, "-p", head, told=b"on trial\n").decode().strip()

    def _head(self, worktree: str) -> str:
        answer = git.ask(worktree, "rev-parse", "--verify", "-q", "HEAD^{commit}", seconds=self._seconds())
        if answer.complaint:
            raise git.refused(answer)
        if answer.status:
            raise UserError("its branch has no commit yet", code="unborn")
        return answer.out.decode().strip()

    def _copied_index(self, place: Worktree) -> str:
        """Copy a worktree's index with its time, by which git knows what it must look at again."""
        self._count += 1
        copy = os.path.join(self._folder, f"index-{self._count}")
        _copy(os.path.join(place.git_folder, "index"), copy)
        for name in os.listdir(place.git_folder):
            if name.startswith("sharedindex."):
                _copy(os.path.join(place.git_folder, name), os.path.join(self._folder, name))
        return copy

    def _take(self, worktree: str, index: str) -> None:
        """Enter into the copied index what differs from it in the worktree, what is ignored left out."""
        kinds = ("--modified", "--deleted", "--others", "--exclude-standard")
        found = set(self.output(worktree, "ls-files", "-z", *kinds, index=index).split(b"\0"))
        changed = sorted(path for path in found if path and not path.endswith(b"/"))  # another repository's folder
        _refuse_too_much(worktree, changed)
        how = ("update-index", "--add", "--remove", "--replace", "-z", "--stdin")
        if changed:
            self.output(worktree, *how, index=index, told=b"\0".join(changed) + b"\0")


def place_of(worktree: str) -> Worktree:
    """Find a checkout by its root; raise UserError where there is none any more."""
    place = worktree_of(worktree) if os.path.isdir(worktree) else None
    if place is None:
        raise UserError(f"there is no checkout at {worktree}", code="no_checkout")
    return place


def _refuse_too_much(worktree: str, changed: list[bytes]) -> None:
    size = sum(_size(os.path.join(os.fsencode(worktree), path)) for path in changed)
    if len(changed) > MOST_FILES or size > MOST_BYTES:
        said = f"too much is uncommitted to be looked at: {size // 1_000_000} MB, files: {len(changed)}"
        raise UserError(said, code="too_much")


def _size(path: bytes) -> int:
    try:
        found = os.lstat(path)
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


def _copy(source: str, copy: str) -> None:
    try:
        shutil.copy2(source, copy)
    except FileNotFoundError:
        pass  # a repository need not have it
    except OSError as error:
        raise UnavailableError(f"{source}: {error.strerror}", code="git_failed") from error


def _quoted(path: str) -> bytes:
    return b'"' + _escaped(os.fsencode(path)) + b'"'


def _escaped(text: bytes) -> bytes:
    return text.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
