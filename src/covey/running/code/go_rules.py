"""What an import means in Go: packages under the module path of a go.mod, and what is asked of them."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from covey.running.code.go import DOT, SIDE
from covey.running.code.source import FOUND, MISSING_FILE, MISSING_NAME, NOT_OURS, Import, Meaning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.running.code.project import Project
    from covey.running.code.source import Source, Spot

MODULE = re.compile(r"^module\s+\"?([^\s\"]+)", re.MULTILINE)
VERSION = re.compile(r"/v\d+$")
UNITS = re.compile(r"[\w./~-]+\.[\w./~-]+/[\w./~-]+")
MAKERS = (".proto", ".y", ".templ", ".qtpl", ".graphql", ".thrift", ".s", ".c", ".swig")
"""Beside these lie names that a tool makes, or that are not written in Go."""


def meaning(project: Project, source: Source, imported: Import) -> Meaning:
    """Say what an import of a package means, or what is asked of one."""
    if imported.module.endswith("."):
        return _asked(project, source, imported)
    folder = _folder(project, imported.module)
    if folder is None:
        return NOT_OURS
    if _sources(project, folder):
        return Meaning(FOUND, (folder,))
    if any(name.endswith(MAKERS) for name in project.entries(folder)) or "vendor" in folder.split("/"):
        return NOT_OURS
    return Meaning(MISSING_FILE, (folder,), f"there is no package in {folder or 'the top folder'}")


def unknown(project: Project, source: Source) -> Mapping[str, tuple[Spot, str]]:
    """Give the packages that a file asks for something and does not import, where there is one of ours of that name."""
    beside = _sources(project, posixpath.dirname(source.path))
    given = {name for each in beside for name in each.names[""].known}
    given |= {_alias(project, each) for each in source.imports if not each.module.endswith(".")}
    if any(each.alias == DOT for each in source.imports) or not all(each.is_whole for each in beside):
        return {}
    ours = project.once("go packages", lambda: _packages(project))
    return {
        name: (spot, f"{name} is a package in {ours[name]}, and not imported")
        for name, spot in source.unknown.items()
        if name not in given and name in ours
    }


def _asked(project: Project, source: Source, imported: Import) -> Meaning:
    alias = imported.module[:-1]
    packages = [each for each in source.imports if not each.module.endswith(".")]
    package = next((each for each in packages if _alias(project, each) == alias), None)
    if package is None or alias in source.defined:
        return NOT_OURS
    folder = _folder(project, package.module)
    sources = _sources(project, folder) if folder is not None else ()
    if not sources or folder is None:
        return NOT_OURS
    is_open = any(name.endswith(MAKERS) for name in project.entries(folder)) or any(each.is_open for each in sources)
    if is_open or any(imported.name in each.names[""].known for each in sources):
        return Meaning(FOUND, (folder,))
    return Meaning(MISSING_NAME, (folder,), f"the package in {folder or 'the top folder'} has no {imported.name}")


def _alias(project: Project, imported: Import) -> str:
    """Give the name by which a file knows a package that it imports."""
    if imported.alias:
        return "" if imported.alias in (SIDE, DOT) else imported.alias
    folder = _folder(project, imported.module)
    names = (
        (each.package for each in _sources(project, folder) if not each.package.endswith("_test"))
        if folder is not None
        else ()
    )
    return next(iter(names), "") or posixpath.basename(VERSION.sub("", imported.module))


def _sources(project: Project, folder: str) -> tuple[Source, ...]:
    return project.once("go folders", lambda: _folders(project)).get(folder, ())


def _folders(project: Project) -> dict[str, tuple[Source, ...]]:
    found: dict[str, list[Source]] = {}
    for source in project.sources("go"):
        found.setdefault(posixpath.dirname(source.path), []).append(source)
    return {folder: tuple(sources) for folder, sources in found.items()}


def _packages(project: Project) -> dict[str, str]:
    """Give the packages of the project that can be imported, by their names."""
    folders = project.once("go folders", lambda: _folders(project)).items()
    named = ((each.package, folder) for folder, sources in folders for each in sources)
    return {name: folder for name, folder in named if name != "main" and not name.endswith("_test")}


def _folder(project: Project, path: str) -> str | None:
    """Give the folder of a package that is ours; None for others, as for a module that a go.mod names besides."""
    modules = project.once("go modules", lambda: _modules(project))
    fits = [name for name in modules if path == name or path.startswith(f"{name}/")]
    if not fits or modules[name := max(fits, key=len)] is None:
        return None
    return posixpath.normpath(posixpath.join(modules[name] or "", path[len(name) + 1 :])).removeprefix(".").lstrip("/")


def _modules(project: Project) -> dict[str, str | None]:
    """Give the modules by their paths, each with its folder; None for those that are required and not here."""
    found: dict[str, str | None] = {}
    own: dict[str, str | None] = {}
    for file in project.files:
        if posixpath.basename(file) == "go.mod":
            text = project.text(file)
            found |= dict.fromkeys(UNITS.findall(text))
            own |= {named: posixpath.dirname(file) for named in MODULE.findall(text)}
    return found | own
