"""The entries of a repository's stash, as git logs them in a file that all its worktrees share; runs no git."""

from __future__ import annotations

import os

from covey.model.shell.effect import ANY_STASH
from covey.model.value import Value

LARGEST = 1 << 20
SHORTEST_ID = 4
"""What git takes for the beginning of a commit's name."""


class Entry(Value):
    """An entry of the stash: the name that it has now, its commit, and when and with which words it was made."""

    name: str
    commit_id: str
    made: float
    message: str


def entries(common_folder: str) -> list[Entry]:
    """List the entries of a repository's stash, the newest first; none where git keeps its references otherwise."""
    try:
        with open(_path(common_folder), encoding="utf-8", errors="backslashreplace") as file:
            lines = file.read(LARGEST).split("\n")
    except OSError:
        return []
    found = [_entry(line) for line in reversed(lines) if line]
    return [entry.but(name=f"stash@{{{number}}}") for number, entry in enumerate(found)]


def changed_at(common_folder: str) -> float:
    """Tell when an entry was last made or taken away; with the last one git removes the file."""
    path = _path(common_folder)
    for place in (path, os.path.dirname(path)):
        try:
            return os.lstat(place).st_ctime
        except OSError:
            continue
    return 0.0


def positions(names: list[str], named: str) -> list[int]:
    """Give which of the entries a word names, of commits in the order of the stash; all where that cannot be told."""
    name = named.removeprefix("refs/") if named != ANY_STASH else ""
    number = name.removeprefix("stash@{").partition("}")[0] if name.startswith("stash@{") else ""
    if name == "stash" or number.isdecimal():
        return [at for at in (int(number or 0),) if at < len(names)]
    if len(name) >= SHORTEST_ID and not set(name.lower()) - set("0123456789abcdef"):
        return [at for at, commit_id in enumerate(names) if commit_id.startswith(name.lower())]
    return list(range(len(names)))


def _path(common_folder: str) -> str:
    return os.path.join(common_folder, "logs", "refs", "stash")


def _entry(line: str) -> Entry:
    """Read `OLD NEW NAME <MAIL> SECONDS ZONE<tab>MESSAGE`."""
    head, _, message = line.partition("\t")
    words = head.split(" ")
    seconds = words[-2] if len(words) > 3 else ""  # noqa: PLR2004 - two commits, the seconds and the zone
    return Entry("", words[1] if len(words) > 1 else "", float(seconds) if seconds.isdecimal() else 0.0, message)
