"""The interpreter that covey is installed with, which is not the bare one that a hook runs in."""

from __future__ import annotations

import os
import sys

from covey.settings import PYTHON_RECORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARIES = ("lib", "lib64")


def python_of(home: str) -> str:
    """Give the interpreter that the installer noted in the state folder, else our own."""
    try:
        with open(os.path.join(home, PYTHON_RECORD), encoding="utf-8") as file:
            python = file.read(4096).strip()
    except (OSError, ValueError):
        return sys.executable
    return python if os.access(python, os.X_OK) else sys.executable


def package_folders(home: str) -> Iterator[str]:
    """Give the folders in which packages may lie that were installed with covey, the likeliest first."""
    yield from sys.path  # our own parent is among them: site-packages, except in a checkout
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in dict.fromkeys((python_of(home), sys.executable)):
        prefix = os.path.dirname(os.path.dirname(python))
        for library in LIBRARIES:
            yield os.path.join(prefix, library, version, "site-packages")
