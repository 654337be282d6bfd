"""The bytes of a settings.json: read, copied, and replaced whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covey.claude.foreign import read_dict
from covey.errors import ConfigError, UnavailableError, UserError

if TYPE_CHECKING:
    from collections.abc import Generator

BACKUP = ".covey-backup-"
UNTOUCHED = "mend the file; nothing was changed"
# What claude leaves behind, empty, when a plugin and its marketplace are gone.
LEFT_BY_CLAUDE = ("enabledPlugins", "extraKnownMarketplaces")


def read_settings(path: Path) -> str | None:
    """Read a settings file to the byte; None if there is none."""
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8: {error.reason}", hint=UNTOUCHED) from error
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}", hint=UNTOUCHED) from error


def replace_settings(path: Path, old: str | None, new: str) -> None:
    """Put the new text in the file's place, behind a symlink where there is one."""
    target = Path(os.path.realpath(path))
    draft = target.with_name(f"{target.name}.covey-{secrets.token_hex(4)}")
    with _writing(path):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(draft, new, _mode(target))
            _refuse_changed(path, old)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)


def remove_settings(path: Path, old: str) -> None:
    """Remove the file, not the symlink that leads to it."""
    with _writing(path):
        _refuse_changed(path, old)
        Path(os.path.realpath(path)).unlink()


def _refuse_changed(path: Path, old: str | None) -> None:
    """Refuse to write over what somebody else has written since we read."""
    if read_settings(path) != old:
        raise UnavailableError(f"{path} was changed by another program just now", hint="run the command again")


def back_up(path: Path, text: str) -> Path:
    """Keep a copy beside the file, named by the time."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    copy = path.with_name(f"{path.name}{BACKUP}{moment}")
    with _writing(path):
        _write(copy, text, _mode(path))
    return copy


def drop_backups(path: Path, text: str) -> None:
    """Remove the copies that the file is identical to again."""
    for copy in _backups(path):
        with suppress(OSError):
            if copy.read_bytes() == text.encode():
                copy.unlink()


def give_back(path: Path) -> bool:
    """Put the newest copy back where the file says the same in other bytes, as claude writes it anew."""
    copies = _backups(path)
    now, old = read_settings(path), read_settings(copies[-1]) if copies else None
    if now is None or old is None or _meaning(read_dict(path)) != _meaning(read_dict(copies[-1])):
        return False
    replace_settings(path, now, old)
    drop_backups(path, old)
    return True


def _backups(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}{BACKUP}*"))


def _meaning(settings: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if value or key not in LEFT_BY_CLAUDE}


def _write(path: Path, text: str, mode: int | None) -> None:
    """Write a new file to the disk: with this mode, or as the umask says."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if mode else 0o666), "wb") as file:
        file.write(text.encode())
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.flush()
        os.fsync(file.fileno())


def _mode(path: Path) -> int | None:
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else None


@contextmanager
def _writing(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}", hint=UNTOUCHED) from error
