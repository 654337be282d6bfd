"""Our status line goes into a settings.json and out of it; another's stays, and is never replaced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from covey.claude.hooks_table import HookSetup
from covey.claude.settings_file import install_in, uninstall_from
from covey.claude.settings_text import with_hooks, without_hooks
from covey.claude.status_line import has_ours, is_ours, put_into, status_line, take_out_of, with_status_line
from covey.claude.status_line import without_status_line as without
from covey.errors import ConfigError, UserError

from .test_settings_text import QUICK, WITH_MARK, parsed

OURS = status_line(Path("/usr/bin/python3"), Path("/opt/covey/hooks"), Path("/home/tess/state of mine"))
OLDER = status_line(Path("/usr/bin/python9"), Path("/srv/covey/hooks"), Path("/elsewhere"))
HOOKS = HookSetup(Path("/usr/bin/python3"), Path("/home/tess/covey"), Path("/opt/covey/hooks")).hooks()
FOREIGN: list[Any] = [
    None,
    "x",
    {"type": "command", "command": "~/mine.sh"},
    {"type": "command", "command": f"~/mine.sh; {OURS['command']}"},
    {"type": "command", "command": f"{OURS['command']} | tr a b"},
    {"type": "command", "command": "'"},
]
EXISTING = b'{"model": "opus",\r\n  "name": "\\u00e9\xc3\xa9" }  \r\n'


def test_it_is_one_line_for_the_shell_that_starts_the_entry() -> None:
    assert OURS == {
        "type": "command",
        "command": "/usr/bin/python3 -I -S /opt/covey/hooks/statusline.py --home '/home/tess/state of mine'",
        "refreshInterval": 5,
    }
    assert is_ours(OURS)


@pytest.mark.requirement("S4-1")
@QUICK
@given(WITH_MARK)
def test_taking_out_gives_back_every_byte(text: str) -> None:
    assert without(with_status_line(text, OURS)) == text


@QUICK
@given(WITH_MARK)
def test_with_hooks_beside_it_both_go_out_in_any_order(text: str) -> None:
    both = with_status_line(with_hooks(text, HOOKS), OURS)
    assert parsed(both)["statusLine"] == OURS
    assert without_hooks(without(both)) == text
    assert without(without_hooks(both)) == text


@QUICK
@given(WITH_MARK)
def test_a_new_one_takes_the_place_of_an_older_one_of_ours(text: str) -> None:
    once = with_status_line(with_status_line(text, OLDER), OURS)
    assert once == with_status_line(text, OURS)
    assert with_status_line(once, OURS) == once


@pytest.mark.parametrize("foreign", FOREIGN)
def test_another_status_line_is_refused_and_stays(foreign: Any) -> None:
    text = json.dumps({"statusLine": foreign, "model": "opus"})
    with pytest.raises(UserError, match="not covey's") as caught:
        with_status_line(text, OURS)
    assert caught.value.code == "status_line_taken"
    assert OURS["command"] in caught.value.hint
    assert without(text) == text


@pytest.mark.parametrize("text", ["{bad", "[]", ""])
def test_a_text_that_is_no_settings_file_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        with_status_line(text, OURS)


@pytest.mark.requirement("S4-1")
def test_a_file_that_covey_made_is_gone_after_taking_out(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    assert not has_ours(file)
    assert put_into(file, OURS)
    assert not put_into(file, OURS)
    assert has_ours(file)
    assert json.loads(file.read_text()) == {"statusLine": OURS}
    assert take_out_of(file)
    assert not take_out_of(file)
    assert not file.exists()


@pytest.mark.requirement("S4-1")
def test_with_the_hooks_in_the_same_file_every_byte_comes_back_and_no_copy_is_left(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(EXISTING)
    install_in(file, HOOKS)
    put_into(file, OURS)
    take_out_of(file)
    uninstall_from(file)
    assert file.read_bytes() == EXISTING
    assert list(tmp_path.iterdir()) == [file]


def test_a_broken_file_is_named_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text("{bad")
    for change in (lambda: put_into(file, OURS), lambda: take_out_of(file)):
        with pytest.raises(ConfigError, match=str(file)):
            change()
    assert file.read_text() == "{bad"
