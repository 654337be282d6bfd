"""The Rust crates of a project: their folders, their roots, and by which names they know each other."""

from __future__ import annotations

import posixpath
import tomllib
from typing import TYPE_CHECKING, Any

from covey.running.code.tsconfig import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.running.code.project import Project

MANIFEST = "Cargo.toml"
DEPENDENCIES = ("dependencies", "dev-dependencies", "build-dependencies")


def crate_of(project: Project, path: str) -> str:
    """Give the folder of the crate in which a file lies; '' also where there is none."""
    folder = posixpath.dirname(path)
    while folder and not project.has(f"{folder}/{MANIFEST}"):
        folder = posixpath.dirname(folder)
    return folder


def crate_root(project: Project, path: str) -> tuple[str, ...]:
    """Give the root files of the crate that a file is part of; none where that is not certain."""
    folder = crate_of(project, path)
    inside = posixpath.relpath(path, folder) if folder else path
    parts = inside.split("/")
    if not project.has(posixpath.join(folder, MANIFEST)):
        return ()
    if parts[0] == "src" and parts[1] != "bin":
        roots = (posixpath.join(folder, "src", name) for name in ("lib.rs", "main.rs"))
        return tuple(root for root in roots if project.has(root))
    return (
        (path,)
        if len(parts) == 1 or len(parts) == len(("tests", "name.rs")) or parts[:2] == ["src", "bin"] == parts[:-1]
        else ()
    )


def named_crates(project: Project, path: str) -> dict[str, tuple[str, ...]]:
    """Give the crates of ours that a file's crate may name, itself included, each with its library's root."""
    folder = crate_of(project, path)
    return project.once(("crates of", folder), lambda: dict(_named(project, folder)))


def _named(project: Project, folder: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    said = _read(project, posixpath.join(folder, MANIFEST))
    crates = project.once("crates", lambda: dict(_crates(project)))
    used = {name for table in DEPENDENCIES for name, how in _table(said, table).items() if _is_ours(how)}
    own = _table(said, "package").get("name")
    for name in {*used, own} if isinstance(own, str) else used:
        if name in crates and project.has(root := posixpath.join(crates[name], "src/lib.rs")):
            yield name.replace("-", "_"), (root,)


def _crates(project: Project) -> Iterator[tuple[str, str]]:
    for path in project.files:
        if posixpath.basename(path) == MANIFEST:
            said = _read(project, path)
            name = _table(said, "package").get("name")
            if isinstance(name, str) and "path" not in _table(said, "lib") and "name" not in _table(said, "lib"):
                yield name, posixpath.dirname(path)


def _is_ours(how: Any) -> bool:
    said = table(how)
    return "package" not in said and ("path" in said or said.get("workspace") is True)


def _read(project: Project, path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(project.text(path))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _table(said: dict[str, Any], name: str) -> dict[str, Any]:
    return table(said.get(name))
