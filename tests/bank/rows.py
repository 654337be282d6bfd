"""The bank of commands, as it stands in its two tables: what is run, and what is known to fall short."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
WRITES, HARMLESS = HERE / "writes.txt", HERE / "harmless.txt"
MARK, NO_REASON = "  ⟹  ", "?"
"""What stands between a row and the reason why the gate is not right about it, and a reason yet to be given."""


@dataclass(frozen=True)
class Row:
    """One command, under which heading it stands, and why the gate is not right about it, '' where it is."""

    heading: str
    text: str
    mark: str

    @property
    def command(self) -> str:
        """Give the command itself, in which ⏎ is a new line."""
        return self.text.replace("⏎", "\n")


def read(table: Path) -> list[Row]:
    """Give the rows of a table."""
    found: list[Row] = []
    heading = ""
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif line and heading:
            text, _, mark = line.partition(MARK)
            found.append(Row(heading, text, mark))
    return found


def headings(table: Path) -> list[str]:
    """Give the headings of a table, in order."""
    return list(dict.fromkeys(row.heading for row in read(table)))
