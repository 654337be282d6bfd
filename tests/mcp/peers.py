"""Programs of others that our server is tried with, pinned, fetched from npm into the cache folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.testing import clients
from covey.testing.npm_packages import NpmPackage

if TYPE_CHECKING:
    from pathlib import Path

CONFORMANCE = NpmPackage(
    "@modelcontextprotocol/conformance", "0.1.13", "the MCP conformance suite", program="dist/index.js"
)
"""The last that runs on node 20."""

INSPECTOR = NpmPackage(
    "@modelcontextprotocol/inspector-cli", "0.14.3", "the MCP Inspector's command line", program="build/index.js"
)
"""The last that runs on node 20, and without the 100 MB of its web page."""


def program(package: NpmPackage) -> Path:
    """Give the program of a package."""
    name = package.name.rpartition("/")[2]
    return package.fetched(clients.default_cache().absolute() / f"{name}-{package.version}")
