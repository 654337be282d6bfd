"""All settings files that Claude Code reads in a folder, and which of them decides a key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from covey.claude.foreign import as_dict
from covey.claude.place import SCOPES

if TYPE_CHECKING:
    from pathlib import Path

    from covey.claude.place import Place


@dataclass(frozen=True)
class SettingsFile:
    """A settings file: what it says, or why Claude Code cannot read it."""

    path: Path
    is_managed: bool
    values: dict[str, Any]
    problem: str = ""


@dataclass(frozen=True)
class Decision:
    """The value of a key, and the file that decides it."""

    value: Any
    file: SettingsFile


@dataclass(frozen=True)
class SettingsView:
    """The files that exist, the strongest last: user, project, local, managed."""

    files: tuple[SettingsFile, ...]

    @classmethod
    def of(cls, place: Place, project: Path) -> SettingsView:
        """Read them all."""
        own = [_read(place.settings_file(scope, project), is_managed=False) for scope in SCOPES]
        managed = [_read(path, is_managed=True) for path in place.managed_files()]
        return cls(tuple(file for file in (*own, *managed) if file is not None))

    def decide(self, *keys: str) -> Decision | None:
        """Find the strongest file that has a key, given as a path of keys."""
        for file in reversed(self.files):
            inner = file.values
            for key in keys[:-1]:
                inner = as_dict(inner.get(key))
            if keys[-1] in inner:
                return Decision(inner[keys[-1]], file)
        return None

    def managed(self, key: str) -> Decision | None:
        """Find the strongest managed file that has a key: some count nowhere else."""
        return SettingsView(tuple(file for file in self.files if file.is_managed)).decide(key)


def _read(path: Path, *, is_managed: bool) -> SettingsFile | None:
    try:
        values: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return None
    except OSError as error:
        return SettingsFile(path, is_managed, {}, f"cannot be read: {error.strerror}")
    except (ValueError, RecursionError) as error:
        return SettingsFile(path, is_managed, {}, f"is not valid JSON: {error}")
    found = as_dict(values)
    return SettingsFile(path, is_managed, found, "" if isinstance(values, dict) else "holds no object")
