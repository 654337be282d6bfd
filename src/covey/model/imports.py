"""What a source file imports, read literally from its lines, and whether that may be a given file.

It is a look, not a compiler: an import that is computed, or that a build tool maps elsewhere, is not seen.
"""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCRIPT = (".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte")
ROOTS = ("", "src", "lib", "python", "app")
"""Folders from which a name of one part is looked for; elsewhere it is more likely another's."""

WHOLE_FOLDER = ("__init__", "index", "mod", "lib", "main")
"""Files that are imported under the name of their folder."""


class Named(Value):
    """What an import names, as a path without ending; `is_exact` where it starts at the worktree's root."""

    path: str
    is_exact: int = 0


def imports(text: str, path: str) -> list[Named]:
    """List what a file at a path imports."""
    folder, ending = path.rpartition("/")[0], path[path.rfind(".") :]
    read = READERS.get(ending)
    found = [named for line in text.splitlines() for named in read(line.strip(), folder)] if read else []
    return list(dict.fromkeys(named for named in found if named.path))


def is_readable(path: str) -> bool:
    """Tell whether a file is in a language whose imports can be read."""
    return path[path.rfind(".") :] in READERS


def means(named: Named, path: str, importer: str) -> bool:
    """Tell whether what a file imports may be the file at a path."""
    for name in _names(path):
        if name == named.path:
            return True
        if named.is_exact or not name.endswith(f"/{named.path}"):
            continue
        above = name[: -len(named.path) - 1]
        if "/" in named.path or above in ROOTS or above == importer.rpartition("/")[0]:
            return True
    return False


def _names(path: str) -> Iterator[str]:
    """Give the names under which a file can be imported: its path without ending, or its folder."""
    folder, _, name = path.rpartition("/")
    stem = name[: name.rfind(".")] if "." in name else name
    if stem not in WHOLE_FOLDER:
        yield f"{folder}/{stem}" if folder else stem
    if folder and (stem in WHOLE_FOLDER or path.endswith((".go", ".java"))):
        yield folder


def _python(line: str, folder: str) -> Iterator[Named]:
    words = line.replace(",", " ").replace("(", " ").replace("\\", " ").partition("#")[0].split()
    if words[:1] == ["from"] and "import" in words[2:3]:
        base = _module(words[1], folder)
        yield base
        yield from (base.but(path=f"{base.path}/{name}".strip("/")) for name in words[3:] if name.isidentifier())
    elif words[:1] == ["import"]:
        yield from (_module(name, folder) for name in words[1:])


def _module(name: str, folder: str) -> Named:
    """Read a dotted name; each leading dot after the first goes up a folder."""
    rest = name.lstrip(".")
    ups = len(name) - len(rest)
    path = rest.replace(".", "/")
    return Named(_joined(folder, "../" * (ups - 1) + path), 1) if ups else Named(path)


def _script(line: str, folder: str) -> Iterator[Named]:
    marks = ("from ", "require(", "import(", "import ")
    for mark in marks:
        _, found, rest = line.partition(mark)
        if found and rest[:1] in ("'", '"'):
            name = rest[1:].partition(rest[0])[0]
            yield _without_ending(name, folder)
            return


def _without_ending(name: str, folder: str) -> Named:
    stem = next((name.removesuffix(ending) for ending in SCRIPT if name.endswith(ending)), name)
    if stem.startswith("."):
        return Named(_joined(folder, stem), 1)
    inside = stem.partition("/")[2] if stem.startswith(("@", "~")) else stem
    return Named(inside if "/" in inside or stem != inside else "")


def _go(line: str, folder: str) -> Iterator[Named]:  # noqa: ARG001 - as all readers are called
    words = line.removeprefix("import").split()
    if words and len(words) <= 2 and words[-1].startswith('"') and words[-1].endswith('"'):  # noqa: PLR2004 - an alias
        parts = words[-1].strip('"').split("/")
        yield from (Named("/".join(parts[start:]), 1) for start in range(len(parts)))


def _rust(line: str, folder: str) -> Iterator[Named]:
    words = line.removeprefix("pub ").rstrip(";{").split()
    if words[:1] == ["mod"] and len(words) > 1:
        yield Named(_joined(folder, words[1]), 1)
    elif words[:1] == ["use"] and len(words) > 1:
        parts = words[1].partition("{")[0].rstrip(":").split("::")
        if parts[0] in ("crate", "self", "super"):
            yield from (Named("/".join(parts[1:end])) for end in range(2, len(parts) + 1))


def _java(line: str, folder: str) -> Iterator[Named]:  # noqa: ARG001 - as all readers are called
    words = line.rstrip(";").split()
    if words[:1] == ["import"] and len(words) > 1:
        parts = words[-1].removesuffix(".*").split(".")
        yield Named("/".join(parts))
        yield Named("/".join(parts[:-1]) if words[1] == "static" else "")


def _joined(folder: str, path: str) -> str:
    """Follow a relative path from a folder, both within the worktree."""
    parts = folder.split("/") if folder else []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


READERS: dict[str, Callable[[str, str], Iterator[Named]]] = {
    **dict.fromkeys((".py", ".pyi"), _python),
    **dict.fromkeys(SCRIPT, _script),
    ".go": _go,
    ".rs": _rust,
    ".java": _java,
    ".kt": _java,
}
