"""Each cause for which our hooks may be silent is found, named, and told how to mend."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from covey.claude import findings
from covey.claude.findings import Finding, examine
from covey.claude.place import Place
from covey.claude.program import Program
from covey.claude.scene import Scene, look
from covey.claude.settings_file import install_in
from covey.testing import clients

if TYPE_CHECKING:
    from conftest import Bench
    from covey.claude.place import Scope

pytestmark = pytest.mark.requirement("S4-12")


def scene(bench: Bench, program: Program | None = None) -> Scene:
    """Look at the bench."""
    return look(bench.place, bench.project, program, bench.setup, bench.files())


def install(bench: Bench, scope: Scope = "user") -> Path:
    """Install by settings."""
    return install_in(bench.place.settings_file(scope, bench.project), bench.setup.hooks()).path


def write(path: Path, values: object) -> Path:
    """Write a JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values))
    return path


def with_managed(bench: Bench, values: object, name: str = "managed-settings.json") -> Bench:
    """Give the bench managed settings."""
    folder = bench.world.root / "managed"
    write(folder / name, values)
    return replace(bench, place=replace(bench.place, managed=folder))


def trusted(bench: Bench, folder: Path) -> None:
    """Accept the trust of a folder."""
    write(bench.place.state_file, {"projects": {str(folder): {"hasTrustDialogAccepted": True}}})


def problems(found: list[Finding]) -> set[str]:
    """Name what is not well."""
    return {each.id for each in found if each.status != "ok"}


@pytest.mark.requirement("S4-1")
@pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
def test_an_installed_plugin_in_a_trusted_folder_is_all_well(claude_bench: Bench) -> None:
    claude_bench.plugin.install(claude_bench.files())
    trusted(claude_bench, claude_bench.project)
    found = examine(scene(claude_bench, claude_bench.program))
    assert problems(found) == set()
    assert len({each.id for each in found}) == len(found)


@pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
def test_plugin_and_settings_together_are_duplicates_and_an_old_plugin_is_outdated(claude_bench: Bench) -> None:
    bench = claude_bench
    bench.plugin.install(bench.files())
    install(bench)
    newer = replace(bench, setup=replace(bench.setup, on_error="closed"))
    looked = scene(newer, bench.program)
    assert findings.duplicates(looked).status == "warn"
    assert "the plugin 0.1.0+" in findings.up_to_date(looked).sentence
    assert {"duplicates", "up_to_date"} <= problems(examine(looked))


def test_a_missing_client_and_missing_hooks_are_two_findings_with_hints(bench: Bench) -> None:
    found = examine(scene(bench))
    assert problems(found) == {"client", "installed", "trust"}
    assert all(each.hint for each in found if each.status != "ok")


def test_a_client_that_does_not_answer_is_told_with_its_words(bench: Bench) -> None:
    path = bench.world.root / "broken"
    path.write_text("#!/bin/sh\necho no luck >&2; exit 3\n")
    path.chmod(0o755)
    looked = scene(bench, Program(path, {}))
    assert "no luck" in findings.client(looked).sentence
    assert "no luck" in findings.installed(looked).sentence


def test_a_client_that_is_too_old_for_our_hooks_is_a_failure(bench: Bench) -> None:
    path = bench.world.root / "old"
    path.write_text("#!/bin/sh\necho '2.1.96 (Claude Code)'\n")
    path.chmod(0o755)
    found = findings.client(scene(bench, Program(path, {})))
    assert (found.status, found.hint) == ("fail", "update it: at least 2.1.139")


def test_the_same_hooks_in_two_settings_files_are_called_once_and_other_ones_twice(bench: Bench) -> None:
    install(bench)
    install(bench, "project")
    assert findings.duplicates(scene(bench)).status == "ok"
    other = replace(bench, setup=replace(bench.setup, on_error="closed"))
    install(other, "local")
    assert findings.duplicates(scene(bench)).status == "warn"
    assert "settings.local.json" in findings.up_to_date(scene(bench)).sentence


@pytest.mark.parametrize("gone", ["interpreter", "entry"])
def test_an_interpreter_or_an_entry_that_has_moved_is_named(bench: Bench, gone: str) -> None:
    python = bench.world.root / "python"
    python.write_text("")
    python.chmod(0o755)
    moved = replace(bench, setup=replace(bench.setup, python=python))
    install(moved)
    assert findings.targets(scene(moved)).status == "ok"
    path = python if gone == "interpreter" else bench.setup.entries / "on_edit.py"
    path.unlink()
    found = findings.targets(scene(moved))
    assert found.status == "fail"
    assert str(path) in found.sentence


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"user": True}, "fail"),
        ({"local": True}, "fail"),
        ({"user": True, "local": False}, "ok"),
        ({"user": False, "project": True}, "fail"),
        ({}, "ok"),
    ],
)
def test_the_strongest_settings_decide_whether_hooks_are_off(
    bench: Bench, said: dict[Scope, bool], status: str
) -> None:
    for scope, value in said.items():
        write(bench.place.settings_file(scope, bench.project), {"disableAllHooks": value})
    assert findings.hooks_enabled(scene(bench)).status == status


@pytest.mark.parametrize("name", ["managed-settings.json", "managed-settings.d/10-hooks.json"])
@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"disableAllHooks": True}, "hooks_enabled"),
        ({"allowManagedHooksOnly": True}, "managed_hooks_only"),
        ({"strictPluginOnlyCustomization": ["hooks"]}, "managed_hooks_only"),
        ({"strictPluginOnlyCustomization": True}, "managed_hooks_only"),
        ({"enabledPlugins": {"sc@covey": False}}, "plugin_enabled"),
    ],
)
def test_what_the_administrator_forbids_is_named_with_its_file(
    bench: Bench, name: str, values: dict[str, Any], finding: str
) -> None:
    install(bench)
    managed = with_managed(bench, values, name)
    (found,) = [each for each in examine(scene(managed)) if each.id == finding]
    assert found.status == "fail"
    assert str(managed.place.managed / name) in found.sentence


def test_only_the_administrator_can_allow_managed_hooks_only(bench: Bench) -> None:
    write(bench.place.settings_file("user", bench.project), {"allowManagedHooksOnly": True})
    assert findings.managed_hooks_only(scene(bench)).status == "ok"


@pytest.mark.parametrize("text", ["{bad", "[]", "", "[" * 100_000, '{"a": "\udcff"}'])
def test_a_settings_file_that_does_not_parse_is_named(bench: Bench, text: str) -> None:
    file = bench.place.settings_file("local", bench.project)
    file.parent.mkdir(parents=True)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    found = findings.settings_readable(scene(bench))
    assert found.status == "fail"
    assert str(file) in found.sentence


def test_a_disabled_plugin_is_named_with_the_file_that_disables_it(bench: Bench) -> None:
    file = write(bench.place.settings_file("local", bench.project), {"enabledPlugins": {"sc@covey": False}})
    found = findings.plugin_enabled(scene(bench))
    assert found.status == "fail"
    assert str(file) in found.sentence


def test_trust_of_the_repository_counts_in_its_folders_and_worktrees_but_not_above_it(bench: Bench) -> None:
    inner = bench.project / "libs" / "ui"
    inner.mkdir(parents=True)
    worktree = bench.world.root / "worktree"
    bench.world.run(["git", "worktree", "add", "-q", str(worktree)], bench.project)
    places = [replace(bench, project=folder) for folder in (bench.project, inner, worktree)]
    trusted(bench, bench.project)
    assert [findings.trust(scene(each)).status for each in places] == ["ok", "ok", "ok"]
    trusted(bench, bench.project.parent)
    assert [findings.trust(scene(each)).status for each in places] == ["warn", "warn", "warn"]


def test_outside_a_repository_the_trust_of_any_folder_above_counts(bench: Bench) -> None:
    plain = bench.world.root / "plain" / "folder"
    plain.mkdir(parents=True)
    trusted(bench, plain.parent)
    assert findings.trust(scene(replace(bench, project=plain))).status == "ok"


def test_the_config_folder_is_found_as_the_client_finds_it() -> None:
    plain = Place.of({"HOME": "/home/tess"}, platform="linux")
    assert (plain.config, plain.state_file) == (Path("/home/tess/.claude"), Path("/home/tess/.claude.json"))
    named = Place.of({"HOME": "/home/tess", "CLAUDE_CONFIG_DIR": "/c"}, platform="darwin")
    assert (named.config, named.state_file) == (Path("/c"), Path("/c/.claude.json"))
    assert named.managed == Path("/Library/Application Support/ClaudeCode")
