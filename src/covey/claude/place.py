"""Where Claude Code keeps its files on this machine."""

from __future__ import annotations

import os
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

Scope = Literal["user", "project", "local"]
SCOPES: tuple[Scope, ...] = get_args(Scope)


@dataclass(frozen=True)
class Place:
    """Claude Code's config folder, its own state file and the folder of managed settings."""

    config: Path
    state_file: Path
    managed: Path

    @classmethod
    def of(cls, environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Place:
        """Find it as Claude Code does: CLAUDE_CONFIG_DIR, else the home folder."""
        home = Path(environ.get("HOME") or Path.home())
        named = environ.get("CLAUDE_CONFIG_DIR", "")
        return cls(
            config=Path(named).absolute() if named else home / ".claude",
            state_file=(Path(named).absolute() if named else home) / ".claude.json",
            managed=Path("/Library/Application Support/ClaudeCode" if platform == "darwin" else "/etc/claude-code"),
        )

    def settings_file(self, scope: Scope, project: Path) -> Path:
        """Name the settings file of a scope."""
        return {
            "user": self.config / "settings.json",
            "project": project / ".claude" / "settings.json",
            "local": project / ".claude" / "settings.local.json",
        }[scope]

    def mcp_file(self, project: Path) -> Path:
        """Name the file in which a project lists its MCP servers: at the root of its repository, if it has one."""
        return (root_of(project) or project) / ".mcp.json"

    def managed_files(self) -> list[Path]:
        """List the managed settings files that exist, the strongest last."""
        files = [self.managed / "managed-settings.json", *sorted(self.managed.glob("managed-settings.d/*.json"))]
        return [file for file in files if file.is_file()]


def folders_of_trust(project: Path) -> list[str]:
    """Name the folders whose accepted trust counts for this one, spelt as Claude Code spells them.

    Seen in 2.1.329: the folder, its parents up to the root of its repository (outside a repository, all of them),
    and for a worktree the root of the main one.
    """
    folder, root = project.resolve(), root_of(project)
    line = [folder, *folder.parents]
    counted = line if root is None else [*line[: line.index(root) + 1], _main_worktree(root)]
    return list(dict.fromkeys(_spelt(each) for each in counted))


def folder_of_local(project: Path) -> str:
    """Name the folder under which Claude Code keeps what is this project's alone: the root of the main worktree."""
    root = root_of(project)
    return _spelt(_main_worktree(root) if root else project.resolve())


def root_of(project: Path) -> Path | None:
    """Find the root of the worktree that a folder is in."""
    folder = project.resolve()
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)


def _spelt(folder: Path) -> str:
    return unicodedata.normalize("NFC", str(folder))


def _main_worktree(root: Path) -> Path:
    """Follow a worktree's .git file to the repository that it belongs to."""
    try:
        git_dir = root / (root / ".git").read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        common = git_dir / (git_dir / "commondir").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return root
    return common.resolve().parent if common.resolve().name == ".git" else root
