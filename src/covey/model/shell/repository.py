"""A git repository as its files show it: its root, its branch, what refs are at, and its aliases; runs no git."""

from __future__ import annotations

from posixpath import dirname, join, normpath

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from covey.model.shell.call import Call
    from covey.model.shell.filesystem import Filesystem

PARTS = ("HEAD", "objects", "refs")
"""What makes a folder one of git's own."""

HEADS = "ref: refs/heads/"
GIT_FILE = "gitdir: "
REFS = ("refs/heads/", "refs/tags/", "refs/remotes/", "refs/")
DEEPEST_INCLUDE = 3
MOST_SUBMODULES = 50


class Repository(Value):
    """A checkout: its root folder, its own git folder, and the one that all worktrees of the repository share."""

    files: Filesystem
    root: str
    folder: str
    common: str

    def branch(self) -> str:
        """Give the name of the branch that is checked out, '' for none."""
        head = (self.files.text(join(self.folder, "HEAD")) or "").strip()
        return head.removeprefix(HEADS) if head.startswith(HEADS) else ""

    def commit(self, name: str) -> str:
        """Give the commit that a name stands for, '' where its files do not tell."""
        if name in ("HEAD", "@"):
            head = (self.files.text(join(self.folder, "HEAD")) or "").strip()
            return self._ref(head.removeprefix("ref: ")) if head.startswith("ref: ") else head
        if ".." in name or name.startswith("-"):
            return ""
        return next((commit for start in REFS if (commit := self._ref(start + name))), "")

    def _ref(self, name: str) -> str:
        loose = (self.files.text(join(self.common, name)) or "").strip()
        return loose or self._packed().get(name, "")

    def _packed(self) -> dict[str, str]:
        lines = (self.files.text(join(self.common, "packed-refs")) or "").splitlines()
        return {name: commit for commit, sign, name in (line.partition(" ") for line in lines) if sign}

    def submodules(self) -> list[tuple[str, str]]:
        """Give the submodules, each as its name and its path."""
        found = dict(settings(self.files.text(join(self.root, ".gitmodules")) or ""))
        paths = [(key[len("submodule.") : -len(".path")], path) for key, path in found.items() if key.endswith(".path")]
        return paths[:MOST_SUBMODULES]

    def alias(self, name: str, environ: Mapping[str, str]) -> str:
        """Give what an alias stands for, '' where there is none; the user's are heard before the repository's."""
        found = ""
        for path in (*config_files(environ), join(self.common, "config"), join(self.folder, "config.worktree")):
            found = read_config(self.files, path).get(f"alias.{name.lower()}", found)
        return found


def repository_of(call: Call) -> Repository | None:
    """Find the checkout that a program runs in."""
    return repository_at(call.reading.files, call.base) if call.base else None


def repository_at(files: Filesystem, folder: str) -> Repository | None:
    """Find the checkout that a folder stands in, by walking up to its `.git`."""
    while True:
        marker = join(folder, ".git")
        kind = files.kind(marker)
        if kind == "folder" and all(files.kind(join(marker, name)) for name in PARTS):
            return _checkout(files, folder, marker)
        if kind == "file" and (line := files.text(marker) or "").startswith(GIT_FILE):
            return _checkout(files, folder, normpath(join(folder, line.removeprefix(GIT_FILE).rstrip("\r\n"))))
        if folder in ("/", ""):
            return None
        folder = dirname(folder)


def _checkout(files: Filesystem, root: str, folder: str) -> Repository:
    shared = (files.text(join(folder, "commondir")) or "").strip()
    return Repository(files, root, folder, normpath(join(folder, shared)) if shared else folder)


def config_files(environ: Mapping[str, str]) -> list[str]:
    """Give the files in which the machine and the user keep what git is set to."""
    home = environ.get("HOME", "")
    own = [join(environ.get("XDG_CONFIG_HOME") or join(home, ".config"), "git/config"), join(home, ".gitconfig")]
    given = environ.get("GIT_CONFIG_GLOBAL")
    return ["/etc/gitconfig", *([given] if given else own if home else [])]


def read_config(files: Filesystem, path: str, depth: int = 0) -> dict[str, str]:
    """Read a file of settings and those that it includes without a condition."""
    found: dict[str, str] = {}
    for name, value in settings(files.text(path) or ""):
        if name == "include.path" and depth < DEEPEST_INCLUDE and not value.startswith("~"):
            found |= read_config(files, normpath(join(dirname(path), value)), depth + 1)
        else:
            found[name] = value
    return found


def settings(text: str) -> Iterator[tuple[str, str]]:
    """Give the settings of a file of git's, each as `section.subsection.name` and its value."""
    section = ""
    for line in text.replace("\r\n", "\n").replace("\\\n", "").split("\n"):
        stripped = line.strip()
        if stripped.startswith("["):
            head, _, stripped = stripped[1:].partition("]")
            name, _, inner = head.partition(" ")
            section = ".".join(part for part in (name.lower(), inner.strip().strip('"')) if part)
            stripped = stripped.strip()
        name, sign, value = stripped.partition("=")
        if sign and name.strip() and name[0] not in "#;":
            yield f"{section}.{name.strip().lower()}", _value(value.strip())


def _value(text: str) -> str:
    """Take away quotes, escapes and what is a comment."""
    found, is_quoted = "", False
    signs = iter(text)
    for sign in signs:
        if sign == "\\":
            after = next(signs, "")
            found += {"n": "\n", "t": "\t"}.get(after, after)
        elif sign == '"':
            is_quoted = not is_quoted
        elif sign in "#;" and not is_quoted:
            break
        else:
            found += sign
    return found.rstrip() if not is_quoted else found
