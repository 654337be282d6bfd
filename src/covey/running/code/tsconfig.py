"""What a tsconfig.json says of imports: `paths` and `baseUrl`, of itself and of what it extends or refers to."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.running.code.project import Project

NAMES = ("tsconfig.json", "jsconfig.json", "tsconfig.base.json")
LOOSE = re.compile(r'("(?:\\.|[^"\\])*")|/\*.*?\*/|//[^\n]*|,(?=\s*[}\]])', re.DOTALL)
"""Strings, which stay, and what JSON does not have: comments, and commas before a closing bracket."""

DEEPEST = 5


def mapped(project: Project, path: str, module: str) -> tuple[str, ...]:
    """Give the paths, without ending, that a bare import stands for; none where no pattern but `*` fits."""
    for folder, options in _options(project, path):
        base = posixpath.join(folder, _text(options.get("baseUrl")) or ".")
        for pattern, targets in sorted(_patterns(options), key=lambda each: -len(each[0])):
            before, star, after = pattern.partition("*")
            fits = module.startswith(before) and module.endswith(after) and len(module) >= len(before) + len(after)
            if before and (module == pattern or (star and fits)):
                part = module[len(before) : len(module) - len(after)]
                return tuple(posixpath.normpath(posixpath.join(base, each.replace("*", part))) for each in targets)
    return ()


def offers_roots(project: Project, path: str) -> bool:
    """Tell whether relative imports may mean files in other folders (`rootDirs`)."""
    return any("rootDirs" in options for _, options in _options(project, path))


def read_loose(text: str) -> dict[str, Any]:
    """Read JSON with comments; give nothing where it is none."""
    try:
        return table(json.loads(LOOSE.sub(lambda part: part[1] or "", text.removeprefix("\ufeff"))))
    except (ValueError, RecursionError):
        return {}


def table(value: Any) -> dict[str, Any]:
    """Give a table that was read; an empty one for anything else."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def row(value: Any) -> list[Any]:
    """Give a list that was read; an empty one for anything else."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def _options(project: Project, path: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    folder = posixpath.dirname(path)
    return project.once(("tsconfig", folder), lambda: tuple(_nearest(project, folder)))


def _nearest(project: Project, folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    while True:
        for name in NAMES:
            if project.has(file := posixpath.join(folder, name)):
                yield from _read(project, file, DEEPEST)
        if not folder:
            return
        folder = posixpath.dirname(folder)


def _read(project: Project, file: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    settings = read_loose(project.text(file))
    options, folder = table(settings.get("compilerOptions")), posixpath.dirname(file)
    if options:
        yield folder, options
    for further in _further(settings) if depth else ():
        target = posixpath.normpath(posixpath.join(folder, further))
        names = (target, f"{target}.json", f"{target}/tsconfig.json")
        if found := next((name for name in names if project.has(name)), ""):
            yield from _read(project, found, depth - 1)


def _further(settings: dict[str, Any]) -> Iterator[str]:
    extended = settings.get("extends")
    for each in (*row(extended), extended):
        if _text(each).startswith("."):
            yield _text(each)
    for each in row(settings.get("references")):
        if path := _text(table(each).get("path")):
            yield path


def _patterns(options: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for pattern, targets in table(options.get("paths")).items():
        yield pattern, [_text(each) for each in row(targets)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
