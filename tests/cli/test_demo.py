"""`covey demo`: the whole story, in both ways, and nothing left of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from covey.cli.demo.replay import RECORDED
from covey.testing import clients
from covey.testing.processes import survivors
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from covey.testing.world import World

MAKE = Path(__file__).parents[2] / "docs" / "generate" / "demo.py"
# What differs from run to run: ids, the temporary folder, names, moments and times of day.
CHANCE = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|/\S*?covey-demo-\w+|Session_\w+|[\d-]+T[\d:]+Z|\d\d:\d\d"
)
LATE_OR_CHANCE = ("pid", "git_dirty")  # git's answer may come a moment later
COVEY = (str(Path(sys.executable).parent / "covey"),)


def cache_of(client: Path) -> dict[str, str]:
    """Say where the clients lie, so that none is fetched."""
    return {"COVEY_CLIENT_CACHE": str(client.parents[5])}


def without_npm(world: World) -> dict[str, str]:
    """Give an environment in which no client can be had: an empty cache, and a PATH with git alone."""
    folder = world.root / "git-alone"
    folder.mkdir()
    git = shutil.which("git", path=world.env()["PATH"])
    assert git is not None
    (folder / "git").symlink_to(git)
    return {"PATH": str(folder), "COVEY_CLIENT_CACHE": str(world.root / "no-clients")}


def demo(world: World, *words: str, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run the demo in a world and give its data."""
    return json.loads(world.run([*COVEY, "demo", "--json", *words], env=env).stdout)["data"]


def steps(data: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Give the steps of one kind."""
    return [step for step in data["steps"] if step["kind"] == kind]


def story(data: dict[str, Any]) -> str:
    """Give the whole of the steps without what differs from run to run."""
    for step in steps(data, "look"):
        for row in step["output"]:
            for name in LATE_OR_CHANCE:
                row.pop(name, None)
    return CHANCE.sub("…", json.dumps(data["steps"], indent=1))


def contents(world: World) -> dict[str, tuple[int, int]]:
    """List all that is in a world, with sizes and times of change."""
    return {str(each): (each.lstat().st_size, each.lstat().st_mtime_ns) for each in world.root.rglob("*")}


def without_times(found: dict[str, tuple[int, int]], world: World) -> dict[str, tuple[int, int]]:
    """Leave out the folder for temporary files itself: a folder came there and went."""
    return {name: each for name, each in found.items() if name != str(world.root / "tmp")}


def players(world: World) -> list[int]:
    """List the processes of the demos that are running in a world."""
    return [pid for place in (world.root / "tmp").glob("covey-demo-*") for pid in survivors(place)]


@pytest.mark.requirement("S1-10")
def test_the_second_session_is_stopped_told_why_and_told_when_the_file_is_free(world: World) -> None:
    edits = steps(demo(world, "--replay"), "edit")
    assert [(step["session"], step["path"], step["outcome"]) for step in edits] == [
        ("A", "auth.py", "done"),
        ("B", "auth.py", "stopped"),
        ("B", "test_auth.py", "done"),
        ("B", "test_auth.py", "done"),
        ("B", "auth.py", "done"),
    ]
    assert "(“hash passwords”)" in edits[1]["told"]
    assert "Free meanwhile: test_auth.py" in edits[1]["told"]
    assert edits[3]["told"].startswith("Free now: auth.py")


def test_the_commands_show_what_happened(world: World) -> None:
    live, locks, locks_after, history = (step["output"] for step in steps(demo(world, "--replay"), "look"))
    assert [(row["task"], row["status"]) for row in live] == [
        ("hash passwords", "busy"),
        ("add 2FA", "busy"),
    ]
    assert [(row["path"], len(row["waiting"])) for row in locks] == [("auth.py", 1), ("test_auth.py", 0)]
    assert locks_after == []
    assert {row["status"] for row in history} == {"completed"}


def test_the_real_client_and_its_recording_tell_the_same_story(claude_world: World, client: Path) -> None:
    real, replayed = demo(claude_world, env=cache_of(client)), demo(claude_world, "--replay")
    assert (real["way"], replayed["way"]) == ("real", "replay")
    assert story(replayed) == story(real)


def test_the_real_way_touches_nothing_outside_its_folder_and_removes_that(claude_world: World, client: Path) -> None:
    before = contents(claude_world)
    assert "the real Claude Code" in claude_world.run([*COVEY, "demo"], env=cache_of(client)).stdout
    assert without_times(contents(claude_world), claude_world) == without_times(before, claude_world)


def test_the_replay_touches_nothing_outside_its_folder_and_removes_that(world: World) -> None:
    before = contents(world)
    world.run([*COVEY, "demo", "--replay"])
    assert without_times(contents(world), world) == without_times(before, world)


def test_without_npm_the_recording_is_played_and_people_are_told_why(world: World) -> None:
    said = world.run([*COVEY, "demo"], env=without_npm(world)).stdout
    assert "npm is not on the PATH" in said
    assert "✗ wants to edit auth.py" in said


def test_without_a_network_the_recording_is_played(world: World, require_program: Callable[[str], None]) -> None:
    require_program("npm")
    nowhere = {"npm_config_registry": "http://127.0.0.1:1", "COVEY_CLIENT_CACHE": str(world.root / "no-clients")}
    before = contents(world)
    data = demo(world, env=nowhere)
    assert data["way"] == "replay"
    assert "is the network there?" in data["note"]
    assert without_times(contents(world), world) == without_times(before, world)


def test_without_git_the_error_says_what_is_missing(world: World) -> None:
    env = without_npm(world)
    Path(env["PATH"], "git").unlink()
    done = world.run([*COVEY, "demo", "--replay"], env=env, check=False)
    assert done.returncode == 75
    assert "git is not on the PATH" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_replay_that_is_broken_off_ends_all_and_removes_its_folder(world: World, number: signal.Signals) -> None:
    break_off(world, number, "--replay", env=world.env(), when=lambda: bool(players(world)))


def test_a_real_demo_that_is_broken_off_ends_all_and_removes_its_folder(claude_world: World, client: Path) -> None:
    def is_claude_there() -> bool:
        return any((claude_world.root / "tmp").glob("covey-demo-*/home/.claude/sessions/*.json"))

    break_off(claude_world, signal.SIGINT, env=claude_world.env() | cache_of(client), when=is_claude_there)


def break_off(
    world: World, number: signal.Signals, *words: str, env: Mapping[str, str], when: Callable[[], bool]
) -> None:
    """Start a demo, send it a signal at a moment, and see that nothing of it is left."""
    before = contents(world)
    how: dict[str, Any] = {"env": env, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    process = subprocess.Popen([*COVEY, "demo", *words], start_new_session=True, **how)
    assert until(when, 30)
    places = list((world.root / "tmp").glob("covey-demo-*"))
    os.killpg(process.pid, number)  # as a terminal does: to all who share it
    assert process.communicate(timeout=30)[1] == b""
    assert process.returncode == 130
    assert [pid for place in places for pid in survivors(place)] == []
    assert without_times(contents(world), world) == without_times(before, world)


def test_what_is_piped_is_plain(world: World) -> None:
    said = world.run([*COVEY, "demo", "--replay"]).stdout
    assert all(line.isprintable() for line in said.splitlines())
    assert "╭" not in said


def test_a_terminal_gets_framed_tables(world: World, require_program: Callable[[str], None]) -> None:
    require_program("tmux")
    with world.open_terminal(["sh", "-c", f"{COVEY[0]} demo --replay; read answer"], world.root) as terminal:
        assert "╭" in terminal.wait_for("In your own repositories", timeout=40)


def test_the_recording_is_what_the_pinned_client_sends(claude_world: World, client: Path, tmp_path: Path) -> None:
    made = tmp_path / "recorded.json"
    claude_world.run([sys.executable, str(MAKE), "record", str(made)], env=cache_of(client))
    shipped, fresh = (json.loads(file.read_text(encoding="utf-8")) for file in (RECORDED, made))
    assert shipped["client"] == clients.NEWEST
    assert essence(shipped) == essence(fresh)


def essence(recording: dict[str, Any]) -> dict[str, list[tuple[Any, ...]]]:
    """Give of the events of each act their kinds, the names of their fields, and what a tool is to do."""
    return {
        act: [(each["hook_event_name"], sorted(each), each.get("tool_name"), each.get("tool_input")) for each in events]
        for act, events in recording["acts"].items()
    }
