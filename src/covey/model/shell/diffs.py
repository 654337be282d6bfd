"""Diffs taken apart: which files each part is about."""

from __future__ import annotations

from covey.model.value import Value

NOTHING = "/dev/null"
GIT = "diff --git "
RENAMES = {"rename from ": ("old", 1), "rename to ": ("new", 1), "copy from ": ("old", 0), "copy to ": ("new", 0)}


class Change(Value):
    """What a diff does to one file: its old name and its new one, '' for none, and whether the old one goes."""

    old: str = ""
    new: str = ""
    removes: int = 0
    is_of_git: int = 0


def changes_in(diff: str) -> list[Change]:
    """Give what a diff does, file by file."""
    reader = _Reader()
    for line in diff.splitlines():
        reader.take(line.rstrip("\r"))
    return [change for change in (*reader.found, reader.change) if change.old or change.new]


class _Reader:
    """Reads a diff line by line; within a hunk all lines belong to files."""

    def __init__(self) -> None:
        self.found: list[Change] = []
        self.change = Change()
        self.old_left = self.new_left = 0

    def take(self, line: str) -> None:
        """Take one line."""
        if self.old_left > 0 or self.new_left > 0:
            self._count(line)
        elif line.startswith("@@ "):
            self.old_left, self.new_left = _lengths(line)
        elif line.startswith(GIT):
            self._begin(_of_git(line[len(GIT) :]))
        elif line.startswith("--- "):
            self._name_old(_path(line[4:]))
        elif line.startswith("+++ "):
            self._name_new(_path(line[4:]))
        elif line.startswith("deleted file"):
            self.change = self.change.but(new="", removes=1)
        elif line.startswith("new file"):
            self.change = self.change.but(old="")
        else:
            self._rename(line)

    def _count(self, line: str) -> None:
        self.old_left -= line[:1] in ("-", " ", "")
        self.new_left -= line[:1] in ("+", " ", "")

    def _begin(self, change: Change) -> None:
        self.found.append(self.change)
        self.change = change

    def _name_old(self, path: str) -> None:
        known = "" if path == NOTHING else path
        if self.change.is_of_git:
            self.change = self.change.but(old=known)
        else:
            self._begin(Change(old=known))

    def _name_new(self, path: str) -> None:
        if path == NOTHING:
            self.change = self.change.but(new="", removes=1)
        else:
            self.change = self.change.but(new=path)

    def _rename(self, line: str) -> None:
        for start, (field, removes) in RENAMES.items():
            if line.startswith(start) and self.change.is_of_git:
                path = "x/" + line[len(start) :].strip('"')  # in these lines git leaves out its a/ and b/
                self.change = self.change.but(**{field: path, "removes": removes})


def _lengths(line: str) -> tuple[int, int]:
    """Give how many lines of the old file and of the new one a hunk holds."""
    words = line.split(" ")[1:3]
    counts = [word[1:].partition(",")[2] or "1" for word in words]
    known = [int(count) if count.isdecimal() else 0 for count in counts]
    return (known[0], known[1]) if len(known) == len(("old", "new")) else (0, 0)


def _of_git(names: str) -> Change:
    """Read the two names of git's own line, which are the same but for the first letter unless it says otherwise."""
    half = len(names) // 2
    old, new = names[:half], names[half + 1 :]
    return Change(old.strip('"'), new.strip('"'), 0, 1)


def _path(text: str) -> str:
    return text.partition("\t")[0].strip().strip('"')
