"""The plugin goes into the real client, is kept up to date there, and comes out without a trace."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from covey.claude.foreign import read_dict
from covey.claude.plugin_files import plugin_files, remove_files, version_of, write_files
from covey.errors import ConfigError, UnavailableError
from covey.testing import clients

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Bench

both_clients = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
SETTINGS = '{"env":{"A":"\\u00e9"},\r\n   "permissions" : {"allow":["Read"]}}'


def known(bench: Bench) -> dict[str, object]:
    """Give the marketplaces that the client knows."""
    return read_dict(bench.place.config / "plugins" / "known_marketplaces.json")


@both_clients
@pytest.mark.requirement("S4-1")
def test_the_plugin_goes_in_and_comes_out_and_the_settings_are_as_before(claude_bench: Bench) -> None:
    bench = claude_bench
    settings = bench.place.settings_file("user", bench.project)
    settings.parent.mkdir(parents=True)
    settings.write_bytes(SETTINGS.encode())
    assert bench.plugin.install(bench.files()).action == "installed"
    (listed,) = bench.plugin.here()
    assert (listed.scope, listed.is_enabled, listed.version) == ("user", True, version_of(bench.files()))
    assert [each.action for each in bench.plugin.uninstall()] == ["removed"]
    assert bench.plugin.list_installed() == []
    assert known(bench) == {}
    assert not bench.plugin.folder.exists()
    assert settings.read_bytes() == SETTINGS.encode()
    assert [each.name for each in settings.parent.glob("settings.json*")] == ["settings.json"]


@both_clients
def test_installing_again_changes_nothing(claude_bench: Bench) -> None:
    claude_bench.plugin.install(claude_bench.files())
    before = {path: path.stat().st_mtime_ns for path in claude_bench.plugin.folder.rglob("*.json")}
    assert claude_bench.plugin.install(claude_bench.files()).action == "unchanged"
    assert {path: path.stat().st_mtime_ns for path in before} == before


@both_clients
def test_a_plugin_with_other_hooks_is_an_update(claude_bench: Bench) -> None:
    bench = claude_bench
    bench.plugin.install(bench.files())
    newer = replace(bench, setup=replace(bench.setup, on_error="closed"))
    assert newer.plugin.install(newer.files()).action == "updated"
    (listed,) = newer.plugin.here()
    hooks = read_dict(listed.folder / "hooks" / "hooks.json")["hooks"]
    assert hooks == newer.setup.hooks()
    assert hooks != bench.setup.hooks()


@both_clients
def test_each_scope_has_its_own_installation_and_the_last_takes_the_marketplace_along(claude_bench: Bench) -> None:
    bench = claude_bench
    settings = bench.place.settings_file("user", bench.project)
    settings.parent.mkdir(parents=True)
    settings.write_bytes(SETTINGS.encode())
    for scope in ("user", "project", "local"):
        bench.plugin.install(bench.files(), scope)
    assert {each.scope for each in bench.plugin.here()} == {"user", "project", "local"}
    elsewhere = replace(bench, project=bench.world.repository("other"))
    assert {each.scope for each in elsewhere.plugin.here()} == {"user"}
    bench.plugin.uninstall("user", "project")
    assert {each.scope for each in bench.plugin.here()} == {"local"}
    assert "covey" in known(bench)
    bench.plugin.uninstall()
    assert known(bench) == {}
    assert settings.read_bytes() == SETTINGS.encode()


@both_clients
@pytest.mark.requirement("S1-14")
def test_installing_switches_a_disabled_plugin_on(claude_bench: Bench) -> None:
    claude_bench.plugin.install(claude_bench.files())
    claude_bench.program.run("plugin", "disable", "sc@covey", "--scope", "user", folder=claude_bench.project)
    assert claude_bench.plugin.install(claude_bench.files()).action == "installed"
    assert [each.is_enabled for each in claude_bench.plugin.here()] == [True]


@both_clients
@pytest.mark.requirement("S1-14")
def test_force_mends_a_copy_that_was_bent_and_a_marketplace_that_is_gone(claude_bench: Bench) -> None:
    bench = claude_bench
    bench.plugin.install(bench.files())
    (listed,) = bench.plugin.here()
    (listed.folder / "hooks" / "hooks.json").write_text("{}")
    remove_files(bench.plugin.folder)
    assert bench.plugin.install(bench.files(), force=True).action == "installed"
    (listed,) = bench.plugin.here()
    assert read_dict(listed.folder / "hooks" / "hooks.json")["hooks"] == bench.setup.hooks()


@both_clients
def test_a_state_folder_that_has_moved_takes_its_marketplace_along(claude_bench: Bench) -> None:
    bench = claude_bench
    bench.plugin.install(bench.files())
    home = bench.world.root / "moved"
    moved = replace(bench, setup=replace(bench.setup, home=home))
    assert moved.plugin.install(moved.files()).action == "updated"
    assert str(home / "plugin") in json.dumps(known(bench))


@both_clients
@pytest.mark.requirement("S4-12")
def test_settings_that_the_client_cannot_read_are_named_and_nothing_is_changed(claude_bench: Bench) -> None:
    settings = claude_bench.place.settings_file("user", claude_bench.project)
    settings.parent.mkdir(parents=True)
    settings.write_text("{bad")
    with pytest.raises(ConfigError, match=str(settings)):
        claude_bench.plugin.install(claude_bench.files())
    assert settings.read_text() == "{bad"
    assert known(claude_bench) == {}
    assert not claude_bench.plugin.folder.exists()


@both_clients
def test_the_client_finds_no_fault_in_the_plugin(claude_bench: Bench) -> None:
    files = claude_bench.files() | {"sc/README.md": "# covey\n"}
    write_files(claude_bench.plugin.folder, files)
    for folder in (claude_bench.plugin.folder, claude_bench.plugin.folder / "sc"):
        assert "Validation passed" in claude_bench.program.run("plugin", "validate", str(folder))


def test_the_version_follows_what_is_in_the_plugin(bench: Bench) -> None:
    hooks = bench.setup.hooks()
    assert version_of(plugin_files(hooks, "0.1.0")) == version_of(plugin_files(hooks, "0.1.0"))
    other = plugin_files(hooks, "0.1.0", {"commands/session-status.md": "hello"})
    assert other["sc/commands/session-status.md"] == "hello"
    assert version_of(other) != version_of(plugin_files(hooks, "0.1.0"))
    assert version_of(other).startswith("0.1.0+")


def test_writing_the_files_again_removes_what_is_no_longer_of_the_plugin(tmp_path: Path) -> None:
    write_files(tmp_path, {"sc/a.md": "1", "sc/b.md": "2"})
    write_files(tmp_path, {"sc/a.md": "1"})
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.md"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "plugin").write_text("in the way")
    with pytest.raises(UnavailableError, match="cannot be written to"):
        write_files(tmp_path / "plugin", {"sc/a.md": "1"})
