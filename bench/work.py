"""The twelve units of work of four agents on shared files, and what has become of them in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from covey.testing.world import World

THINK_SECONDS = 1.5
"""A module is thought about for so long; what goes into the registry then is known, and takes no more than a turn."""
REGISTRY = "registry.py"
SHARED = {"ada": "pricing.py", "ben": "pricing.py", "cleo": "stock.py", "dan": "stock.py"}
ORDER = {  # some meet at once, some late, when there is little else left to do
    "ada": ("module", "feature", "notes"),
    "ben": ("module", "notes", "feature"),
    "cleo": ("feature", "module", "notes"),
    "dan": ("notes", "module", "feature"),
}
UNITS = 12


class Change(NamedTuple):
    """One line that is to be added to one file."""

    path: str
    line: str
    think_seconds: float


class Unit(NamedTuple):
    """One piece of work of one agent, which is committed as a whole."""

    name: str
    changes: tuple[Change, ...]


def units_of(agent: str) -> list[Unit]:
    """Give an agent's three units in its own order: a shared module, a feature for the registry, a file of its own."""
    paths = {"module": (SHARED[agent],), "feature": (f"{agent}.py", REGISTRY), "notes": (f"notes_{agent}.py",)}
    return [Unit(name, tuple(_change(agent, name, path) for path in paths[name])) for name in ORDER[agent]]


def _change(agent: str, unit: str, path: str) -> Change:
    return Change(path, f'ADDED.append("{agent}: {unit}")\n', 0 if path == REGISTRY else THINK_SECONDS)


def prepare(world: World) -> Path:
    """Make the repository, each of its files with a few lines and committed."""
    folder = world.repository("shop")
    for path in {change.path for agent in ORDER for unit in units_of(agent) for change in unit.changes}:
        (folder / path).write_text(f'"""The part of the shop in {path}."""\n\nADDED = []\n', encoding="utf-8")
    world.run(["git", "add", "."], folder)
    world.run(["git", "commit", "-q", "-m", "the shop as it was"], folder)
    return folder


def is_there(folder: Path, change: Change) -> bool:
    """Tell whether a change is in its file."""
    return change.line in (folder / change.path).read_text(encoding="utf-8")


def mixed_commits(world: World, folder: Path) -> int:
    """Count the commits that hold something that another agent had written, and not yet committed itself."""
    log = world.run(["git", "log", "-p", "--format=commit by %s"], folder).stdout
    return sum(_is_mixed(commit) for commit in log.split("\ncommit by "))


def _is_mixed(commit: str) -> bool:
    agent = commit.removeprefix("commit by ").partition(":")[0]
    added = [line for line in commit.splitlines() if line.startswith("+ADDED.append")]
    return any(f'"{agent}: ' not in line for line in added)
