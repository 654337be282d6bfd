"""The local marketplace `covey` with the plugin `sc`, written as files that Claude Code installs from."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from covey.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from covey.claude.hooks_table import Hooks

MARKETPLACE, PLUGIN = "covey", "sc"
PLUGIN_ID = f"{PLUGIN}@{MARKETPLACE}"
OWNER = {"name": "covey"}
DESCRIPTION = "Many Claude Code sessions in one codebase, without getting in each other's way."


def plugin_files(hooks: Hooks, covey_version: str, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Render the marketplace: each file's place in it, and its text; extra files go into the plugin."""
    plugin = {"hooks/hooks.json": _dump({"description": DESCRIPTION, "hooks": hooks}), **(extra or {})}
    version = f"{covey_version}+{_digest(plugin)}"
    plugin[".claude-plugin/plugin.json"] = _dump(
        {"name": PLUGIN, "version": version, "description": DESCRIPTION, "author": OWNER, "license": "MIT"},
    )
    entry = {"name": PLUGIN, "source": f"./{PLUGIN}", "description": DESCRIPTION}
    marketplace = {"name": MARKETPLACE, "owner": OWNER, "description": DESCRIPTION, "plugins": [entry]}
    files = {f"{PLUGIN}/{name}": text for name, text in plugin.items()}
    return files | {".claude-plugin/marketplace.json": _dump(marketplace)}


def version_of(files: Mapping[str, str]) -> str:
    """Give the version that rendered files carry: covey's own and a digest of what is in them."""
    return json.loads(files[f"{PLUGIN}/.claude-plugin/plugin.json"])["version"]


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Make a folder hold exactly these files; each is replaced whole, since a session may be reading it now."""
    try:
        for name, text in files.items():
            _write(folder / name, text)
        for left in [path for path in folder.rglob("*") if path.is_file()]:
            if left.relative_to(folder).as_posix() not in files:
                left.unlink()
    except OSError as error:
        raise UnavailableError(f"the plugin cannot be written to {folder}: {error.strerror}") from error


def remove_files(folder: Path) -> None:
    """Remove the folder and what write_files put there."""
    for path in sorted(folder.rglob("*"), reverse=True):
        with suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()
    with suppress(OSError):
        folder.rmdir()


def _write(path: Path, text: str) -> None:
    with suppress(FileNotFoundError):
        if path.read_text(encoding="utf-8") == text:
            return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _digest(files: Mapping[str, str]) -> str:
    whole = json.dumps(sorted(files.items())).encode()
    return hashlib.sha256(whole).hexdigest()[:8]


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
