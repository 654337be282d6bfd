"""A settings.json on the disk is changed whole or not at all, and given back as it was."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from covey.claude.hooks_table import HookSetup, our_handlers
from covey.claude.settings_bytes import back_up, give_back
from covey.claude.settings_file import hooks_of, install_in, uninstall_from
from covey.errors import ConfigError, UserError

HOOKS = HookSetup(Path("/usr/bin/python3"), Path("/home/tess/covey"), Path("/opt/covey/hooks")).hooks()
SETTINGS = b'\xef\xbb\xbf{"model": "opus",\r\n  "name": "\\u00e9\xc3\xa9" }  \r\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the place of a settings file that does not exist."""
    return tmp_path / "config" / "settings.json"


@pytest.fixture
def existing(file: Path) -> Path:
    """Give a settings file of a person."""
    file.parent.mkdir()
    file.write_bytes(SETTINGS)
    return file


def beside(file: Path) -> list[Path]:
    """List what else is in the file's folder."""
    return [each for each in file.parent.iterdir() if each != file]


@pytest.mark.requirement("S4-1")
def test_a_file_that_covey_made_is_gone_after_uninstall(file: Path) -> None:
    assert install_in(file, HOOKS).action == "created"
    assert our_handlers(hooks_of(file)) == our_handlers(HOOKS)
    assert uninstall_from(file).action == "removed"
    assert not list(file.parent.iterdir())


def test_a_file_that_covey_made_stays_when_something_else_is_in_it(file: Path) -> None:
    install_in(file, HOOKS)
    file.write_text(file.read_text().replace("{", '{"model": "opus",', 1))
    assert uninstall_from(file).action == "changed"
    assert json.loads(file.read_text()) == {"model": "opus"}


@pytest.mark.requirement("S4-1")
def test_uninstall_gives_back_every_byte_and_leaves_nothing_beside(existing: Path) -> None:
    change = install_in(existing, HOOKS)
    assert change.action == "changed"
    assert change.backup is not None
    assert change.backup.read_bytes() == SETTINGS
    assert uninstall_from(existing).action == "changed"
    assert existing.read_bytes() == SETTINGS
    assert not beside(existing)


def test_the_copy_stays_when_the_file_has_changed_since(existing: Path) -> None:
    backup = install_in(existing, HOOKS).backup
    existing.write_bytes(existing.read_bytes().replace(b"opus", b"sonnet"))
    uninstall_from(existing)
    assert existing.read_bytes() == SETTINGS.replace(b"opus", b"sonnet")
    assert beside(existing) == [backup]


def test_installing_twice_changes_nothing_and_makes_one_copy(existing: Path) -> None:
    install_in(existing, HOOKS)
    once = existing.read_bytes()
    assert install_in(existing, HOOKS).action == "unchanged"
    assert install_in(existing, HOOKS, force=True).action == "unchanged"
    assert existing.read_bytes() == once
    assert len(beside(existing)) == 1


@pytest.mark.requirement("S1-14")
def test_installing_mends_hooks_that_somebody_has_bent(existing: Path) -> None:
    install_in(existing, HOOKS)
    whole = existing.read_bytes()
    existing.write_bytes(whole.replace(b"/usr/bin/python3", b"/gone/python3", 3))
    assert install_in(existing, HOOKS).action == "changed"
    assert existing.read_bytes() == whole


@pytest.mark.parametrize("text", [b"{bad", b"", b'{"a": "\xff"}'])
def test_uninstalling_from_a_broken_file_says_which(existing: Path, text: bytes) -> None:
    existing.write_bytes(text)
    with pytest.raises(ConfigError, match=str(existing)):
        uninstall_from(existing)
    assert existing.read_bytes() == text


@pytest.mark.parametrize("text", [b"[1]", b'{"hooks": 1}', b'{"hooks": {"Stop": [{"hooks": {}}, 1], "x": null}}'])
def test_uninstalling_from_a_file_of_another_shape_changes_nothing(existing: Path, text: bytes) -> None:
    existing.write_bytes(text)
    assert uninstall_from(existing).action == "unchanged"
    assert existing.read_bytes() == text


@pytest.mark.requirement("S4-12")
@pytest.mark.parametrize("text", [b"{bad", b"", b'{"a": "\xff"}', b"[1]", b'{"hooks": 1}'])
def test_installing_into_a_broken_file_says_which(existing: Path, text: bytes) -> None:
    existing.write_bytes(text)
    with pytest.raises(ConfigError, match=str(existing)) as caught:
        install_in(existing, HOOKS)
    assert "nothing was changed" in caught.value.hint
    assert existing.read_bytes() == text
    assert not beside(existing)


def test_a_folder_in_the_place_of_the_file_is_the_users_error(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(UserError, match="cannot be read"):
        install_in(file, HOOKS)


def test_a_file_in_the_place_of_the_folder_is_the_users_error(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("")
    with pytest.raises(UserError, match="cannot be"):
        install_in(tmp_path / "config" / "settings.json", HOOKS)


@pytest.mark.requirement("S1-16")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_the_mode_of_the_file_stays(existing: Path, mode: int) -> None:
    existing.chmod(mode)
    change = install_in(existing, HOOKS)
    assert change.backup is not None
    assert [stat.S_IMODE(each.stat().st_mode) for each in (existing, change.backup)] == [mode, mode]


def test_a_symlink_stays_one_and_what_it_leads_to_is_changed(file: Path, tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles" / "claude.json"
    dotfiles.parent.mkdir()
    dotfiles.write_bytes(SETTINGS)
    file.parent.mkdir()
    file.symlink_to(dotfiles)
    install_in(file, HOOKS)
    assert file.is_symlink()
    assert our_handlers(hooks_of(dotfiles))
    assert list(dotfiles.parent.iterdir()) == [dotfiles]
    uninstall_from(file)
    assert dotfiles.read_bytes() == SETTINGS


def test_a_dangling_symlink_dangles_again_after_uninstall(file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    file.symlink_to(tmp_path / "later.json")
    install_in(file, HOOKS)
    assert (tmp_path / "later.json").exists()
    uninstall_from(file)
    assert file.is_symlink()
    assert not file.exists()


def test_the_copy_comes_back_when_claude_has_only_written_the_file_anew(existing: Path) -> None:
    back_up(existing, existing.read_bytes().decode())
    anew: dict[str, object] = {"name": "éé", "enabledPlugins": {}, "extraKnownMarketplaces": {}, "model": "opus"}
    existing.write_text(json.dumps(anew))
    assert give_back(existing)
    assert existing.read_bytes() == SETTINGS
    assert not beside(existing)


def test_the_copy_does_not_come_back_when_the_file_says_something_else(existing: Path) -> None:
    back_up(existing, existing.read_bytes().decode())
    existing.write_text('{"model": "sonnet", "name": "éé"}')
    assert not give_back(existing)
    assert json.loads(existing.read_text())["model"] == "sonnet"
