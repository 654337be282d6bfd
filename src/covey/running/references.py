"""The references of the files that a task changed: what they import and name must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.model.value import Value
from covey.running.code.languages import language_of
from covey.running.code.project import LeftOut, Project
from covey.running.code.resolve import meaning, unknown_names
from covey.running.code.source import MISSING_FILE, MISSING_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from covey.running.code.source import Import, Meaning, Source

UNKNOWN_NAME = "unknown_name"


class Fault(Value):
    """A reference to what is not there: `missing_file`, `missing_name` or `unknown_name`; `detail` says it whole."""

    path: str
    line: int
    kind: str
    name: str
    detail: str


class Checked(Value):
    """What a check found, how many references and files it looked at, and what it could not read."""

    faults: tuple[Fault, ...]
    references: int
    files: int
    left_out: tuple[LeftOut, ...] = ()


def check(project: str, files: Sequence[str]) -> Checked:
    """Check the references of changed files, given relative to the project, and those of others to them."""
    known = Project(project)
    changed = {file for file in map(known.normal, files) if language_of(file)}
    own = [source for file in sorted(changed) if (source := known.source(file))]
    faults = [fault for source in own for fault in (*_imports(known, source), *_unknown(known, source))]
    looked = sum(len(source.imports) + source.uses for source in own)
    importers = 0
    for source, touching in _importers(known, changed):
        importers += 1
        looked += len(touching)
        faults += (fault for imported, meant in touching if (fault := _fault(source, imported, meant)))
    left_out = tuple(each for each in known.left_out if each.path in changed)
    return Checked(tuple(_each_once(sorted(faults, key=_order))), looked, len(own) + importers, left_out)


def _imports(project: Project, source: Source) -> Iterator[Fault]:
    for imported in source.imports:
        if fault := _fault(source, imported, meaning(project, source, imported)):
            yield fault


def _fault(source: Source, imported: Import, meant: Meaning) -> Fault | None:
    if meant.kind not in (MISSING_FILE, MISSING_NAME) or not imported.is_sure:
        return None
    name = meant.name or (imported.module if meant.kind == MISSING_FILE else imported.name or imported.module)
    return Fault(source.path, imported.spot.line, meant.kind, name, meant.detail)


def _unknown(project: Project, source: Source) -> Iterator[Fault]:
    for name, (spot, detail) in unknown_names(project, source).items():
        yield Fault(source.path, spot.line, UNKNOWN_NAME, name, detail)


def _importers(project: Project, changed: set[str]) -> Iterator[tuple[Source, list[tuple[Import, Meaning]]]]:
    """Give the other files that import something of the changed ones, each with these imports and what they mean."""
    if not changed:
        return
    touched = changed | {file.rpartition("/")[0] for file in changed}
    for source in project.sources():
        if source.path not in changed:
            meant = ((imported, meaning(project, source, imported)) for imported in source.imports)
            if touching := [each for each in meant if touched.intersection(each[1].about)]:
                yield source, touching


def _each_once(faults: Sequence[Fault]) -> Iterator[Fault]:
    seen: set[tuple[str, str, str, str]] = set()
    for fault in faults:
        if (same := (fault.path, fault.kind, fault.name, fault.detail)) not in seen:
            seen.add(same)
            yield fault


def _order(fault: Fault) -> tuple[str, int, str]:
    return fault.path, fault.line, fault.name
