"""Where a path stands: its workspace, its worktree, and the one key that every spelling of it gives."""

from __future__ import annotations

import os

from covey.errors import UserError
from covey.model.lock import Target
from covey.model.value import Value

NO_REPOSITORY = "/"
"""The workspace and worktree of files that no repository holds: their key is the whole path."""


class Worktree(Value):
    """A checkout: its root folder, the git folder of its own, and the one that all of the repository's worktrees share."""

    root: str
    git_folder: str
    common_folder: str

    @property
    def workspace(self) -> str:
        """The repository's id: its common git folder, or that folder's parent where it is a plain `.git`."""
        folder, name = os.path.split(self.common_folder)
        return folder if name == ".git" else self.common_folder


def real(path: str, base: str = "") -> str:
    """Give a path without links, dots and relative parts, as text that any store takes."""
    whole = os.path.realpath(os.path.join(base, path) if base else path)
    return whole.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def worktree_of(folder: str) -> Worktree | None:
    """Find the checkout that a real folder stands in, by walking up to its `.git`."""
    while True:
        marker = os.path.join(folder, ".git")
        if os.path.isdir(marker):
            git_folder = os.path.realpath(marker)
            return Worktree(folder, git_folder, _common(git_folder))
        if os.path.isfile(marker):
            git_folder = os.path.realpath(os.path.join(folder, _first_line(marker).removeprefix("gitdir:").strip()))
            return Worktree(folder, git_folder, _common(git_folder))
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _common(git_folder: str) -> str:
    shared = _first_line(os.path.join(git_folder, "commondir"))
    return os.path.realpath(os.path.join(git_folder, shared)) if shared else git_folder


def _first_line(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as lines:
            return lines.readline().strip()
    except OSError:
        return ""


def target(path: str, base: str = "") -> Target:
    """Give the lock target that a file or folder is, whether it exists yet or not."""
    if "\0" in path:
        raise UserError("a path cannot hold a NUL character", code="bad_path")
    whole = real(path, base)
    worktree = worktree_of(whole if os.path.isdir(whole) else os.path.dirname(whole))
    workspace, root = (worktree.workspace, worktree.root) if worktree else (NO_REPOSITORY, NO_REPOSITORY)
    inside = relative(whole, root)
    return Target(workspace, root, inside, folded(inside, root))


def pattern_target(text: str, base: str) -> Target:
    """Give the lock target that a pattern is, read from a folder as a shell would; it stays in that folder's worktree."""
    start = real(base)
    worktree = worktree_of(start)
    workspace, root = (worktree.workspace, worktree.root) if worktree else (NO_REPOSITORY, NO_REPOSITORY)
    from covey.model.pattern import literal  # noqa: PLC0415 - an edit's path is no pattern; ADR 0003

    prefix = literal(relative(start, root))
    whole = text if not prefix or text.startswith("/") else f"{prefix}/{text}"
    inside = _within(whole, root)
    return Target(workspace, root, inside, folded(inside, root), is_pattern=1)


def _within(text: str, root: str) -> str:
    """Take the root off a pattern that was given as an absolute path."""
    if not text.startswith("/"):
        return text.removeprefix("./")
    lead = "/" if root == "/" else f"{root}/"
    if not text.startswith(lead):
        raise UserError(f"{text} lies outside {root}", hint="name a pattern inside this repository", code="bad_path")
    return text[len(lead) :]


def relative(whole: str, root: str) -> str:
    """Give a real path relative to a real root above it; '' is the root itself."""
    return whole[len(root) :].lstrip("/") if whole != root else ""


def folded(inside: str, root: str) -> str:
    """Give what is compared: the path, folded to one case and one form where the file system does the same."""
    if not ignores_case(_landmark(inside, root)):
        return inside
    if inside.isascii():
        return inside.lower()
    import unicodedata  # noqa: PLC0415 - a megabyte that only such paths on such file systems need

    return unicodedata.normalize("NFC", inside).casefold()


def _landmark(inside: str, root: str) -> str:
    """Give something that exists beside the path and has letters in its name."""
    if root != NO_REPOSITORY:
        return os.path.join(root, ".git")
    folder = os.path.dirname(root + inside)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return folder


def ignores_case(existing: str) -> bool:
    """Tell whether the file system finds an existing path under its name in the other case."""
    folder, name = os.path.split(existing)
    other = name.swapcase()
    if other == name:
        return False
    try:
        return os.path.samestat(os.stat(existing), os.stat(os.path.join(folder, other)))
    except OSError:
        return False


def workspace_of(folder: str) -> tuple[str, str, str]:
    """Give the workspace, the worktree and the project's name of a folder that a session runs in."""
    whole = real(folder)
    worktree = worktree_of(whole)
    if worktree is None:
        return whole, whole, os.path.basename(whole) or whole
    name = os.path.basename(worktree.workspace).removesuffix(".git")
    return worktree.workspace, worktree.root, name or worktree.workspace


def branch_of(folder: str) -> str | None:
    """Read the branch that a folder's checkout is on, or the short commit where it is on none; runs no git."""
    worktree = worktree_of(real(folder))
    head = _first_line(os.path.join(worktree.git_folder, "HEAD")) if worktree else ""
    if head.startswith("ref: refs/heads/"):
        name = head.removeprefix("ref: refs/heads/")
        return None if name == ".invalid" else name  # what a reftable repository puts there for older readers
    return head[:12] or None
