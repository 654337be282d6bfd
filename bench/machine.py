"""What a bench ran on: the machine, its load, and the versions of what was measured."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path
from typing import Any

from covey import __version__


def surroundings(load_before: float) -> dict[str, Any]:
    """Give what a report says of the machine, at the end of a bench."""
    return {
        "machine": {"system": platform.platform(), "cpu": _cpu(), "cores": os.cpu_count()},
        "load": {"before": round(load_before, 2), "after": round(os.getloadavg()[0], 2)},
        "versions": {"covey": __version__, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version},
    }


def in_words(report: dict[str, Any]) -> str:
    """Say the same to people."""
    machine, load, versions = report["machine"], report["load"], report["versions"]
    return (
        f"{machine['cpu']}, {machine['cores']} cores, load {load['before']} before, {load['after']} after; "
        f"python {versions['python']}, SQLite {versions['sqlite']}"
    )


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
