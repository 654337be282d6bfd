"""A settings.json on the disk: read, backed up before our first change, and replaced whole or not at all."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from covey.claude.settings_bytes import (
    UNTOUCHED,
    back_up,
    drop_backups,
    read_settings,
    remove_settings,
    replace_settings,
)
from covey.claude.settings_text import NOTHING, hooks_in, settings_snippet, with_hooks, without_hooks
from covey.errors import ConfigError, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path
    from typing import TypeAlias

    from covey.claude.hooks_table import Hooks

    Rewrite: TypeAlias = Callable[[str], str]


@dataclass(frozen=True)
class Change:
    """What happened to a settings file, and the copy that was kept of it."""

    path: Path
    action: Literal["created", "changed", "unchanged", "removed"]
    backup: Path | None = None


def install_in(path: Path, hooks: Hooks, *, force: bool = False) -> Change:
    """Put the hooks into a settings file; with force they are taken out before, even where all seems well."""
    return put_part(path, settings_snippet(hooks), lambda text: with_hooks(text, hooks), without_hooks, force=force)


def uninstall_from(path: Path) -> Change:
    """Take the hooks out of a settings file, and the file away if covey made it and nothing else is in it."""
    return take_part_out(path, without_hooks)


def put_part(path: Path, alone: str, with_part: Rewrite, without_part: Rewrite, *, force: bool = False) -> Change:
    """Put a part of ours into a file, which holds it alone if it is new; the first time a copy is kept."""
    old = read_settings(path)
    if old is None:
        replace_settings(path, None, alone)
        return Change(path, "created")
    with _naming(path):
        bare = without_part(old)
        new = with_part(bare if force else old)
    if new == old:
        return Change(path, "unchanged")
    backup = back_up(path, old) if bare == old else None
    replace_settings(path, old, new)
    return Change(path, "changed", backup)


def take_part_out(path: Path, without_part: Rewrite) -> Change:
    """Take a part of ours out of a file, and the file away if covey made it and nothing else is in it."""
    old = read_settings(path)
    if old is None:
        return Change(path, "unchanged")
    with _naming(path):
        new = without_part(old)
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
    except UserError as error:
        raise UserError(f"{path} {error.message}", hint=error.hint, code=error.code) from error
