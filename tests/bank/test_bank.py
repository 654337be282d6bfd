"""The bank of commands, each run in a real Bash: the gate's answer is right, or the row says why it is not.

How many are right is read from the tables, since every row is held to its mark.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from .rows import HARMLESS, NO_REASON, WRITES, read
from .sandbox import BASH, Sandbox

if TYPE_CHECKING:
    from .rows import Row

LEAST_WRITES, LEAST_HARMLESS = 400, 300
LEAST_FORETOLD, MOST_REFUSED = 0.92, 1 / 200
NEEDED = (
    *("autopep8", "black", "curl", "dos2unix", "ed", "envsubst", "ex", "fdfind", "gawk"),
    *("iconv", "isort", "jq", "node", "npm", "npx", "openssl", "patch", "perl"),
    *("php", "prettier", "rename", "rg", "rsync", "ruby", "script", "sponge", "sqlite3"),
    *("unix2dos", "unzip", "vi", "vim", "xxd", "yq", "zip"),
)
"""The programs of the writing commands that are not on every machine: without one, its rows are not run."""

pytestmark = pytest.mark.skipif(not BASH or sys.platform != "linux", reason="the rows are of Bash with GNU's tools")


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """Give the repository that all commands of the bank are run in."""
    return Sandbox(tmp_path_factory.mktemp("bank"))


def rows(table: object) -> list[object]:
    """Give the rows of a table as parameters that are named by their command."""
    return [pytest.param(row, id=row.text) for row in read(table)]  # type: ignore[arg-type]


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize("row", rows(WRITES))
def test_a_command_that_changes_a_held_file_is_refused_or_else_found_afterwards(row: Row, sandbox: Sandbox) -> None:
    require_programs(row, sandbox)
    outcome = sandbox.judge(row.command)
    assert outcome.changed, f"it is no write: {outcome.output}"
    if outcome.is_refused:
        assert not row.mark, "it is foretold by now: take its mark away"
    else:
        assert outcome.found == outcome.changed, "nobody would be told"
        assert row.mark, "it is not foretold"


@pytest.mark.parametrize("row", rows(HARMLESS))
def test_a_command_that_changes_no_held_file_is_not_refused(row: Row, sandbox: Sandbox) -> None:
    outcome = sandbox.judge(row.command)
    assert not outcome.changed, "it is not harmless"
    assert outcome.is_refused == bool(row.mark), outcome.said


def require_programs(row: Row, sandbox: Sandbox) -> None:
    """Skip a row on a person's machine that lacks its program; fail where all real parts must be there."""
    words = set(row.command.replace("/", " ").split())
    missing = [name for name in NEEDED if name in words and not shutil.which(name, path=sandbox.environment["PATH"])]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{missing[0]} is not on the PATH")
    if missing:
        pytest.skip(f"{missing[0]} is not on the PATH")


@pytest.mark.requirement("B-1")
def test_the_bank_is_large_and_nearly_all_of_its_writes_are_foretold() -> None:
    writes = read(WRITES)
    assert len({row.text for row in writes}) == len(writes) >= LEAST_WRITES
    assert NO_REASON not in {row.mark for row in writes}
    assert sum(not row.mark for row in writes) >= LEAST_FORETOLD * len(writes)


def test_hardly_any_harmless_command_of_the_bank_is_refused() -> None:
    harmless = read(HARMLESS)
    assert len({row.text for row in harmless}) == len(harmless) >= LEAST_HARMLESS
    assert NO_REASON not in {row.mark for row in harmless}
    assert sum(bool(row.mark) for row in harmless) <= MOST_REFUSED * len(harmless)
