"""What an import means in Java: types of the packages that the project's own files declare."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from covey.running.code.java import STATIC, SUPER
from covey.running.code.source import EVERYTHING, FOUND, MISSING_FILE, MISSING_NAME, NOT_OURS, Meaning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.running.code.project import Project
    from covey.running.code.source import Import, Source, Spot

    Types = dict[str, dict[str, Source]]

BUILDING = ("pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "build.xml", "BUILD", "BUILD.bazel")
MAKING = re.compile(
    r"annotationProcessor|\bkapt\b|protobuf|antlr|jooq|querydsl|openapi|swagger|avro|wsdl|jaxb|xjc|immutables|auto-?value"
    r"|dagger|mapstruct|thrift|javacc|lombok|generated|-codegen|kotlin|groovy|scala",
    re.IGNORECASE,
)
"""What a build says that makes types, or members, which no file of Java shows."""

LANG = frozenset(
    (
        *("Object", "String", "Integer", "Long", "Short", "Byte", "Character", "Boolean", "Double", "Float", "Number"),
        *("Math", "System", "Thread", "Runnable", "Iterable", "Comparable", "CharSequence", "StringBuilder", "Record"),
        *("Enum", "Class", "ClassLoader", "Exception", "RuntimeException", "Error", "Throwable", "Override", "Void"),
        *(
            "Process",
            "Module",
            "Package",
            "Runtime",
            "Deprecated",
            "AutoCloseable",
            "Cloneable",
            "Appendable",
            "Compiler",
        ),
        *("StackTraceElement", "StackWalker", "ThreadLocal", "ThreadGroup", "ModuleLayer", "Readable", "StrictMath"),
        *(
            "Serializable",
            "Annotation",
            "FunctionalInterface",
            "SuppressWarnings",
            "SafeVarargs",
            "InterruptedException",
            "SecurityManager",
        ),
    )
)
"""What every file knows."""

FEWEST_DOTS = 1


def meaning(project: Project, _source: Source, imported: Import) -> Meaning:
    """Say what an import means; the name of the type that is meant ends in the module, or is the name."""
    types = project.once("java types", lambda: _types(project))
    whole = imported.module.removeprefix(STATIC)
    if imported.name != EVERYTHING and not imported.module.startswith(STATIC):
        whole = f"{whole}.{imported.name}"
    parts = whole.split(".")
    package = next((".".join(parts[:end]) for end in range(len(parts), 0, -1) if ".".join(parts[:end]) in types), "")
    inside = parts[package.count(".") + 1 :] if package else []
    if package and not inside:
        return _whole_package(types, package)
    source = types[package].get(inside[0]) if package else None
    if source is None:
        return _missing(project, types, package, parts)
    member = [imported.name] if imported.module.startswith(STATIC) and imported.name != EVERYTHING else []
    wished = [*inside[1:], *member]
    return _member(project, source, inside[0], wished)


def unknown(project: Project, source: Source) -> Mapping[str, tuple[Spot, str]]:
    """Give the types that a file uses and does not import, where another package of ours has one so named.

    What inherits from others' types may have theirs within: then nothing is said.
    """
    types = project.once("java types", lambda: _types(project))
    silent = project.once("nested java types", lambda: _nested(project)) | types.get(source.package, {}).keys() | LANG
    if source.names[SUPER].known - {name for own in types.values() for name in own} - LANG:
        return {}
    homes = {name: package for package, own in types.items() if package for name in own}
    return {
        name: (spot, f"{name} is in the package {homes[name]}, and not imported")
        for name, spot in source.types.items()
        if name in homes and name not in silent
    }


def _types(project: Project) -> Types:
    """Give the types of each package that our files declare."""
    found: Types = {}
    for source in project.sources("java"):
        found.setdefault(source.package, {}).update(dict.fromkeys(source.names[""].known, source))
    return found


def _nested(project: Project) -> set[str]:
    """Give the names of all types within types: they may be inherited, and need no import then."""
    return {key.rpartition(".")[2] for source in project.sources("java") for key in source.names if "." in key}


def _member(project: Project, source: Source, outer: str, wished: list[str]) -> Meaning:
    for name in wished:
        names = source.names.get(outer)
        if names is None or names.is_open or not source.is_whole:
            break
        if name not in names.known and name not in ("values", "valueOf", "class"):
            return Meaning(MISSING_NAME, (source.path,), f"{outer} in {source.path} has no {name}")
        outer = f"{outer}.{name}"
    return Meaning(FOUND, (source.path,)) if project.has(source.path) else NOT_OURS


def _missing(project: Project, types: Types, package: str, parts: list[str]) -> Meaning:
    """Say that a type is not there, where all that makes types is written in our own files."""
    inside = parts[package.count(".") + 1 :] if package else parts
    named = next((part for part in inside if part[:1].isupper()), "")
    home = ".".join(parts[: parts.index(named)]) if named else ".".join(parts)
    if not _is_within(types, home) or MAKING.search(project.once("java builds", lambda: _builds(project))):
        return NOT_OURS
    if any(not each.is_whole for each in types.get(home, {}).values()):
        return NOT_OURS
    folders = {posixpath.dirname(each.path) for each in types.get(home, {}).values()} or {home.replace(".", "/")}
    about = tuple(f"{folder}/{named}.java" for folder in sorted(folders))
    whole = f"{home}.{named}".rstrip(".")
    return Meaning(MISSING_FILE, about, f"the project has no {whole}", whole)


def _is_within(types: Types, package: str) -> bool:
    """Tell whether a package is one of ours, or would lie under what all of ours have in common."""
    named = [f"{each}." for each in types if each]
    shared = posixpath.commonprefix(named).rpartition(".")[0]
    return package in types or (shared.count(".") >= FEWEST_DOTS and f"{package}.".startswith(f"{shared}."))


def _whole_package(types: Types, package: str) -> Meaning:
    folders = {posixpath.dirname(source.path) for source in types[package].values()}
    return Meaning(FOUND, tuple(sorted(folders)))


def _builds(project: Project) -> str:
    files = (path for path in project.files if posixpath.basename(path) in BUILDING)
    return "\n".join(project.text(path) for path in files)
