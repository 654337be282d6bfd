"""Our hooks in a folder of our own, for repositories whose core.hooksPath leads where we may not write.

What it leads to (husky's folder, a tracked one, one for all repositories of a person) is read when a hook runs, so it
may change at any time; each hook that git calls is passed on to it.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from covey.git_hooks import config_block
from covey.git_hooks.files import EXECUTABLE, PLAIN, write
from covey.git_hooks.script import GUARDED, guard, is_ours, pass_through

if TYPE_CHECKING:
    from pathlib import Path

    from covey.git_hooks.repository import Repository
    from covey.git_hooks.script import Called

CONFIG, HOOKS = "config", "hooks"
PASSED_ON = (
    *("pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-commit", "applypatch-msg", "pre-applypatch"),
    *("post-applypatch", "pre-rebase", "post-rewrite", "post-checkout", "post-merge", "pre-auto-gc"),
)
"""Whatever comes to stand there under these names is run. Others cost something by being there at all."""

COSTLY = (
    *("reference-transaction", "post-index-change", "push-to-checkout", "pre-receive", "update", "proc-receive"),
    *("post-receive", "post-update", "sendemail-validate"),
)
"""Passed on where they stand there when we are installed."""


def folder_of(repository: Repository) -> Path:
    """Name our folder of hooks."""
    return repository.own / HOOKS


def put_into(repository: Repository, called: Called, former: Path) -> bool:
    """Make our folder and let git take hooks from it; `former` is where it took them from. Tell of any change."""
    folder = folder_of(repository)
    changed = [write(folder / hook, text, EXECUTABLE) for hook, text in _texts(folder, called, former).items()]
    value = config_block.quoted(os.fsencode(folder))
    changed.append(write(repository.own / CONFIG, b"[core]\n\thooksPath = " + value + b"\n", PLAIN))
    changed.append(config_block.put_into(repository.common / "config", _lines(repository)))
    return any(changed)


def take_out_of(repository: Repository) -> bool:
    """Let git take its hooks from where it did, and remove our folder; tell whether it was there."""
    was_there = config_block.take_out_of(repository.common / "config")
    if repository.own.is_dir():
        shutil.rmtree(repository.own)
        was_there = True
    return was_there


def is_there(repository: Repository) -> bool:
    """Tell whether anything of it is there: our folder, or our lines in the configuration."""
    return repository.own.is_dir() or bool(config_block.stands_in(repository.common / "config"))


def is_whole(repository: Repository, called: Called, former: Path) -> bool:
    """Tell whether all of it is as we would put it there."""
    folder = folder_of(repository)
    texts = _texts(folder, called, former)
    has_texts = all(_has(folder / hook, text) for hook, text in texts.items())
    return has_texts and config_block.stands_in(repository.common / "config") == _lines(repository)


def _has(path: Path, text: bytes) -> bool:
    return is_ours(path) and os.access(path, os.X_OK) and path.read_bytes() == text


def _lines(repository: Repository) -> bytes:
    return config_block.block(repository.own / CONFIG)


def _texts(folder: Path, called: Called, former: Path) -> dict[str, bytes]:
    passed = [*PASSED_ON, *(hook for hook in COSTLY if (former / hook).is_file())]
    checks = {hook: guard(hook, called, folder) for hook in GUARDED}
    return checks | {hook: pass_through(hook, folder) for hook in passed}
