"""What an import means in Python: relative ones, and those of packages at the project's roots."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from covey.running.code.source import EVERYTHING, FOUND, MISSING_FILE, MISSING_NAME, NOT_OURS, Meaning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from covey.running.code.project import Project
    from covey.running.code.source import Import, Source, Spot

BUILDING = ("pyproject.toml", "setup.py", "setup.cfg", "meson.build", "CMakeLists.txt", "Cargo.toml")
ENDINGS = (".py", ".pyi")


def meaning(project: Project, source: Source, imported: Import) -> Meaning:
    """Say what an import means."""
    stem = _stem(project, source, imported.module)
    if stem is None:
        return NOT_OURS
    files = files_of(project, stem)
    if not files:
        return _missing(project, stem, imported)
    name = imported.name
    if not name or name == EVERYTHING or _has(project, files, name, set()):
        return Meaning(FOUND, (*files, *(files_of(project, f"{stem}/{name}") if name else ())))
    if files_of(project, f"{stem}/{name}") or project.is_folder(f"{stem}/{name}") or is_built(project, stem, name):
        return Meaning(FOUND, (*files, *files_of(project, f"{stem}/{name}")))
    about = (*files, f"{stem}/{name}.py", f"{stem}/{name}/__init__.py")
    return Meaning(MISSING_NAME, about, f"{files[0]} has no {name}")


def unknown(_project: Project, source: Source) -> Mapping[str, tuple[Spot, str]]:
    """Give the names that a file uses, and that nobody gives it."""
    if posixpath.basename(source.path) in ("conf.py", "SConstruct") or source.path.endswith(".pyi"):
        return {}
    return {name: (spot, f"{name} is defined nowhere") for name, spot in source.unknown.items()}


def files_of(project: Project, stem: str) -> tuple[str, ...]:
    """Give the files of a module, by its path without ending: itself or its package, with their stubs."""
    candidates = (f"{stem}/__init__.py", f"{stem}/__init__.pyi", f"{stem}.py", f"{stem}.pyi")
    return project.once(("files of", stem), lambda: tuple(path for path in candidates if project.has(path)))


def is_built(project: Project, folder: str, name: str) -> bool:
    """Tell whether a module may be made by a build: compiled code stands beside it, or a build file names it."""
    if any(entry.startswith(f"{name}.") for entry in project.entries(folder)):
        return True
    return name in project.once("what builds", lambda: _building(project))


def _building(project: Project) -> str:
    files = (path for path in project.files if posixpath.basename(path) in BUILDING)
    return "\n".join(project.text(path) for path in files)


def _has(project: Project, files: tuple[str, ...], name: str, seen: set[str]) -> bool:
    """Tell whether one of a module's files has a name, or may have it."""
    for path in files:
        source = project.source(path)
        if source is None or source.is_open or name in source.names[""].known:
            return True
        seen.add(path)
        for star in (each for each in source.imports if each.name == EVERYTHING and each.is_exported):
            stem = _stem(project, source, star.module)
            further = files_of(project, stem) if stem is not None else ()
            if not further or _has(project, tuple(set(further) - seen), name, seen):
                return True
    return False


def _stem(project: Project, source: Source, module: str) -> str | None:
    """Give the path of a module, without its ending, where it is certainly ours; None for others."""
    dots = len(module) - len(module.lstrip("."))
    parts = module[dots:].split(".") if module[dots:] else []
    if dots:
        folders = source.path.split("/")[:-1]
        return "/".join([*folders[: len(folders) - dots + 1], *parts]) if dots - 1 <= len(folders) else None
    for root in _roots(project):
        top = posixpath.join(root, parts[0])
        if files_of(project, top) or files_of(project, posixpath.join(root, *parts)):
            return posixpath.join(root, *parts)
    beside = posixpath.join(_beside(project, source), *parts)
    return beside if any(path == f"{beside}.py" for path in files_of(project, beside)) else None


def _missing(project: Project, stem: str, imported: Import) -> Meaning:
    """Say that a module is not there, where its folder is a whole package of ours, and no build makes it."""
    folder, _, name = stem.rpartition("/")
    init = next(iter(files_of(project, folder)), "") if folder else ""
    parent = project.source(init)
    is_relative = imported.module.startswith(".")
    if project.is_folder(stem) or is_built(project, folder, name):
        return NOT_OURS
    if not is_relative and (parent is None or parent.is_open or not init.endswith("__init__.py")):
        return NOT_OURS
    return Meaning(MISSING_FILE, (f"{stem}.py", f"{stem}/__init__.py"), f"there is no {stem}.py")


def _roots(project: Project) -> tuple[str, ...]:
    return project.once("python roots", lambda: (*_all_roots(project),))


def _all_roots(project: Project) -> Iterator[str]:
    yield from ("", "src")
    for path in project.files:
        if posixpath.basename(path) in ("pyproject.toml", "setup.py", "setup.cfg") and "/" in path:
            yield from (posixpath.dirname(path), posixpath.join(posixpath.dirname(path), "src"))


def _beside(project: Project, source: Source) -> str:
    """Give the folder from which a file's package begins: Python looks there when the file is run, pytest too."""
    folder = posixpath.dirname(source.path)
    while folder and project.has(f"{folder}/__init__.py"):
        folder = posixpath.dirname(folder)
    return folder
