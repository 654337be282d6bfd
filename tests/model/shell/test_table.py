"""What commands write, held against two tables: commands.txt says it, harmless.txt must give nothing."""

from __future__ import annotations

import pytest

from .conftest import COMMANDS, HARMLESS, told


@pytest.mark.parametrize(("command", "expected"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_what_a_command_writes_is_foretold(command: str, expected: list[str]) -> None:
    assert told(command) == expected


@pytest.mark.parametrize("command", HARMLESS)
def test_an_ordinary_command_is_taken_for_no_writer(command: str) -> None:
    assert told(command) == []
