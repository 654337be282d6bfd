"""The service's files say what was meant, whatever the paths hold; and its keeper is called where it answers."""

from __future__ import annotations

import os
import plistlib
import subprocess
from typing import TYPE_CHECKING

import pytest

from covey.errors import UserError
from covey.serve.service import Service, service_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ODD = "/state of 100% \"mine\" $HOME \\ 🐑\n'x'"
COMMAND = ("/usr/bin/python3", "-I", "-S", "/opt/covey/detached.py", ODD)


def service(home: Path, platform: str = "linux", **environ: str) -> Service:
    return service_of(platform, COMMAND, {"HOME": str(home), **environ})


@pytest.fixture
def keeper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a systemctl of the test's own on the PATH; give the file in which it notes its calls."""
    calls, folder = tmp_path / "calls", tmp_path / "bin"
    folder.mkdir()
    (folder / "systemctl").write_text(f'#!/bin/sh\necho "$@" >> {calls}\n[ ! -e {tmp_path}/fails ]\n')
    (folder / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return calls


@pytest.mark.requirement("S1-2")
def test_systemd_reads_in_the_unit_just_what_was_meant(tmp_path: Path, require_program: Callable[[str], None]) -> None:
    require_program("systemd-analyze")
    one = service_of("linux", ("/bin/true", ODD), {"HOME": str(tmp_path), "COVEY_HOME": ODD})
    one.file.parent.mkdir(parents=True)
    one.file.write_bytes(one.content)
    command = ["systemd-analyze", "verify", "--user", str(one.file)]
    environ = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environ)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_says_who_wrote_it_what_to_run_and_where_the_state_is(tmp_path: Path) -> None:
    lines = service(tmp_path, COVEY_HOME=ODD, OTHER="x").content.decode().splitlines()
    assert lines[0] == "# Written by `covey serve --install`; `covey serve --uninstall` takes it away."
    written = '"/state of 100%% \\"mine\\" $$HOME \\\\ 🐑\\n\'x\'"'
    assert f'ExecStart="/usr/bin/python3" "-I" "-S" "/opt/covey/detached.py" {written}' in lines
    assert [line for line in lines if line.startswith("Environment=")] == [
        'Environment="COVEY_HOME=/state of 100%% \\"mine\\" $HOME \\\\ 🐑\\n\'x\'"'
    ]


def test_the_agent_of_launchd_says_the_same(tmp_path: Path) -> None:
    one = service(tmp_path, "darwin", COVEY_HOME=ODD)
    assert one.file == tmp_path / "Library/LaunchAgents/dev.covey.monitor.plist"
    agent = plistlib.loads(one.content)
    assert agent["ProgramArguments"] == list(COMMAND)
    assert agent["EnvironmentVariables"] == {"COVEY_HOME": ODD}
    assert agent["RunAtLoad"]
    assert [command[1] for command in (*one.enabling, one.disabling)] == ["enable", "bootstrap", "bootout"]


@pytest.mark.requirement("S1-2")
def test_it_is_written_down_enabled_disabled_and_taken_away(tmp_path: Path, keeper: Path) -> None:
    one = service(tmp_path)
    assert not one.is_installed()
    stopped: list[str] = []
    assert one.install(lambda: stopped.append(keeper.read_text())) == []
    assert stopped == ["--user daemon-reload\n"]
    assert one.file == tmp_path / ".config/systemd/user/covey.service"
    assert one.install(lambda: None) == []
    assert one.uninstall()
    assert not one.file.exists()
    assert not one.uninstall()
    begin, end = ["--user daemon-reload", "--user enable --now covey.service"], ["--user disable --now covey.service"]
    assert keeper.read_text().splitlines() == [*begin, *end, *begin, *end]


def test_where_its_keeper_does_not_answer_the_commands_that_remain_are_told(tmp_path: Path, keeper: Path) -> None:
    (tmp_path / "fails").touch()
    one = service(tmp_path)
    assert one.install(lambda: pytest.fail("a monitor that runs is left alone")) == list(one.enabling)
    assert one.is_installed()
    link = one.file.parent / "default.target.wants" / "covey.service"
    link.parent.mkdir()
    link.symlink_to(one.file)
    keeper.parent.joinpath("bin", "systemctl").unlink()
    assert one.uninstall()
    assert not link.is_symlink()
    assert not one.is_installed()


def test_somebody_elses_file_of_that_name_stays(tmp_path: Path) -> None:
    one = service(tmp_path)
    one.file.parent.mkdir(parents=True)
    one.file.write_text("[Unit]\n")
    for change in (lambda: one.install(lambda: None), one.uninstall):
        with pytest.raises(UserError, match="is not covey's"):
            change()
    assert one.file.read_text() == "[Unit]\n"
