"""The pinned Claude Code clients that tests run, fetched from npm into a cache folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from covey.errors import CoveyError
from covey.testing.npm_packages import NpmPackage

__all__ = ["NEWEST", "OLDER", "VERSIONS", "ask_npm", "client", "default_cache", "is_fetched"]

NEWEST = "2.1.332"
OLDER = "2.1.197"
VERSIONS = (NEWEST, OLDER)

PACKAGE = "@anthropic-ai/claude-code"


def client(version: str = NEWEST, cache: Path | None = None) -> Path:
    """Give the executable of a version, fetched at the first time; raise UnavailableError when npm cannot give it."""
    return _package(version).fetched((cache or default_cache()).absolute() / version)


def is_fetched(version: str = NEWEST, cache: Path | None = None) -> bool:
    """Tell whether a version is in the cache folder."""
    return _package(version).program_in((cache or default_cache()) / version).exists()


def ask_npm(version: str = NEWEST) -> None:
    """Raise UnavailableError, within seconds, where npm is missing or cannot name a version: no fetch would succeed."""
    _package(version).ask_npm()


def default_cache() -> Path:
    """Give COVEY_CLIENT_CACHE, else the checkout's .cache/clients, else the user's cache folder."""
    named = os.environ.get("COVEY_CLIENT_CACHE")
    if named:
        return Path(named)
    checkout = Path(__file__).parents[3]
    if (checkout / "pyproject.toml").exists():
        return checkout / ".cache" / "clients"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "covey" / "clients"


def _package(version: str) -> NpmPackage:
    # the package calls its program claude.exe on every system
    return NpmPackage(PACKAGE, version, "Claude Code", program="bin/claude.exe", installer="install.cjs")


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
