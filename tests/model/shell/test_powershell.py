"""What PowerShell commands write, held against a table, and any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covey.hooks import grammar
from covey.model.shell import cmdlets, known
from covey.model.shell.effect import WRITE, Effect
from covey.model.shell.look import may_write_ps
from covey.model.shell.powershell import effects_ps

from .conftest import CWD, FILESYSTEM, HOME, rows, shown

PARSE = grammar.powershell("")
TABLE = rows("powershell.txt")
NAMES = st.text(st.characters(exclude_characters="*?[]\\", exclude_categories=("C", "Z", "P", "S")), min_size=1)
PIECES = st.sampled_from(
    [*"'\"`$(){}[]<>|&;\n #,-@a./", "Remove-Item ", "rm ", "a.py", "if ", "$f", "$f = 'a'", "git stash", "> ", "sc "]
)


def read(command: str) -> tuple[Effect, ...]:
    """Give what a command will do in the tables' folder."""
    return effects_ps(command, CWD, {"HOME": HOME}, PARSE, FILESYSTEM)


@pytest.mark.parametrize(("command", "expected"), TABLE, ids=[command for command, _ in TABLE])
def test_what_a_powershell_command_writes_is_foretold(command: str, expected: list[str]) -> None:
    assert [shown(effect) for effect in read(command)] == expected
    assert may_write_ps(command) or not expected


@settings(deadline=None)
@given(NAMES)
def test_a_quoted_name_is_read_as_that_name(name: str) -> None:
    quoted = f"'{name} ''x'''"
    assert read(f"Set-Content {quoted} y") == (Effect(WRITE, f"{name} 'x'", 0, CWD, "Set-Content"),)


@settings(deadline=None)
@given(st.text(max_size=60) | st.lists(PIECES, max_size=25).map("".join))
def test_no_text_makes_the_reading_fail_and_the_cheap_look_never_says_no_too_soon(text: str) -> None:
    assert may_write_ps(text) or not read(text)


@pytest.mark.parametrize("command", ["Get-ChildItem", "Get-Content a.py | Select-Object -First 3", "npm test > $null"])
def test_what_certainly_writes_nothing_is_seen_by_the_cheap_look(command: str) -> None:
    assert may_write_ps(command) == (">" in command)


def test_every_cmdlet_has_its_rule() -> None:
    assert set(known.CMDLETS.values()) == cmdlets.RULES.keys()
