"""A settings.json on the disk: read, backed up before our first change, and replaced whole or not at all."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from covey.claude.hooks_table import our_handlers
from covey.claude.settings_bytes import (
    UNTOUCHED,
    back_up,
    drop_backups,
    read_settings,
    remove_settings,
    replace_settings,
)
from covey.claude.settings_text import NOTHING, hooks_in, settings_snippet, with_hooks, without_hooks
from covey.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from covey.claude.hooks_table import Hooks


@dataclass(frozen=True)
class Change:
    """What happened to a settings file, and the copy that was kept of it."""

    path: Path
    action: Literal["created", "changed", "unchanged", "removed"]
    backup: Path | None = None


def install_in(path: Path, hooks: Hooks, *, force: bool = False) -> Change:
    """Put the hooks into a settings file; with force they are taken out before, even where all seems well."""
    old = read_settings(path)
    if old is None:
        replace_settings(path, None, settings_snippet(hooks))
        return Change(path, "created")
    with _naming(path):
        is_first = not our_handlers(hooks_in(old))
        new = with_hooks(without_hooks(old) if force else old, hooks)
    if new == old:
        return Change(path, "unchanged")
    backup = back_up(path, old) if is_first else None
    replace_settings(path, old, new)
    return Change(path, "changed", backup)


def uninstall_from(path: Path) -> Change:
    """Take the hooks out of a settings file, and the file away if covey made it and nothing else is in it."""
    old = read_settings(path)
    if old is None:
        return Change(path, "unchanged")
    with _naming(path):
        new = without_hooks(old)
    if new == old:
        return Change(path, "unchanged")
    if new.strip() == NOTHING:
        remove_settings(path, old)
        return Change(path, "removed")
    replace_settings(path, old, new)
    drop_backups(path, new)
    return Change(path, "changed")


def hooks_of(path: Path) -> object:
    """Give the value of `hooks` of a settings file; an empty object if there is none."""
    text = read_settings(path)
    with _naming(path):
        return {} if text is None else hooks_in(text)


@contextmanager
def _naming(path: Path) -> Generator[None]:
    """Say which file it is that cannot be understood."""
    try:
        yield
    except ConfigError as error:
        raise ConfigError(f"{path}: {error.message}", hint=UNTOUCHED) from error
