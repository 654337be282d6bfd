"""`covey install` and `uninstall` as whole commands, with the real Claude Code: in, again, repaired, and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from covey.testing import clients

if TYPE_CHECKING:
    from covey.testing.world import World

    from .conftest import Office

BOTH_CLIENTS = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
NEWEST = pytest.mark.parametrize("client", clients.VERSIONS[:1], indirect=True)
FOREIGN = '{"env":{"A":"\\u00e9"},\r\n   "hooks" : {"Stop":[{"hooks":[{"type":"command","command":"true"}]}]}}'
WELL = {"installed": "ok", "up_to_date": "ok", "targets": "ok", "sample": "ok"}


def covey(world: World, folder: Path, *words: str, status: int = 0) -> Any:
    """Run a command in a folder and give the envelope's data."""
    done = world.run(["covey", *words, "--json"], folder, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return json.loads(done.stdout)["data"]


def plugins(world: World, folder: Path) -> list[tuple[str, str]]:
    """Give what the client says of our plugin: its scope and version."""
    listed = json.loads(world.run(["claude", "plugin", "list", "--json"], folder).stdout)
    return [(one["scope"], one["version"]) for one in listed if one["id"] == "sc@covey"]


def installation(world: World, folder: Path) -> dict[str, str]:
    """Give doctor's findings about the installation, by id."""
    done = world.run(["covey", "doctor", "--json"], folder, check=False)
    findings = json.loads(done.stdout)["data"]["findings"]
    return {
        one["id"]: one["status"] for one in findings if one["id"] in {"installed", "up_to_date", "targets", "sample"}
    }


@BOTH_CLIENTS
@pytest.mark.requirement("S4-1")
def test_one_command_puts_the_plugin_in_another_takes_it_out_and_both_may_be_repeated(claude_world: World) -> None:
    world, folder = claude_world, claude_world.repository("shop")
    settings = world.home / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_bytes(FOREIGN.encode())

    first = covey(world, folder, "install")
    assert (first["method"], first["scope"], first["action"]) == ("plugin", "user", "installed")
    ((scope, version),) = plugins(world, folder)
    assert (scope, first["what"]) == ("user", f"plugin sc {version}")
    assert (world.covey_home / "covey.db").exists()
    said = world.run(["covey", "install"], folder).stdout
    assert said == (
        f"covey is in Claude Code: plugin sc {version} (scope user, unchanged).\n"
        "Every session that starts from now on is seen, and its edits are guarded.\n"
        "`covey doctor` proves it; `covey sessions live` shows who works where.\n"
    )

    assert covey(world, folder, "uninstall")["removed"] == [f"plugin sc {version} (scope user)"]
    assert plugins(world, folder) == []
    assert settings.read_bytes() == FOREIGN.encode()
    said = world.run(["covey", "uninstall"], folder).stdout
    assert said == (
        "covey was not installed here.\n"
        f"What covey recorded is kept in {world.covey_home}; delete that folder to forget it.\n"
    )


@BOTH_CLIENTS
@pytest.mark.requirement("S1-14")
def test_force_repairs_a_plugin_that_was_bent(claude_world: World) -> None:
    world, folder = claude_world, claude_world.repository("shop")
    covey(world, folder, "install")
    listed = json.loads(world.run(["claude", "plugin", "list", "--json"], folder).stdout)
    (plugin,) = [one for one in listed if one["id"] == "sc@covey"]
    hooks = Path(plugin.get("readFromFolder") or plugin["installPath"], "hooks", "hooks.json")
    hooks.write_text(hooks.read_text().replace("/hooks/on_edit.py", "/nowhere/covey/hooks/on_edit.py"))
    assert installation(world, folder) == WELL | {"up_to_date": "fail", "targets": "fail", "sample": "fail"}
    assert covey(world, folder, "install", "--force")["action"] == "installed"
    assert installation(world, folder) == WELL


@NEWEST
@pytest.mark.requirement("S1-14")
def test_force_repairs_settings_whose_interpreter_is_gone(claude_world: World) -> None:
    world, folder = claude_world, claude_world.repository("shop")
    path = covey(world, folder, "install", "--method", "settings")["what"]
    settings = json.loads((world.root / path).read_text())
    for groups in settings["hooks"].values():
        groups[0]["hooks"][0]["command"] = "/nowhere/python"
    (world.root / path).write_text(json.dumps(settings))
    assert installation(world, folder) == WELL | {"up_to_date": "fail", "targets": "fail", "sample": "fail"}
    covey(world, folder, "install", "--method", "settings", "--force")
    assert installation(world, folder) == WELL


@NEWEST
@pytest.mark.requirement("S4-1")
def test_plugin_and_settings_never_stand_beside_each_other_in_a_scope(claude_world: World) -> None:
    world, folder = claude_world, claude_world.repository("shop")
    settings = world.home / ".claude" / "settings.json"
    covey(world, folder, "install")
    covey(world, folder, "install", "--method", "settings")
    assert plugins(world, folder) == []
    assert "on_edit.py" in settings.read_text()
    covey(world, folder, "install", "--method", "plugin")
    assert len(plugins(world, folder)) == 1
    assert "on_edit.py" not in settings.read_text()


@NEWEST
@pytest.mark.requirement("S4-1")
@pytest.mark.parametrize("scope", ["project", "local"])
def test_a_scope_of_the_project_is_installed_there_and_alone_is_taken_out(claude_world: World, scope: str) -> None:
    world, folder = claude_world, claude_world.repository("shop")
    other = world.repository("other")
    covey(world, folder, "install", "--scope", "user")
    covey(world, folder, "install", "--scope", scope)
    assert sorted(one for one, _ in plugins(world, folder)) == sorted(["user", scope])
    assert installation(world, other) == WELL
    covey(world, folder, "uninstall", "--scope", "user")
    assert [one for one, _ in plugins(world, folder)] == [scope]
    assert installation(world, folder) == WELL
    assert installation(world, other)["installed"] == "fail"


@pytest.mark.requirement("S4-1", "S4-11")
def test_without_a_client_the_hooks_go_into_the_settings_file_and_foreign_bytes_stay(office: Office) -> None:
    settings = office.world.home / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_bytes(FOREIGN.encode())
    answer = office.covey("install")
    assert answer.status == 0
    first, second = answer.out.splitlines()[:2]
    assert first == f"covey is in Claude Code: {settings} (scope user, changed)."
    backup = second.removeprefix("The file as it was: ")
    assert (settings.parent / backup).read_bytes() == FOREIGN.encode()
    assert "on_edit.py" in settings.read_text()
    assert office.json("install").data["action"] == "unchanged"
    assert office.json("uninstall").data["removed"] == [str(settings)]
    assert settings.read_bytes() == FOREIGN.encode()


def test_a_plugin_needs_a_client(office: Office) -> None:
    answer = office.json("install", "--method", "plugin")
    assert (answer.status, answer.error[0]) == (75, "claude_not_found")


@pytest.mark.requirement("S4-12")
def test_settings_that_are_no_json_are_named_and_left_alone(office: Office) -> None:
    settings = office.world.home / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_text("{bad")
    for words in (("install",), ("uninstall",)):
        answer = office.json(*words)
        assert answer.status == 1
        assert str(settings) in answer.error[1]
    assert settings.read_text() == "{bad"


THEIRS = '{"statusLine": {"type": "command", "command": "~/mine.sh"}}'


def shown_line(settings: Path) -> str:
    """Give the command of the status line in a settings file."""
    return json.loads(settings.read_text()).get("statusLine", {}).get("command", "")


@BOTH_CLIENTS
@pytest.mark.requirement("S4-1", "S1-14")
def test_a_status_line_that_was_asked_for_once_stays_until_uninstall(claude_world: World) -> None:
    world, folder = claude_world, claude_world.repository("shop")
    settings = world.home / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_bytes(FOREIGN.encode())
    assert covey(world, folder, "install", "--statusline")["statusline"] is True
    ours = shown_line(settings)
    assert f"covey/hooks/statusline.py --home {world.covey_home}" in ours
    settings.write_text(
        settings.read_text().replace("-I -S", "-I -S", 1).replace("/hooks/statusline", "/covey/hooks/statusline")
    )
    for words in (("install",), ("install", "--force"), ("install", "--method", "settings")):
        assert covey(world, folder, *words)["statusline"] is True
        assert shown_line(settings) == ours
    removed = covey(world, folder, "uninstall")["removed"]
    assert f"the status line in {settings}" in removed
    assert settings.read_bytes() == FOREIGN.encode()


@pytest.mark.parametrize("method", ["plugin", "settings"])
@NEWEST
def test_a_status_line_of_the_users_own_is_refused_before_anything_is_changed(claude_world: World, method: str) -> None:
    world, folder = claude_world, claude_world.repository("shop")
    settings = world.home / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(THEIRS)
    done = world.run(["covey", "install", "--statusline", "--method", method, "--json"], folder, check=False)
    (error,) = json.loads(done.stdout)["errors"]
    assert (done.returncode, error["code"]) == (1, "status_line_taken")
    assert error["message"] == f"{settings} has a status line that is not covey's"
    assert "statusline.py --home" in error["hint"]
    assert (settings.read_text(), plugins(world, folder)) == (THEIRS, [])
    assert covey(world, folder, "install", "--method", method)["statusline"] is False
    covey(world, folder, "uninstall")
    assert settings.read_text() == THEIRS


def test_without_a_client_the_status_line_goes_in_and_out_with_the_hooks(office: Office) -> None:
    settings = office.world.home / ".claude" / "settings.json"
    answer = office.covey("install", "--statusline")
    assert "Its status line tells who else is here.\n" in answer.out
    assert shown_line(settings)
    assert office.json("uninstall").data["removed"] == [str(settings), f"the status line in {settings}"]
    assert not settings.exists()
