"""What an import means in JavaScript and TypeScript: relative, by a tsconfig's `paths`, or a workspace's package."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from covey.coordination.folders import NOT_WORK
from covey.running.code.javascript import AMBIENT
from covey.running.code.packages import package_files, workspace_package
from covey.running.code.source import EVERYTHING, FOUND, MISSING_FILE, MISSING_NAME, NOT_OURS, Meaning
from covey.running.code.tsconfig import mapped, offers_roots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.running.code.project import Project
    from covey.running.code.source import Import, Source, Spot

ENDINGS = (".ts", ".tsx", ".d.ts", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json")
WRITTEN_AS = {
    ".js": (".ts", ".tsx", ".d.ts", ".jsx"),
    ".jsx": (".tsx", ".d.ts"),
    ".mjs": (".mts", ".d.mts"),
    ".cjs": (".cts", ".d.cts"),
    ".ts": (".d.ts",),
    ".mts": (".d.mts",),
    ".cts": (".d.cts",),
}
"""The endings of a file that is imported by the ending which it has when it is built."""

LOADING = re.compile(r"<script(?![^>]*type=.module)[^>]*\bsrc=", re.IGNORECASE)
"""A page that loads scripts has global names of which nobody here knows."""

MADE = frozenset((*NOT_WORK, "lib", "esm", "cjs", "generated", "__generated__", "gen"))
SETTINGS = re.compile(
    r"(^|/)(package\.json|\.?(eslint|vite|vitest|webpack|jest|rollup|karma|babel|next|nuxt|esbuild)[^/]*)$"
)


def meaning(project: Project, source: Source, imported: Import) -> Meaning:
    """Say what an import means."""
    module = imported.module.partition("?")[0]
    if not module or "!" in imported.module or "\\" in module:
        return NOT_OURS
    if module.startswith("."):
        stems = (_at_top(posixpath.normpath(posixpath.join(posixpath.dirname(source.path), module))),)
    elif stems := mapped(project, source.path, module):
        pass
    elif package := workspace_package(project, module):
        return _named(project, imported, package_files(project, package, module))
    if not stems or any(stem.startswith("..") for stem in stems):
        return NOT_OURS
    files = next((found for stem in stems if (found := _files(project, stem))), ())
    if files:
        return _named(project, imported, files)
    return _missing(project, source, module, stems)


def unknown(project: Project, source: Source) -> Mapping[str, tuple[Spot, str]]:
    """Give the names that a module uses and nobody gives it; types only where another file of the project has them."""
    ambient = project.once("ambient names", lambda: _ambient(project))
    if project.once("pages with scripts", lambda: _loads_scripts(project)):
        return {}
    settings = project.once("settings of tools", lambda: _settings(project)) if source.unknown else ""
    values = {
        name: (spot, f"{name} is defined nowhere")
        for name, spot in source.unknown.items()
        if name not in ambient and not name.startswith("__") and not re.search(rf"\b{re.escape(name)}\b", settings)
    }
    exported = project.once("exported types", lambda: _exported(project)) if source.types else {}
    types = {
        name: (spot, f"{name} is exported by {exported[name]}, and not imported")
        for name, spot in source.types.items()
        if name in exported and name not in ambient
    }
    return values | types


def _ambient(project: Project) -> set[str]:
    """Give the names that all files see: of scripts and declaration files, and what is put on the global object."""
    sources = tuple(project.sources("javascript", "typescript", "tsx"))
    seen = {name for source in sources if source.package == AMBIENT for name in source.defined}
    return seen.union(*(source.names["window"].known for source in sources))


def _loads_scripts(project: Project) -> bool:
    pages = (path for path in project.files if path.endswith((".html", ".htm", ".ejs", ".hbs")))
    return any(LOADING.search(project.text(path)) for path in pages)


def _settings(project: Project) -> str:
    return "\n".join(project.text(path) for path in project.files if SETTINGS.search(path))


def _exported(project: Project) -> dict[str, str]:
    sources = project.sources("typescript", "tsx")
    return {name: source.path for source in sources if source.package != AMBIENT for name in source.exports}


def _files(project: Project, stem: str) -> tuple[str, ...]:
    """Give the file that a path without ending means; any file of that name with another ending counts as well."""
    if found := tuple(name for name in _names(stem) if name and project.has(name)):
        return found
    folder, _, name = stem.rpartition("/")
    if project.is_folder(stem):
        index = tuple(file for each in ENDINGS if project.has(file := posixpath.join(stem, f"index{each}")))
        others = (each for each in sorted(project.entries(stem)) if each.startswith(("index.", "package.json")))
        return index or tuple(posixpath.join(stem, each) for each in others)[:1]
    return tuple(f"{folder}/{each}".lstrip("/") for each in project.entries(folder) if each.startswith(f"{name}."))[:1]


def _names(stem: str) -> tuple[str, ...]:
    """Give the names that a file may have which is imported by a path."""
    base, ending = posixpath.splitext(stem)
    return (stem, *(base + other for other in WRITTEN_AS.get(ending, ())), *(stem + each for each in ENDINGS))


def _named(project: Project, imported: Import, files: tuple[str, ...]) -> Meaning:
    name = imported.name
    if not files or not name or name == EVERYTHING or any(_has(project, path, name, set()) for path in files):
        return Meaning(FOUND, files)
    return Meaning(MISSING_NAME, files, f"{files[0]} does not export {name}")


def _has(project: Project, path: str, name: str, seen: set[str]) -> bool:
    source = project.source(path)
    if source is None or source.is_open or name in source.names[""].known:
        return True
    seen.add(path)
    for star in (each for each in source.imports if each.name == EVERYTHING and name != "default"):
        further = meaning(project, source, star)
        if further.kind != FOUND or not further.about:
            return True
        if any(_has(project, each, name, seen) for each in further.about if each not in seen):
            return True
    return False


def _missing(project: Project, source: Source, module: str, stems: tuple[str, ...]) -> Meaning:
    """Say that a file is not there, where no build makes it."""
    for stem in stems:
        if any(_is_made(project, part) for part in _chain(stem)):
            return NOT_OURS
        if project.is_folder(stem) and not module.startswith("."):
            return NOT_OURS
    if offers_roots(project, source.path):
        return NOT_OURS
    about = tuple(name for stem in stems for name in (*_names(stem), *(f"{stem}/index{each}" for each in ENDINGS)))
    return Meaning(MISSING_FILE, about, f"there is no {stems[0]}")


def _at_top(stem: str) -> str:
    return "" if stem == "." else stem


def _is_made(project: Project, part: str) -> bool:
    name = posixpath.basename(part)
    return name in NOT_WORK or (name in MADE and not project.is_folder(part))


def _chain(stem: str) -> list[str]:
    """Give the folders on the way to a path, the outermost first, and the path itself."""
    parts = stem.split("/")
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]
