"""The slash commands as files: each allows one call of covey's by absolute path, and keeps arguments from the shell."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from covey.claude.slash_commands import COMMANDS, command_files

PYTHON, HOME = "/opt/covey venv/bin/python", "/home/tess/state"
FILES = command_files(Path(PYTHON), Path(HOME))


def test_there_is_a_file_for_each_command() -> None:
    assert list(FILES) == [f"commands/{each.name}.md" for each in COMMANDS]


@pytest.mark.parametrize("name", list(FILES))
def test_a_command_allows_exactly_the_call_that_it_makes(name: str) -> None:
    text = FILES[name]
    front = dict(line.split(": ", 1) for line in text.split("---\n")[1].splitlines())
    (rule,) = json.loads(front["allowed-tools"])
    shell = text.split("```!\n")[1].split("\n```")[0]
    call = f"'{PYTHON}' -E -P -m covey.cli.slash {Path(name).stem} --home {HOME}"
    assert shell.splitlines()[0].partition(" <<")[0] == call
    assert rule == f"Bash({call})"
    assert front["disable-model-invocation"] == "true"


@pytest.mark.parametrize("name", list(FILES))
def test_arguments_stand_in_a_quoted_here_document_or_nowhere(name: str) -> None:
    text = FILES[name]
    found = re.findall(r" <<'(COVEY_[0-9a-f]{16})'\n\$ARGUMENTS\n\1\n```", text)
    assert len(found) == text.count("$ARGUMENTS") == ("argument-hint" in text)
