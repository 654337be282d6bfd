"""The monitor as a service of the user's own: a unit of systemd, or an agent of launchd."""

from __future__ import annotations

import itertools
import os
import plistlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from covey.errors import UnavailableError, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MARK = "Written by `covey serve --install`; `covey serve --uninstall` takes it away."
LABEL = "dev.covey.monitor"
UNIT = "covey.service"
FOLLOWED = ("COVEY_HOME", "XDG_CONFIG_HOME", "CLAUDE_CONFIG_DIR")
"""What the service must know of the environment in which it is installed."""

CALL_SECONDS = 20
Command = tuple[str, ...]


@dataclass(frozen=True)
class Service:
    """Where the service is written down, what is written, and how its keeper is told.

    The first command of `enabling` changes nothing: it shows whether the keeper answers.
    """

    keeper: str
    file: Path
    content: bytes
    enabling: tuple[Command, ...]
    disabling: Command
    links: tuple[Path, ...] = ()

    def install(self, before_start: Callable[[], object]) -> list[Command]:
        """Write it down and have it started; give the commands that could not be run, and remain to be."""
        if self.is_installed():
            _succeeds(self.disabling)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            unborn = self.file.with_name(f"{self.file.name}.unborn")
            unborn.write_bytes(self.content)
            unborn.replace(self.file)
        except OSError as error:
            raise _unwritten(self.file, error) from error
        first, *others = self.enabling
        if not _succeeds(first):
            return list(self.enabling)
        before_start()
        done = list(itertools.takewhile(_succeeds, others))
        return others[len(done) :]

    def uninstall(self) -> bool:
        """Have it ended and take it away; tell whether it was there."""
        if not self.is_installed():
            return False
        _succeeds(self.disabling)  # and where the keeper does not answer, its links are taken away by us
        try:
            for path in (*self.links, self.file):
                path.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritten(self.file, error) from error
        return True

    def is_installed(self) -> bool:
        """Tell whether it is there; raise UserError where somebody else's file has its name."""
        try:
            content = self.file.read_bytes()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _unwritten(self.file, error) from error
        if MARK.encode() not in content:
            said = f"{self.file} is not covey's, and stays as it is"
            raise UserError(said, hint="move it away, then call again", code="service_foreign")
        return True


def service_of(platform: str, command: Sequence[str], environ: Mapping[str, str]) -> Service:
    """Give the service that runs a command, in the form of the platform."""
    home = Path(environ.get("HOME") or Path.home())
    kept = {name: environ[name] for name in FOLLOWED if environ.get(name)}
    if platform == "darwin":
        return _launchd(home / "Library/LaunchAgents" / f"{LABEL}.plist", command, kept)
    config = environ.get("XDG_CONFIG_HOME", "")
    folder = Path(config) if config.startswith("/") else home / ".config"
    return _systemd(folder / "systemd/user" / UNIT, command, kept)


def _systemd(file: Path, command: Sequence[str], environ: Mapping[str, str]) -> Service:
    lines = [
        f"# {MARK}",
        "[Unit]",
        "Description=covey's monitor of Claude Code sessions",
        "",
        "[Service]",
        f"ExecStart={' '.join(_quoted(word).replace('$', '$$') for word in command)}",
        *(f"Environment={_quoted(f'{name}={value}')}" for name, value in environ.items()),
        "Nice=5",
        "Restart=on-failure",
        "RestartSec=30",
        "# another monitor runs: there is nothing to do",
        "RestartPreventExitStatus=3",
        "",
        "[Install]",
        "WantedBy=default.target",
    ]
    call = ("systemctl", "--user")
    enabling = ((*call, "daemon-reload"), (*call, "enable", "--now", UNIT))
    content = "\n".join([*lines, ""]).encode()
    link = file.parent / "default.target.wants" / UNIT
    return Service("systemd", file, content, enabling, (*call, "disable", "--now", UNIT), (link,))


def _quoted(text: str) -> str:
    """Write a text so that systemd reads just this."""
    for char, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("%", "%%")):
        text = text.replace(char, written)
    return f'"{text}"'


def _launchd(file: Path, command: Sequence[str], environ: Mapping[str, str]) -> Service:
    agent = {
        "Label": LABEL,
        "ProgramArguments": list(command),
        "EnvironmentVariables": dict(environ),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 60,
        "ProcessType": "Background",
        "Comment": MARK,
    }
    domain = f"gui/{os.getuid()}"
    own = f"{domain}/{LABEL}"
    enabling = (("launchctl", "enable", own), ("launchctl", "bootstrap", domain, str(file)))
    return Service("launchd", file, plistlib.dumps(agent), enabling, ("launchctl", "bootout", own))


def _succeeds(command: Command) -> bool:
    if shutil.which(command[0]) is None:
        return False
    try:
        done = subprocess.run(command, capture_output=True, timeout=CALL_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _unwritten(file: Path, error: OSError) -> UnavailableError:
    hint = "make it and its folder writable for you"
    return UnavailableError(f"{file}: {error.strerror}", hint=hint, code="service_not_written")
