"""What an import means in Rust: the files of `mod`, and the paths of `use` along the modules of our own crates."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from covey.running.code.crates import crate_of, crate_root, named_crates
from covey.running.code.rust import AT, MACROS, MOD
from covey.running.code.source import EVERYTHING, FOUND, MISSING_FILE, MISSING_NAME, NOT_OURS, Meaning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.running.code.project import Project
    from covey.running.code.source import Import, Source, Spot

ROOTS = ("lib.rs", "main.rs", "mod.rs")
PRELUDE = frozenset(
    (
        *("Option", "Result", "String", "Vec", "Box", "Some", "None", "Ok", "Err", "Self", "Send", "Sync", "Sized"),
        *(
            "Copy",
            "Clone",
            "Drop",
            "Fn",
            "FnMut",
            "FnOnce",
            "ToString",
            "ToOwned",
            "Into",
            "From",
            "TryFrom",
            "TryInto",
        ),
        *("AsRef", "AsMut", "Iterator", "IntoIterator", "Extend", "Default", "PartialEq", "Eq", "PartialOrd", "Ord"),
        *("DoubleEndedIterator", "ExactSizeIterator", "FromIterator", "Unpin", "Future", "IntoFuture", "Debug", "Hash"),
    )
)
"""What every file knows."""


class _Module(NamedTuple):
    """A module: the files that it may be in, and its path within them."""

    files: tuple[str, ...]
    inner: str


def meaning(project: Project, source: Source, imported: Import) -> Meaning:
    """Say what `mod` or `use` means."""
    if imported.module == MOD or imported.module.startswith(AT):
        return _declared(project, source, imported)
    path = [*(imported.module.split("::") if imported.module else []), imported.name]
    begun = _begun(project, source, imported.scope, path)
    return _along(project, *begun) if begun else NOT_OURS


def unknown(project: Project, source: Source) -> Mapping[str, tuple[Spot, str]]:
    """Give the types that a file uses and does not import, where another file of its crate offers one so named."""
    folder = crate_of(project, source.path)
    exported = project.once(("rust types", folder), lambda: _exported(project, folder))
    return {
        name: (spot, f"{name} is in {exported[name]}, and not imported")
        for name, spot in source.types.items()
        if name in exported and name not in PRELUDE and not any(name in each.known for each in source.names.values())
    }


def _exported(project: Project, folder: str) -> dict[str, str]:
    own = (source for source in project.sources("rust") if crate_of(project, source.path) == folder)
    return {name: source.path for source in own for name in source.exports if name[:1].isupper()}


def _declared(project: Project, source: Source, imported: Import) -> Meaning:
    """Say which file `mod name;` means: beside the file, or in the folder of its name."""
    folder, stem = posixpath.dirname(source.path), source.path.removesuffix(".rs")
    if imported.module.startswith(AT):
        path = posixpath.normpath(posixpath.join(folder, imported.module.removeprefix(AT)))
        candidates = (path, posixpath.normpath(posixpath.join(stem, imported.module.removeprefix(AT))))
    else:
        within = [*imported.scope.split("::"), imported.name] if imported.scope else [imported.name]
        bases = (posixpath.join(folder, *within), posixpath.join(stem, *within))
        candidates = tuple(path for base in bases for path in (f"{base}.rs", f"{base}/mod.rs"))
    if found := tuple(path for path in candidates if project.has(path)):
        return Meaning(FOUND, found)
    if imported.scope and imported.module != MOD:
        return NOT_OURS
    return Meaning(MISSING_FILE, candidates, f"there is no file for the module {imported.name}", imported.name)


def _begun(project: Project, source: Source, scope: str, path: list[str]) -> tuple[_Module, list[str]] | None:
    """Give the module in which a path begins, and the rest of it; None where that is not ours."""
    here = _Module((source.path,), scope)
    first, rest = path[0], path[1:]
    if first == "crate":
        root = crate_root(project, source.path)
        return (_Module(root, ""), rest) if root else None
    if first == "self":
        return here, rest
    if first == "super":
        above: _Module | None = here
        while above and path and path[0] == "super":
            above, path = _above(project, source.path, above), path[1:]
        return (above, path) if above else None
    if crate := named_crates(project, source.path).get(first):
        return _Module(crate, ""), rest
    inner = _child(project, here, first)
    return (inner, rest) if inner and len(path) > 1 else None


def _above(project: Project, path: str, module: _Module) -> _Module | None:
    if module.inner:
        return _Module(module.files, module.inner.rpartition("::")[0])
    if module.files != (path,):
        path = module.files[0] if len(module.files) == 1 else ""
    folder, name = posixpath.split(path)
    if not path or path in crate_root(project, path) or not crate_root(project, path):
        return None
    own = posixpath.basename(folder) if name == "mod.rs" else name.removesuffix(".rs")
    folder = posixpath.dirname(folder) if name == "mod.rs" else folder
    candidates = (*(posixpath.join(folder, each) for each in ROOTS), f"{folder}.rs")
    files = tuple(each for each in candidates if project.has(each) and _declares(project, each, own))
    return _Module(files, "") if files else None


def _declares(project: Project, path: str, name: str) -> bool:
    """Tell whether a file says `mod name;`: else a macro or `#[path]` places it, and what is above is unknown."""
    source = project.source(path)
    return source is not None and any(each.module == MOD and each.name == name for each in source.imports)


def _child(project: Project, module: _Module, name: str) -> _Module | None:
    """Give the module of a name in a module; None where it has none."""
    inner = f"{module.inner}::{name}".removeprefix("::")
    sources = [source for path in module.files if (source := project.source(path))]
    if holding := tuple(source.path for source in sources if inner in source.names and inner != MACROS):
        return _Module(holding, inner)
    for source in sources:
        for each in source.imports:
            if each.name == name and each.scope == module.inner and (each.module == MOD or each.module.startswith(AT)):
                return _Module(meant.about, "") if (meant := _declared(project, source, each)).kind == FOUND else None
    return None


def _along(project: Project, module: _Module, path: list[str]) -> Meaning:
    """Follow a path from a module; what lies within a type, or was imported there, is not looked into."""
    for place, name in enumerate(path):
        if name in (EVERYTHING, "self", "super"):
            break
        if further := _child(project, module, name):
            module = further
            continue
        if not _has(project, module, name, set()):
            said = "::".join(path[: place + 1])
            about = module.files
            return Meaning(MISSING_NAME, about, f"{about[0]} has no {said}" if about else "")
        break
    return Meaning(FOUND, module.files)


def _has(project: Project, module: _Module, name: str, seen: set[_Module]) -> bool:
    """Tell whether a module has an item of a name, or may have it."""
    seen.add(module)
    for path in module.files:
        source = project.source(path)
        names = source.names.get(module.inner) if source else None
        if source is None or names is None or not source.is_whole or names.is_open or name in names.known:
            return True
        for star in (each for each in source.imports if each.name == EVERYTHING and each.scope == module.inner):
            begun = _begun(project, source, star.scope, star.module.split("::"))
            target = _whole(project, *begun) if begun else None
            if target is None or (target not in seen and _has(project, target, name, seen)):
                return True
    return not module.files or _is_macro(project, module.files[0], name)


def _whole(project: Project, module: _Module, path: list[str]) -> _Module | None:
    for name in path:
        further = _child(project, module, name)
        if further is None:
            return None
        module = further
    return module


def _is_macro(project: Project, path: str, name: str) -> bool:
    folder = crate_of(project, path)
    own = (source for source in project.sources("rust") if crate_of(project, source.path) == folder)
    macros = project.once(("macros", folder), lambda: {each for source in own for each in source.names[MACROS].known})
    return name in macros
