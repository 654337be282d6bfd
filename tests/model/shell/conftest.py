"""The tables of commands, and the reading of one with the real grammar."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from covey.hooks import grammar
from covey.model.shell import walk
from covey.model.shell.effect import UNRESOLVED
from covey.model.shell.filesystem import Filesystem
from covey.model.shell.walk import effects

if TYPE_CHECKING:
    from covey.model.shell.effect import Effect

HERE = Path(__file__).parent
CWD, HOME = "/w/repo", "/w/home"
FILES = (
    *("a.py", "b.py", "c.txt", "notes.md", "old.log", "two words.py"),
    *("src/a.py", "src/b.py", "src/deep/c.py", "docs/x.md", "build/out.o"),
)
INPUTS = {
    "fix.diff": "--- a/c.txt\n+++ b/c.txt\n@@ -1 +1 @@\n-one\n+two\n",
    "names.txt": "a.py\nsrc/b.py\n",
    "script.sed": "s/o/e/\n",
    "x.yaml": "a: 2\n",
    **dict.fromkeys(("it's.txt", "-f", "-x.txt", "a.py#", "semi;colon"), "one\n"),
}
TEXTS = dict.fromkeys(FILES, "one\n") | INPUTS
"""The files there, with what they hold."""

GIT = {
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/refs/heads/main": f"{'1' * 40}\n",
    ".git/refs/heads/other": f"{'2' * 40}\n",
    ".git/refs/heads/same": f"{'1' * 40}\n",
}
"""What git keeps there."""

FOLDERS = {str(folder) for file in TEXTS for folder in Path(file).parents}
PARSE = grammar.bash("")


def sections(name: str) -> dict[str, list[str]]:
    """Give the rows of a table under their headings."""
    text = (HERE / name).read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for part in text.split("\n## ")[1:]:
        heading, *lines = [line.replace("⏎", "\n") for line in part.splitlines() if line]
        found[heading] = lines
    return found


def rows(name: str) -> list[tuple[str, list[str]]]:
    """Give the commands of a table, each with what it will do."""
    found: list[tuple[str, list[str]]] = []
    for lines in sections(name).values():
        for command, told in (line.split("  ⟹  ") for line in lines):
            told_here = told.replace("{PWD}", CWD).replace("{HOME}", HOME)
            found.append((command, [one for one in told_here.split(" ; ") if one]))
    return found


COMMANDS = rows("commands.txt")
HARMLESS = [line for lines in sections("harmless.txt").values() for line in lines]


class Tables(Filesystem):
    """The folder that the tables are about."""

    def kind(self, path: str) -> str:
        """Tell what stands at a path there."""
        inner = os.path.relpath(path, CWD)
        is_above = f"{CWD}/".startswith(f"{path.rstrip('/')}/") or path == HOME
        is_folder = inner in FOLDERS or inner in (".git", ".git/objects", ".git/refs") or is_above
        return "folder" if is_folder else "file" if inner in TEXTS or inner in GIT else ""

    def text(self, path: str) -> str | None:
        """Give what a file holds there."""
        return (TEXTS | GIT).get(os.path.relpath(path, CWD))

    def names(self, folder: str) -> list[str] | None:
        """List a folder there."""
        inner = os.path.relpath(folder, CWD)
        if inner not in FOLDERS:
            return None
        parts = [Path(os.path.relpath(path, inner)).parts for path in TEXTS]
        return sorted({first for first, *_ in parts if first != ".."})

    def members(self, archive: str) -> list[str] | None:
        """List an archive there."""
        return ["c.txt"] if os.path.relpath(archive, CWD) in ("x.tgz", "x.tar", "x.zip") else None


FILESYSTEM = Tables()


def read(command: str) -> tuple[Effect, ...]:
    """Give what a command will do there."""
    return effects(command, CWD, {"HOME": HOME, "PATH": "/bin"}, PARSE, FILESYSTEM)


def places(command: str) -> tuple[str, ...]:
    """Give the paths that a command enters or names there."""
    return tuple(walk.read(command, CWD, {"HOME": HOME, "PATH": "/bin"}, PARSE, FILESYSTEM).places)


def told(command: str) -> list[str]:
    """Give what a command will do, as the table says it."""
    return [shown(effect) for effect in read(command)]


def shown(effect: Effect) -> str:
    """Write an effect as the table does."""
    if effect.kind == UNRESOLVED:
        return f"unresolved {effect.by} {effect.path}".rstrip()
    base = os.path.relpath(effect.base, CWD) if effect.base.startswith(CWD) else effect.base
    is_elsewhere = base != "." and (base != "/" or effect.path.startswith("/covey-none"))
    conditions = [f" without {glob}" for glob in effect.excluded] + [f" holding {effect.containing}"] * bool(
        effect.containing
    )
    place = f" @ {base}" if is_elsewhere else ""
    return f"{effect.kind} {'glob ' * effect.is_pattern}{effect.path}{''.join(conditions)}{place}"
