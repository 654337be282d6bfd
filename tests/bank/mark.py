"""Run the whole bank, and mark each row by what came of it: `python -m tests.bank.mark`. Reasons are put in by hand."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.bank.rows import HARMLESS, MARK, NO_REASON, WRITES, Row, read
from tests.bank.sandbox import Sandbox


def main() -> int:
    """Mark both tables, and tell which rows want a reason."""
    with tempfile.TemporaryDirectory(prefix="bank-") as folder:  # no name that a row's own `tempfile` may give
        sandbox = Sandbox(Path(folder))
        for table, is_write in ((WRITES, True), (HARMLESS, False)):
            marked = {row.text: _marked(sandbox, row, is_write=is_write) for row in read(table)}
            lines = table.read_text(encoding="utf-8").splitlines()
            table.write_text("".join(f"{marked.get(line.partition(MARK)[0], line)}\n" for line in lines), "utf-8")
            wanting = [text for text in marked.values() if text.endswith(MARK + NO_REASON)]
            sys.stdout.write("".join(f"{text}\n" for text in wanting))
    return 0


def _marked(sandbox: Sandbox, row: Row, *, is_write: bool) -> str:
    """Give a row's line: without a mark where the gate is right, else with the reason that it had."""
    is_right = sandbox.judge(row.command).is_refused == is_write
    return row.text if is_right else f"{row.text}{MARK}{row.mark or NO_REASON}"


if __name__ == "__main__":
    sys.exit(main())
