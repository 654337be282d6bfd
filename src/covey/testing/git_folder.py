"""A git folder that is made without git: what a test of paths needs of a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def make_git_folder(path: Path) -> None:
    """Make what git takes for the folder of a repository without commits, on the branch main."""
    for name in ("objects", "refs"):
        (path / name).mkdir(parents=True, exist_ok=True)
    (path / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
