"""What an import means within the project, and which names nobody gives a file: by the rules of its language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from covey.running.code import go_rules, java_rules, javascript_rules, python_rules, rust_rules
from covey.running.code.source import MISSING_FILE, NOT_OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from covey.running.code.project import Project
    from covey.running.code.source import Import, Meaning, Source, Spot


class _Rules(NamedTuple):
    meaning: Callable[[Project, Source, Import], Meaning]
    unknown: Callable[[Project, Source], Mapping[str, tuple[Spot, str]]]


_SCRIPT = _Rules(javascript_rules.meaning, javascript_rules.unknown)

RULES = {
    "go": _Rules(go_rules.meaning, go_rules.unknown),
    "java": _Rules(java_rules.meaning, java_rules.unknown),
    "rust": _Rules(rust_rules.meaning, rust_rules.unknown),
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "python": _Rules(python_rules.meaning, python_rules.unknown),
}


def meaning(project: Project, source: Source, imported: Import) -> Meaning:
    """Say what an import means; what git ignores is made by tools, and is never called missing."""
    return project.once((source.path, imported), lambda: _meaning(project, source, imported))


def unknown_names(project: Project, source: Source) -> Mapping[str, tuple[Spot, str]]:
    """Give the names that a file uses and that nobody gives it, each with its spot and what is to be said."""
    return RULES[source.language].unknown(project, source)


def _meaning(project: Project, source: Source, imported: Import) -> Meaning:
    meant = RULES[source.language].meaning(project, source, imported)
    return NOT_OURS if meant.kind == MISSING_FILE and project.may_be_made(meant.about) else meant
