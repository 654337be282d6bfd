"""Which paths a commit or a push touches, as git itself says to the hook that it runs."""

from __future__ import annotations

import os

from covey.coordination import git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OF_THE_CALL = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"),
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)
"""What git tells its hooks of the repository; a commit of some files alone has an index of its own."""

LINE_WORDS = 4
"""Of what git says of a push: local ref, its commit, remote ref, its commit."""

ONLY_NAMES = ("-z", "--name-only", "--no-renames", "--no-ext-diff", "--no-color")
"""Both ends of a rename are touched."""

ALL_CHANGES = ("--format=", "--root", "-c", "--no-show-signature", *ONLY_NAMES)
"""Of a merge, what differs from all that were merged: the rest are other commits' changes."""


def staged(folder: str, *, seconds: float) -> set[str]:
    """List the paths in which the commit to be made will differ from the last one."""
    return _names(git.output(folder, "diff", "--cached", *ONLY_NAMES, seconds=seconds, environ=_call()))


def pushed(folder: str, remote: str, told: bytes, *, seconds: float) -> set[str]:
    """List the paths that the commits to be pushed change, of those that the remote does not have."""
    ranges = b"".join(_ranges(told))
    if not ranges:
        return set()
    theirs = [f"--remotes={_literal(remote)}"] if remote else []
    revisions = ("--ignore-missing", "--stdin", "--not", *theirs, "--")
    asked = ("log", *ALL_CHANGES, *revisions)
    return _names(git.output(folder, *asked, seconds=seconds, environ=_call(), told=ranges))


def _ranges(told: bytes) -> Iterator[bytes]:
    """Give what is pushed and what each of its branches has there already; a branch that is deleted brings nothing."""
    for line in told.splitlines():
        words = line.split(b" ")
        local, there = words[1::2] if len(words) == LINE_WORDS else (b"0", b"0")
        if local.strip(b"0"):
            yield local + b"\n"
            yield b"^" + there + b"\n" if there.strip(b"0") else b""


def _literal(remote: str) -> str:
    return "".join(f"\\{char}" if char in "*?[\\" else char for char in remote)


def _names(out: bytes) -> set[str]:
    names = {name.lstrip(b"\n") for name in out.split(b"\0")}
    return {name.decode("utf-8", "backslashreplace") for name in names if name}


def _call() -> dict[str, str]:
    return {name: os.environ[name] for name in OF_THE_CALL if name in os.environ}
