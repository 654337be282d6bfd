"""Where covey raises its errors: read off the syntax of the sources, so that no code can be forgotten."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import covey
from covey import errors
from covey.store.faults import CAUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SOURCES = Path(covey.__file__).parent
FOR_OUTSIDERS = SOURCES / "testing"
OPEN = "…"
"""What stands for a text that is not fixed."""


@dataclass(frozen=True)
class Site:
    """One place: the code that it raises with, the exit status, and what it says, with … for what is not fixed."""

    code: str
    exit_status: int
    message: str
    hint: str


@cache
def sites() -> tuple[Site, ...]:
    """List all places."""
    files = [path for path in sorted(SOURCES.rglob("*.py")) if FOR_OUTSIDERS not in path.parents]
    told = [Site(name, errors.StoreError.exit_status, f"… {says}", hint) for _, says, hint, name in CAUSES]
    return (*(site for path in files for site in _in_file(path)), *told)


def _in_file(path: Path) -> Iterator[Site]:
    module = ast.parse(path.read_text(encoding="utf-8"), path.name)
    kinds = _kinds(module)
    for function in [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]:
        texts = _texts(module.body) | _texts(ast.walk(function))
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                yield from _site(node, kinds[node.func.id], texts)


def _kinds(module: ast.Module) -> dict[str, type[errors.CoveyError]]:
    """Give the kinds of errors by name, with those that a module derives for itself."""
    kinds = {name: kind for name, kind in vars(errors).items() if name.endswith("Error")}
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            bases = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id in kinds]
            if bases:
                kinds[node.name] = kinds[bases[0]]
    return kinds


def _texts(nodes: Iterable[ast.AST]) -> dict[str, str]:
    """Give the texts that are given a name."""
    return {
        node.targets[0].id: _text(node.value, {})
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def _site(call: ast.Call, kind: type[errors.CoveyError], texts: dict[str, str]) -> Iterator[Site]:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    code = _text(named.get("code", ast.Constant(kind.code)), texts)
    if call.args and code != OPEN:
        hint = named.get("hint", ast.Constant(""))
        yield Site(code, kind.exit_status, _text(call.args[0], texts), _text(hint, texts))


def _text(node: ast.expr, texts: dict[str, str]) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part, texts) for part in parts)
        case ast.Name(id=name):
            return texts.get(name, OPEN)
        case _:
            return OPEN
