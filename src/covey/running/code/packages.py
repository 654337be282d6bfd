"""The packages of a JavaScript workspace, by their names in package.json, and the files that an import of one means."""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from covey.running.code.tsconfig import read_loose, row, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.running.code.project import Project

MAIN = ("source", "types", "typings", "module", "main")
SOURCES = ("src/index.ts", "src/index.tsx", "src/index.js", "index.ts", "index.tsx", "index.js")
ENTRY = re.compile(r"^\s*-\s*['\"]?([^'\"#]+?)['\"]?\s*(?:#.*)?$", re.MULTILINE)


def workspace_package(project: Project, module: str) -> str:
    """Give the folder of the workspace's package of which an import is; '' for one that is not ours."""
    name = "/".join(module.split("/")[: 2 if module.startswith("@") else 1])
    return project.once("workspace packages", lambda: dict(_packages(project))).get(name, "")


def package_files(project: Project, folder: str, module: str) -> tuple[str, ...]:
    """Give the source file that an import of a package means; none where that is not certain, as for what is built."""
    said = read_loose(project.text(f"{folder}/package.json"))
    inner = "/".join(module.split("/")[2 if module.startswith("@") else 1 :])
    exports = said.get("exports")
    wished = list(_targets(_exported(exports, f"./{inner}" if inner else ".")))
    if exports is None:
        wished += [inner] if inner else [each for key in MAIN if isinstance(each := said.get(key), str)]
    if not inner:
        wished += SOURCES
    paths = (posixpath.normpath(posixpath.join(folder, each)) for each in wished)
    return tuple(path for path in paths if project.has(path) and not path.endswith(".d.ts"))[:1]


def _packages(project: Project) -> Iterator[tuple[str, str]]:
    patterns = list(_patterns(project))
    for path in project.files:
        folder = posixpath.dirname(path)
        if posixpath.basename(path) == "package.json" and any(_fits(folder, each) for each in patterns):
            name = read_loose(project.text(path)).get("name")
            if isinstance(name, str) and name:
                yield name, folder


def _patterns(project: Project) -> Iterator[str]:
    """Give the patterns of the workspace's folders, as npm, yarn or pnpm are told them at the top."""
    said = read_loose(project.text("package.json")).get("workspaces")
    yield from (each for each in (*row(said), *row(table(said).get("packages"))) if isinstance(each, str))
    yield from ENTRY.findall(project.text("pnpm-workspace.yaml").partition("packages:")[2])


def _fits(folder: str, pattern: str) -> bool:
    pattern = posixpath.normpath(pattern)
    return fnmatchcase(folder, pattern) and ("**" in pattern or folder.count("/") == pattern.count("/"))


def _exported(exports: Any, key: str) -> Any:
    if any(each.startswith(".") for each in table(exports)):
        return table(exports).get(key)
    return exports if key == "." else None


def _targets(value: Any) -> Iterator[str]:
    """Give the files that an entry of `exports` names, under whichever condition."""
    if isinstance(value, str):
        yield value
    for each in (*table(value).values(), *row(value)):
        yield from _targets(each)
