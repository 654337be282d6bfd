"""Python files read: imports, names at the top, names that are used and bound nowhere."""

from __future__ import annotations

import builtins
import re
from typing import TYPE_CHECKING

from covey.running.code.source import EVERYTHING, Import, Names, Source
from covey.running.code.tree import Captured, Ranges, fields, inner, spot, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

QUERY = """
[(import_statement) (import_from_statement)] @import
(future_import_statement) @future
(identifier) @use
(function_definition name: (identifier) @bind @own parameters: (_) @scope body: (_) @scope)
(class_definition name: (identifier) @bind @own body: (_) @scope)
(lambda) @scope
(assignment left: (identifier) @bind @own)
(assignment left: (identifier) @all (#eq? @all "__all__") right: (_) @listed)
(augmented_assignment left: (identifier) @bind)
(augmented_assignment left: (identifier) @all (#eq? @all "__all__") right: (_) @listed)
(for_statement left: (identifier) @bind)
(for_in_clause left: (identifier) @bind)
(named_expression name: (identifier) @bind)
[(pattern_list (identifier) @bind) (tuple_pattern (identifier) @bind) (list_pattern (identifier) @bind)]
[(list_splat_pattern (identifier) @bind) (dictionary_splat_pattern (identifier) @bind)]
(as_pattern_target (identifier) @bind)
(as_pattern_target (_ (identifier) @bind))
(as_pattern_target (_ (_ (identifier) @bind)))
(parameters (identifier) @bind)
(lambda_parameters (identifier) @bind)
(default_parameter name: (identifier) @bind)
(typed_default_parameter name: (identifier) @bind)
(typed_parameter (identifier) @bind)
(function_definition type_parameters: (type_parameter) @parameters)
(class_definition type_parameters: (type_parameter) @parameters)
(type_alias_statement left: (type (identifier) @bind @own))
(type_alias_statement left: (type (generic_type (identifier) @bind @own (type_parameter) @parameters)))
(case_pattern (dotted_name . (identifier) @bind .))
(keyword_pattern (identifier) @skip)
(keyword_pattern (dotted_name . (identifier) @bind .))
(splat_pattern (identifier) @bind)
(as_pattern (case_pattern) (identifier) @bind)
(global_statement (identifier) @global)
(nonlocal_statement (identifier) @bind)
(attribute attribute: (identifier) @skip)
(member_type (identifier) @skip)
(keyword_argument name: (identifier) @skip)
(dotted_name (identifier) @skip)
(aliased_import alias: (identifier) @skip)
(try_statement) @try
(if_statement) @if
(with_statement (with_clause) @with body: (_) @with.body)
"""

OPENING = frozenset(("globals", "locals", "vars", "exec", "eval", "__getattr__", "__path__"))
"""Who uses one of these may have names that are written nowhere."""

GIVEN = frozenset(
    (
        *dir(builtins),
        *("__file__", "__path__", "__annotations__", "__builtins__", "__class__", "__dict__", "__cached__"),
        *("__module__", "__qualname__", "reveal_type", "reveal_locals", "WindowsError", "_", "get_ipython", "exit"),
        *("quit", "copyright", "credits", "license", "unicode", "long", "xrange", "basestring", "raw_input", "unichr"),
        *("reduce", "cmp", "file", "execfile", "reload", "buffer", "coerce", "intern", "apply", "get_config"),
    )
)
"""What is there without being defined: builtins of this Python, of newer ones and of Python 2, and what shells add."""

NEWER = frozenset(
    ("PythonFinalizationError", "EncodingWarning", "BaseExceptionGroup", "ExceptionGroup", "aiter", "anext")
)

IMPLICIT = frozenset(
    ("__name__", "__file__", "__doc__", "__path__", "__package__", "__spec__", "__loader__", "__dict__", "__builtins__")
)

BORNE = re.compile(r"\b(?:ImportError|ModuleNotFoundError|NameError|Exception|BaseException)\b")
CIRCUMSTANCE = re.compile(
    r"version|^False$|^0$|platform|os\.name|PY2|PY3|six|hasattr|find_spec|__debug__", re.IGNORECASE
)


def read(path: str, captured: Captured) -> Source:
    """Read a Python file."""
    scopes = Ranges(captured.nodes("scope"))
    doubted = Ranges(_doubted(captured))
    imports = tuple(each for node in captured.nodes("import") for each in _imports(node, scopes, doubted))
    bound = captured.texts("bind", "global") | {each.alias for each in imports} | _type_parameters(captured)
    bound |= {text(node) for future in captured.nodes("future") for node in inner(future, "identifier")}
    top = {text(node) for node in captured.nodes("bind") if not scopes.hold(node)}
    top |= captured.texts("global") | {each.alias for each in imports if each.is_exported} | IMPLICIT
    listed = _listed(captured)
    is_open = bool(OPENING & captured.texts("use")) or b"sys.modules" in (captured.root.text or b"")
    has_stars = any(each.name == EVERYTHING for each in imports)
    silent = is_open or has_stars or captured.root.has_error
    unknown = {} if silent else captured.unknown(bound | GIVEN | NEWER, doubted)
    return Source(
        path=path,
        language="python",
        package="",
        imports=imports,
        exports=listed or _own(captured, scopes),
        names={"": Names(frozenset(top.union(listed)), is_open)},
        defined=frozenset(bound),
        unknown=unknown,
        types={},
        is_whole=not captured.root.has_error,
        uses=len(captured.texts("use")),
    )


def _imports(node: Node, scopes: Ranges, doubted: Ranges) -> Iterator[Import]:
    module = text(node.child_by_field_name("module_name"))
    sure, exported = not doubted.hold(node) and not node.has_error, not scopes.hold(node)
    if any(child.type == "wildcard_import" for child in node.children):
        yield Import(module, EVERYTHING, "", spot(node), sure, exported)
    for part in fields(node, "name"):
        name, alias = text(part.child_by_field_name("name")) or text(part), text(part.child_by_field_name("alias"))
        if module:
            yield Import(module, name, alias or name, spot(part), sure, exported)
        else:
            yield Import(name, "", alias or name.partition(".")[0], spot(part), sure, exported)


def _doubted(captured: Captured) -> Iterator[Node]:
    """Give the parts in which what is missing would be borne, or may be meant for another system."""
    for node in captured.nodes("try"):
        heads = [text(part).partition("\n")[0] for part in node.children if part.type.startswith("except")]
        if any(BORNE.search(head) or re.match(r"except\s*:", head) for head in heads):
            yield node
    for node in captured.nodes("if"):
        if CIRCUMSTANCE.search(text(node.child_by_field_name("condition"))):
            yield node
    for head, body in zip(captured.nodes("with"), captured.nodes("with.body"), strict=False):
        if BORNE.search(text(head)):
            yield body


def _type_parameters(captured: Captured) -> set[str]:
    return {text(name) for node in captured.nodes("parameters") for name in inner(node, "identifier")}


def _listed(captured: Captured) -> tuple[str, ...]:
    strings = (each for node in captured.nodes("listed") for each in inner(node, "string_content"))
    return tuple(dict.fromkeys(map(text, strings)))


def _own(captured: Captured, scopes: Ranges) -> tuple[str, ...]:
    names = (text(node) for node in captured.nodes("own") if not scopes.hold(node))
    return tuple(dict.fromkeys(name for name in names if not name.startswith("_")))
