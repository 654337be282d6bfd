"""The files of knowledge graphs: `memory.jsonl` and `memory-CONTEXT.jsonl`, as the servers name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.cli.shown import count
from covey.coordination.graph import exporting
from covey.coordination.graph.jsonl import BOM, is_of_a_graph, read
from covey.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

STEM, SUFFIX = "memory", ".jsonl"


def files_in(folder: Path) -> list[Path]:
    """List the graph files of a folder such as `.aim`; raise UserError where there is none."""
    found = sorted((path for path in folder.glob(f"*{SUFFIX}") if _is_named_so(path)), key=lambda path: path.stem)
    if not found:
        said = f"there is no {STEM}{SUFFIX} and no {STEM}-CONTEXT{SUFFIX} in {folder}"
        raise UserError(said, hint="name the file itself", code="no_graph_file")
    return found


def context_of(path: Path) -> str | None:
    """Give the context that a file's name tells; None where it tells none."""
    return path.stem.removeprefix(f"{STEM}-") if _is_named_so(path) and path.stem != STEM else None


def file_in(folder: Path, context: str) -> Path:
    """Name the file of a context in a folder."""
    if "/" in context:
        hint = "name the file itself"
        raise UserError(f"the context {context} cannot be part of a file's name", hint=hint, code="bad_path")
    return folder / f"{STEM}{context and f'-{context}'}{SUFFIX}"


def spare_foreign(path: Path) -> None:
    """Raise UserError where there is something at a path that is no graph's file."""
    with path.open("rb") as file:
        first = next((line for line in file if line.removeprefix(BOM).strip()), None)
    if first is not None and not is_of_a_graph(first):
        said = f"{path} is no file of a knowledge graph: it is left as it is"
        raise UserError(said, hint="name another file", code="foreign_file")


def spare_unsaved(path: Path, lines: Iterable[str]) -> None:
    """Raise UserError where a graph's file says something that these lines do not."""
    with path.open("rb") as file:
        unsaved = exporting.unsaved(read(file), lines)
    if unsaved:
        said = f"{path} says in {count(len(unsaved), 'line')} what this graph does not; the first is line {unsaved[0]}"
        hint = f"`covey graph import {path}` takes in what can be understood; --force replaces the file all the same"
        raise UserError(said, hint=hint, code="unsaved_lines")


def _is_named_so(path: Path) -> bool:
    return path.suffix == SUFFIX and (path.stem == STEM or path.stem.startswith(f"{STEM}-"))
