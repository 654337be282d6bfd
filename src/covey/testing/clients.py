"""The pinned Claude Code clients that tests run, fetched from npm into a cache folder."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from covey.errors import CoveyError, UnavailableError

__all__ = ["NEWEST", "OLDER", "VERSIONS", "ask_npm", "client", "default_cache", "is_fetched"]

NEWEST = "2.1.329"
OLDER = "2.1.197"
VERSIONS = (NEWEST, OLDER)

PACKAGE = "@anthropic-ai/claude-code"
INSTALLED = Path("node_modules", *PACKAGE.split("/"))
PROGRAM = INSTALLED / "bin" / "claude.exe"  # the package's name for it on every system
FETCH_SECONDS = 300
ASK_SECONDS = 15


def client(version: str = NEWEST, cache: Path | None = None) -> Path:
    """Give the executable of a version, fetched at the first time; raise UnavailableError when npm cannot give it."""
    folder = (cache or default_cache()).absolute()
    program = folder / version / PROGRAM
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{version}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not program.exists():
                _fetch(version, folder)
    return program


def is_fetched(version: str = NEWEST, cache: Path | None = None) -> bool:
    """Tell whether a version is in the cache folder."""
    return ((cache or default_cache()) / version / PROGRAM).exists()


def ask_npm(version: str = NEWEST) -> None:
    """Raise UnavailableError, within seconds, where npm is missing or cannot name a version: no fetch would succeed."""
    with tempfile.TemporaryDirectory(prefix="covey-npm-") as folder:
        command = [_program("npm"), "view", f"{PACKAGE}@{version}", "version", "--fetch-retries=0", *_quiet(folder)]
        try:
            _run(command, version, _environment(folder), ASK_SECONDS)
        except UnavailableError as problem:
            said = f"npm does not find Claude Code {version}: is the network there?"
            raise UnavailableError(said, hint=problem.message) from problem


def default_cache() -> Path:
    """Give COVEY_CLIENT_CACHE, else the checkout's .cache/clients, else the user's cache folder."""
    named = os.environ.get("COVEY_CLIENT_CACHE")
    if named:
        return Path(named)
    checkout = Path(__file__).parents[3]
    if (checkout / "pyproject.toml").exists():
        return checkout / ".cache" / "clients"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "covey" / "clients"


def _fetch(version: str, folder: Path) -> None:
    npm, node = (_program(name) for name in ("npm", "node"))
    with tempfile.TemporaryDirectory(prefix=f"{version}.", dir=folder) as temporary:
        place = Path(temporary) / version
        env = _environment(temporary)
        # npm 11 blocks the package's install script, and older ones run it: never run it, then run it by hand.
        options = ["--ignore-scripts", "--no-save", *_quiet(temporary)]
        _run([npm, "install", "--prefix", str(place), *options, f"{PACKAGE}@{version}"], version, env)
        env["HOME"] = temporary  # npm reads the user's .npmrc there; the others have nothing to look for
        _run([node, str(place / INSTALLED / "install.cjs")], version, env)
        _run([str(place / PROGRAM), "--version"], version, env)
        place.replace(folder / version)


def _quiet(folder: str) -> list[str]:
    """Give npm's options that keep it from asking more than it must, and from writing into the user's own cache."""
    return ["--no-audit", "--no-fund", "--no-update-notifier", "--cache", f"{folder}/npm"]


def _environment(folder: str) -> dict[str, str]:
    return {**os.environ, "TMPDIR": folder}


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        hint = f"install Node.js with npm, or put the clients into {default_cache()}"
        raise UnavailableError(f"{name} is not on the PATH, so Claude Code cannot be fetched", hint=hint)
    return found


def _run(command: list[str], version: str, env: dict[str, str], seconds: float = FETCH_SECONDS) -> None:
    how: dict[str, Any] = {"env": env, "timeout": seconds, "stdin": subprocess.DEVNULL}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, **how)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise UnavailableError(f"Claude Code {version} cannot be fetched: {problem}") from problem
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-500:]
        raise UnavailableError(f"Claude Code {version} cannot be fetched: {Path(command[0]).name} said {said}")


def main() -> int:
    """Fetch every pinned client and print where it is."""
    try:
        for version in VERSIONS:
            sys.stdout.write(f"{version} {client(version)}\n")
    except CoveyError as problem:
        sys.stderr.write(f"Error: {problem.message}\n" + (f"Hint: {problem.hint}\n" if problem.hint else ""))
        return problem.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
