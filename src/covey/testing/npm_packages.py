"""Programs that come from npm, each pinned, fetched once into a cache folder and run by node."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from covey.errors import UnavailableError

__all__ = ["NpmPackage"]

FETCH_SECONDS = 300
ASK_SECONDS = 15


@dataclass(frozen=True)
class NpmPackage:
    """A package in one version: what it is called, where its program lies in it, and what is run once it is there."""

    name: str
    version: str
    title: str
    program: str
    installer: str = ""

    @property
    def inside(self) -> Path:
        """Where it lies below the folder that it is installed into."""
        return Path("node_modules", *self.name.split("/"))

    def program_in(self, place: Path) -> Path:
        """Give where its program lies, if it is installed into a folder."""
        return place / self.inside / self.program

    def fetched(self, place: Path) -> Path:
        """Give its program in a folder, fetched at the first time; raise UnavailableError when npm cannot give it."""
        program = self.program_in(place)
        if not program.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.with_name(f"{place.name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not program.exists():
                    self._fetch(place)
        return program

    def ask_npm(self) -> None:
        """Raise UnavailableError, within seconds, where npm is missing or cannot name it: no fetch would succeed."""
        with tempfile.TemporaryDirectory(prefix="covey-npm-") as folder:
            command = [self._tool("npm"), "view", f"{self.name}@{self.version}", "version", "--fetch-retries=0"]
            try:
                self._run([*command, *_quiet(folder)], _environment(folder), ASK_SECONDS)
            except UnavailableError as problem:
                said = f"npm does not find {self.title} {self.version}: is the network there?"
                raise UnavailableError(said, hint=problem.message) from problem

    def _fetch(self, place: Path) -> None:
        npm, node = (self._tool(name) for name in ("npm", "node"))
        with tempfile.TemporaryDirectory(prefix=f"{place.name}.", dir=place.parent) as temporary:
            fresh = Path(temporary) / place.name
            env = _environment(temporary)
            # npm 11 blocks install scripts, and older ones run them: never run one, then run what is needed by hand.
            options = ["--ignore-scripts", "--no-save", *_quiet(temporary)]
            self._run([npm, "install", "--prefix", str(fresh), *options, f"{self.name}@{self.version}"], env)
            env["HOME"] = temporary  # npm reads the user's .npmrc there; the others have nothing to look for
            if self.installer:
                self._run([node, str(fresh / self.inside / self.installer)], env)
                self._run([str(self.program_in(fresh)), "--version"], env)
            fresh.replace(place)

    def _tool(self, name: str) -> str:
        found = shutil.which(name)
        if not found:
            said = f"{name} is not on the PATH, so {self.title} cannot be fetched"
            raise UnavailableError(said, hint="install Node.js with npm")
        return found

    def _run(self, command: list[str], env: dict[str, str], seconds: float = FETCH_SECONDS) -> None:
        how: dict[str, Any] = {"env": env, "timeout": seconds, "stdin": subprocess.DEVNULL}
        cannot = f"{self.title} {self.version} cannot be fetched"
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, **how)
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise UnavailableError(f"{cannot}: {problem}") from problem
        if done.returncode:
            said = (done.stderr or done.stdout).strip()[-500:]
            raise UnavailableError(f"{cannot}: {Path(command[0]).name} said {said}")


def _quiet(folder: str) -> list[str]:
    """Give npm's options that keep it from asking more than it must, and from writing into the user's own cache."""
    return ["--no-audit", "--no-fund", "--no-update-notifier", "--cache", f"{folder}/npm"]


def _environment(folder: str) -> dict[str, str]:
    return {**os.environ, "TMPDIR": folder}
