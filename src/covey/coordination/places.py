"""Where a path stands: its workspace, its worktree, and the one key that every spelling of it gives."""

from __future__ import annotations

import os
import stat

from covey.errors import UserError
from covey.model.lock import Target
from covey.model.value import Value

NO_REPOSITORY = "/"
"""The workspace and worktree of files that no repository holds: their key is the whole path."""

LONGEST_PATH = 4096
"""What Linux opens; macOS opens less. A longer path names no file, and would take long to walk."""

LONGEST_GIT_LINE = 8192


class Identity(Value):
    """What a worktree's root and a file are known by under every name; '' for what is not there.

    `has_names` tells that the file has several names now (hard links).
    """

    root_id: str = ""
    file_id: str = ""
    has_names: int = 0


class Worktree(Value):
    """A checkout: its root folder, its own git folder, and the one that all worktrees of the repository share."""

    root: str
    git_folder: str
    common_folder: str

    @property
    def workspace(self) -> str:
        """The repository's id: its common git folder, or that folder's parent where it is a plain `.git`."""
        folder, name = os.path.split(self.common_folder)
        return folder if name == ".git" else self.common_folder

    @property
    def head(self) -> str:
        """The file that names the branch it is on."""
        return os.path.join(self.git_folder, "HEAD")


def real(path: str, base: str = "") -> str:
    """Give a path without links, dots and relative parts, as text that any store takes."""
    return _as_text(_real(path, base))


def _real(path: str, base: str) -> str:
    whole = os.path.join(base, path) if base else path
    if "\0" in whole or len(whole) > LONGEST_PATH:
        raise UserError(f"no file has this name: {whole[:100]!r}", code="bad_path")
    try:
        return os.path.realpath(whole)
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise UserError(f"no file has this name: {whole[:100]!r}", code="bad_path") from error


def _as_text(path: str) -> str:
    """Write the bytes of a name that is not UTF-8 as escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def worktree_of(folder: str) -> Worktree | None:
    """Find the checkout that a real folder stands in, by walking up to its `.git`."""
    while True:
        found = _checkout(folder, os.path.join(folder, ".git"))
        parent = os.path.dirname(folder)
        if found is not None or parent == folder:
            return found
        folder = parent


def _checkout(root: str, marker: str) -> Worktree | None:
    """Give the checkout that `.git` in a folder makes of it: None where git would not take it for a repository."""
    git_folder = marker
    if not os.path.isdir(marker):
        word, _, elsewhere = _line(marker).partition("gitdir: ")
        if word or not elsewhere:
            return None
        git_folder = os.path.join(root, elsewhere)
    git_folder = os.path.realpath(git_folder)
    shared = _line(os.path.join(git_folder, "commondir"))
    common = os.path.realpath(os.path.join(git_folder, shared)) if shared else git_folder
    has_folders = all(os.path.isdir(os.path.join(common, name)) for name in ("objects", "refs"))
    if not has_folders or not os.path.lexists(os.path.join(git_folder, "HEAD")):
        return None
    if ignores_case(os.path.join(root, ".git")):
        return Worktree(_as_listed(root), git_folder, _as_listed(common))
    return Worktree(root, git_folder, common)


def _as_listed(path: str) -> str:
    """Give a path as its folders list it, where the file system finds it under other spellings too."""
    folder, name = os.path.split(path)
    if not name:
        return path
    folder = _as_listed(folder)
    try:
        names = os.listdir(folder)
    except OSError:
        names = [name]
    listed = name if name in names else next((other for other in names if _fold(other) == _fold(name)), name)
    return os.path.join(folder, listed)


def _line(path: str) -> str:
    """Read what git keeps in a file of one line; the names in it may hold line ends too."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            return file.read(LONGEST_GIT_LINE).rstrip("\r\n")
    except OSError:
        return ""


def target(path: str, base: str = "") -> Target:
    """Give the lock target that a path is: a file where there is one, else a folder, there or to come."""
    whole = _real(path, base)
    worktree, inside, is_folder = _placed(whole)
    return _target(worktree, inside, is_file=int(not is_folder and os.path.exists(whole)))


def file_target(path: str, base: str = "") -> Target:
    """Give the lock target that a path is which is about to be written: a file, unless a folder stands there."""
    worktree, inside, is_folder = _placed(_real(path, base))
    return _target(worktree, inside, is_file=int(not is_folder and not path.endswith("/")))


def entry_target(path: str, base: str = "") -> Target:
    """Give the lock target of a name that is removed or moved: of a link itself, not of what it leads to."""
    whole = os.path.join(base, path)
    if whole.endswith("/") or not os.path.islink(whole):
        return target(path, base)
    folder, name = os.path.split(whole)
    worktree, inside, _ = _placed(_real(folder, ""))
    return _target(worktree, f"{inside}/{name}".lstrip("/"), is_file=1)


def pattern_target(text: str, base: str, *, is_file: bool = False) -> Target:
    """Give the lock target that a pattern is, read from a folder as a shell would."""
    from covey.model.pattern import literal  # noqa: PLC0415 - an edit's path is no pattern; ADR 0003

    names = text.split("/")
    plain = next((number for number, name in enumerate(names) if literal(name) != name), len(names) - 1)
    lead = "/".join(names[:plain]) + "/" * text.startswith("/")
    worktree, inside, _ = _placed(_real(lead or ".", base))
    parts = [literal(inside), "/".join(names[plain:])]
    return _target(worktree, "/".join(part for part in parts if part), is_pattern=1, is_file=int(is_file))


def _placed(whole: str) -> tuple[Worktree | None, str, bool]:
    """Find the worktree of a real path, the path within it ('' is the root itself), and whether a folder is there."""
    is_folder = os.path.isdir(whole)
    worktree = worktree_of(whole if is_folder else os.path.dirname(whole))
    depth = _depth(worktree.root) if worktree else 0
    return worktree, "/".join(whole.split("/")[1 + depth :]), is_folder


def _depth(root: str) -> int:
    return len(root.split("/")) - 1 if root != "/" else 0


def _target(worktree: Worktree | None, inside: str, is_pattern: int = 0, is_file: int = 0) -> Target:
    root = worktree.root if worktree else NO_REPOSITORY
    workspace = worktree.workspace if worktree else NO_REPOSITORY
    shown = inside if worktree else f"/{inside}"
    is_folded = ignores_case(_landmark(inside, root))
    key, base = (_fold(inside), _fold(root)) if is_folded else (inside, "")
    return Target(
        *map(_as_text, (workspace, root, shown, key)), is_pattern=is_pattern, is_file=is_file, root=_as_text(base)
    )


def worktree_named(name: str, base: str) -> str:
    """Give the root of the linked worktree that git knows by the last names of its path; '' unless it is one alone."""
    worktree = worktree_of(_real(base, ""))
    folder = os.path.join(worktree.common_folder, "worktrees") if worktree else ""
    try:
        known = [os.path.join(folder, entry) for entry in os.listdir(folder)] if folder else []
    except OSError:
        return ""
    roots = [os.path.dirname(os.path.join(one, _line(os.path.join(one, "gitdir")))) for one in known]
    found = [root for root in roots if root.endswith(f"/{name.strip('/')}")]
    return os.path.normpath(found[0]) if len(found) == 1 else ""


def beside(target: Target, inside: str) -> Target:
    """Give the lock target of a file in the worktree that another target is in; with a slash behind, of a folder."""
    path = inside.rstrip("/")
    key = key_of(path, target.worktree)
    return target.but(path=path, key=key, is_pattern=0, is_file=int(path == inside))


def identify(target: Target) -> Identity:
    """Give what a target's worktree and file are known by, as they are now."""
    root_id = "" if target.worktree == NO_REPOSITORY else _root_id(target.worktree)
    if not target.is_file or target.is_pattern:
        return Identity(root_id)
    try:
        found = os.lstat(os.path.join(target.worktree, target.path))
    except (OSError, ValueError):
        return Identity(root_id)
    return Identity(root_id, f"{found.st_dev}:{found.st_ino}", int(found.st_nlink > 1))


def _root_id(root: str) -> str:
    """Identify a worktree by its root folder, and by when its `.git` file was written, where it is one.

    A file system gives the number of a folder that was removed to the next: so a new worktree is no old one.
    """
    try:
        found, marker = os.stat(root), os.lstat(os.path.join(root, ".git"))
    except (OSError, ValueError):
        return ""
    written = 0 if stat.S_ISDIR(marker.st_mode) else marker.st_mtime_ns
    return f"{found.st_dev}:{found.st_ino}:{written}"


def key_of(inside: str, root: str) -> str:
    """Give what is compared: the path, folded to one case and one form where the file system does the same."""
    return _as_text(_fold(inside) if ignores_case(_landmark(inside, root)) else inside)


def _fold(name: str) -> str:
    if name.isascii():
        return name.lower()
    import unicodedata  # noqa: PLC0415 - a megabyte that only such names on such file systems need

    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


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
    whole = _real(folder, "")
    worktree = worktree_of(whole)
    workspace, root = (worktree.workspace, worktree.root) if worktree else (whole, whole)
    name = os.path.basename(workspace)
    name = (name.removesuffix(".git") if worktree else name) or workspace
    return _as_text(workspace), _as_text(root), _as_text(name)


def branch_of(folder: str) -> str | None:
    """Read the branch that a folder's checkout is on, or the short commit where it is on none; runs no git."""
    worktree = worktree_of(_real(folder, ""))
    head = _line(worktree.head) if worktree else ""
    if head.startswith("ref: refs/heads/"):
        name = head.removeprefix("ref: refs/heads/")
        return None if name == ".invalid" else _as_text(name)  # what a reftable repository puts there for older readers
    return head[:12] if head.isascii() and head.isalnum() else None
