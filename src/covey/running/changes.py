"""What a task changed in its project: its files before, by time and size, against those after."""

from __future__ import annotations

import json
import os
from pathlib import Path

from covey.coordination import git
from covey.errors import UnavailableError
from covey.running.whole_file import replace

Seen = dict[str, list[int]]

CREATED, CHANGED, DELETED = "created", "changed", "deleted"
GIT_SECONDS = 30
LEFT_OUT = (".git", "node_modules", ".venv", "__pycache__")
"""Folders that are not looked into where no git says what belongs to the project."""


def seen(project: str) -> Seen:
    """Give time and size of each file that belongs to the project: by git, which leaves out what it ignores."""
    found: Seen = {}
    for name in _names(project):
        try:
            state = Path(project, name).lstat()
        except OSError:
            continue
        found[name] = [state.st_mtime_ns, state.st_size]
    return found


def changed(before: Seen, after: Seen) -> dict[str, str]:
    """Say of each file that is not as it was whether it was created, changed or deleted."""
    known = {name: CHANGED if name in before else CREATED for name, state in after.items() if before.get(name) != state}
    return dict(sorted((known | dict.fromkeys(before.keys() - after.keys(), DELETED)).items()))


def seen_before(record: Path, project: str) -> Seen:
    """Give what was seen before the task began, looked at now where nobody has yet; a restart finds the same."""
    try:
        return json.loads(record.read_bytes())
    except FileNotFoundError:
        found = seen(project)
        record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace(record, [json.dumps(found)])
        return found


def _names(project: str) -> list[str]:
    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    try:
        answer = git.ask(project, *listing, seconds=GIT_SECONDS)
    except UnavailableError:
        return _walked(project)
    return os.fsdecode(answer.out).split("\0")[:-1] if answer.status == 0 else _walked(project)


def _walked(project: str) -> list[str]:
    found: list[str] = []
    for folder, folders, files in os.walk(project):
        folders[:] = sorted(set(folders) - set(LEFT_OUT))
        found += [str(Path(folder, name).relative_to(project)) for name in files]
    return found
