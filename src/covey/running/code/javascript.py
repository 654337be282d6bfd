"""JavaScript and TypeScript files read: imports and exports of both module systems, names that are bound nowhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from covey.running.code.commonjs import assigned
from covey.running.code.source import EVERYTHING, Import, Names, Source
from covey.running.code.tree import Captured, Ranges, inner, spot, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_BOTH = """
(import_statement) @import
(call_expression function: (identifier) @called (#eq? @called "require") arguments: (arguments . (string) @module))
(call_expression function: (import) arguments: (arguments . (string) @module))
[(identifier) (shorthand_property_identifier)] @use
(comment) @comment
(try_statement) @try
(with_statement) @open
(variable_declarator name: (identifier) @bind)
[(function_declaration name: (identifier) @bind) (function_expression name: (identifier) @bind)]
[(generator_function_declaration name: (identifier) @bind) (generator_function name: (identifier) @bind)]
[(class_declaration name: (_) @bind) (class name: (_) @bind)]
(arrow_function parameter: (identifier) @bind)
(catch_clause parameter: (identifier) @bind)
(for_in_statement left: (identifier) @bind)
(shorthand_property_identifier_pattern) @bind
(pair_pattern value: (identifier) @bind)
(array_pattern (identifier) @bind)
(rest_pattern (identifier) @bind)
(assignment_pattern left: (identifier) @bind)
(assignment_expression left: (identifier) @bind)
(assignment_expression left: (member_expression) @member)
(binary_expression left: (number) right: (parenthesized_expression
  (assignment_expression right: (object (shorthand_property_identifier) @skip))))
(unary_expression operator: "typeof" argument: (identifier) @bind)
[(export_specifier (identifier) @skip) (namespace_export (identifier) @skip) (import_specifier (identifier) @skip)]
[(import_clause (identifier) @skip) (namespace_import (identifier) @skip)]
"""

_JSX = """
(jsx_opening_element name: (identifier) @skip (#match? @skip "^[a-z]|-"))
(jsx_closing_element name: (identifier) @skip)
(jsx_self_closing_element name: (identifier) @skip (#match? @skip "^[a-z]|-"))
"""

QUERY = f"{_BOTH}{_JSX}(formal_parameters (identifier) @bind)"

TYPED_QUERY = f"""{_BOTH}
(type_identifier) @type
(required_parameter pattern: (identifier) @bind)
(optional_parameter pattern: (identifier) @bind)
[(interface_declaration name: (_) @bind) (type_alias_declaration name: (_) @bind) (enum_declaration name: (_) @bind)]
[(internal_module name: (identifier) @bind) (module name: (identifier) @bind)]
[(function_signature name: (identifier) @bind) (abstract_class_declaration name: (_) @bind)]
(type_parameter name: (type_identifier) @bind)
(infer_type (type_identifier) @bind)
(mapped_type_clause name: (type_identifier) @bind)
(import_alias . (identifier) @bind)
(import_require_clause (identifier) @bind)
[(enum_body (property_identifier) @bind) (enum_assignment name: (property_identifier) @bind)]
(index_signature name: (identifier) @skip)
(type_predicate name: (identifier) @skip)
(nested_identifier (identifier) @skip)
(nested_type_identifier (identifier) @skip)
(nested_type_identifier name: (type_identifier) @skip)
(type_query (identifier) @skip)
(asserts (identifier) @skip)
(tuple_type (_ name: (identifier) @skip))
"""

TSX_QUERY = TYPED_QUERY + _JSX

GLOBAL = re.compile(r"/\*\s*(?:globals?|exported)\b(.*?)\*/", re.DOTALL)
ON_GLOBAL = re.compile(r"(?:window|globalThis|global|self)\.([\w$]+)$")
LONG_LINES = 400
"""Lines that are longer on average are not written by people."""

AMBIENT = "ambient"
"""The package of a file whose names all others see: a script, or a declaration file."""


def read(path: str, captured: Captured) -> Source:
    """Read a file of JavaScript or TypeScript."""
    doubted = Ranges(captured.nodes("try"))
    exported = [node for node in captured.root.children if node.type == "export_statement"]
    imports = (*_imports(captured, doubted), *(each for node in exported for each in _re_exports(node)))
    own, is_open = _exports(path, exported, captured)
    bound = captured.texts("bind") | {each.alias for each in imports} | _told(captured)
    is_module = bool(imports or exported or own) and not path.endswith((".d.ts", ".d.mts", ".d.cts"))
    sure = is_module and not captured.root.has_error and not _is_odd(path, captured)
    windows = {found[1] for each in captured.texts("member") if (found := ON_GLOBAL.match(each))}
    return Source(
        path=path,
        language="typescript" if path.endswith(("ts", "tsx")) else "javascript",
        package="" if is_module else AMBIENT,
        imports=imports,
        exports=tuple(dict.fromkeys(own)),
        names={"": Names(frozenset((*own, *_named(imports))), is_open), "window": Names(frozenset(windows))},
        defined=frozenset(bound),
        unknown=captured.unknown(bound | given(), doubted) if sure else {},
        types=captured.unknown(bound, doubted, "type") if sure else {},
        is_whole=not captured.root.has_error,
        uses=len(captured.texts("use", "type")),
    )


@cache
def given() -> frozenset[str]:
    """Give the globals of browsers, of Node, and of what tests are run by."""
    return frozenset(Path(__file__).with_name("globals.txt").read_text(encoding="utf-8").split())


def _is_odd(path: str, captured: Captured) -> bool:
    """Tell whether names may come from nowhere here: by `with` and `eval`, or since a tool wrote the file."""
    is_written = ".min." in path or captured.root.end_byte > LONG_LINES * (captured.root.end_point.row + 1)
    return is_written or bool(captured.nodes("open")) or "eval" in captured.texts("use")


def _named(imports: tuple[Import, ...]) -> Iterator[str]:
    return (each.alias for each in imports if each.is_exported and each.name != EVERYTHING)


def _told(captured: Captured) -> set[str]:
    """Give the names of which a comment says that they are global."""
    comments = (GLOBAL.match(each) for each in captured.texts("comment") if "global" in each)
    return {name for found in comments if found for name in re.findall(r"[\w$]+", found[1])}


def _imports(captured: Captured, doubted: Ranges) -> Iterator[Import]:
    for node in captured.nodes("import"):
        module = next(inner(node, "string"), None)
        if module is not None:
            yield Import(text(module)[1:-1], "", "", spot(node), not node.has_error)
            yield from _clause(node, text(module)[1:-1])
    is_bundle = "require" in captured.texts("bind")
    for node in () if is_bundle else captured.nodes("module"):
        sure = not doubted.hold(node)
        yield Import(text(node)[1:-1], "", "", spot(node), sure)
        yield from _unpacked(node, text(node)[1:-1], sure)


def _clause(node: Node, module: str) -> Iterator[Import]:
    for part in inner(node, "import_clause", "import_specifier", "namespace_import", "import_require_clause"):
        first = part.named_children[0] if part.named_children else None
        if part.type == "import_specifier":
            name, alias = text(part.child_by_field_name("name")), text(part.child_by_field_name("alias"))
            yield Import(module, name.strip("'\""), alias or name, spot(part))
        elif part.type == "import_clause" and first is not None and first.type == "identifier":
            yield Import(module, "default", text(first), spot(first))
        elif part.type in ("namespace_import", "import_require_clause"):
            yield Import(module, "", text(first), spot(part))


def _unpacked(node: Node, module: str, sure: bool) -> Iterator[Import]:  # noqa: FBT001 - as Import has it
    """Give the names that `const {a, b: c} = require(…)` takes."""
    place = node.parent.parent.parent if node.parent and node.parent.parent else None
    if place and place.type == "await_expression":
        place = place.parent
    pattern = place.child_by_field_name("name") if place and place.type == "variable_declarator" else None
    for part in pattern.named_children if pattern and pattern.type == "object_pattern" else ():
        if part.type == "shorthand_property_identifier_pattern":
            yield Import(module, text(part), text(part), spot(part), sure)
        elif (
            part.type == "pair_pattern"
            and (key := part.child_by_field_name("key"))
            and key.type == "property_identifier"
        ):
            yield Import(module, text(key), "", spot(part), sure)


def _re_exports(node: Node) -> Iterator[Import]:
    source = node.child_by_field_name("source")
    if source is None:
        return
    module = text(source)[1:-1]
    yield Import(module, "", "", spot(node), not node.has_error)
    if any(child.type == "*" for child in node.children):
        yield Import(module, EVERYTHING, "", spot(node), is_exported=True)
    for part in inner(node, "export_specifier"):
        name, alias = (text(part.child_by_field_name(field)).strip("'\"") for field in ("name", "alias"))
        yield Import(module, name, alias or name, spot(part), is_exported=True)


def _exports(path: str, exported: list[Node], captured: Captured) -> tuple[list[str], bool]:
    """Give the names that a file exports itself, and whether there may be more."""
    names = [name for node in exported for name in _export(node)]
    if not exported:
        names, is_open = assigned(captured)
        is_script = not names and not path.endswith((".ts", ".tsx", ".mts", ".mjs"))
        return names, is_open or is_script or ".d." in path
    return names, ".d." in path or any(child.type in ("=", "as") for node in exported for child in node.children)


def _export(node: Node) -> Iterator[str]:
    if any(child.type == "default" for child in node.children):
        yield "default"
    for part in node.named_children:
        if part.type == "namespace_export":
            yield text(part.named_children[0]).strip("'\"")
        elif part.type == "export_clause" and node.child_by_field_name("source") is None:
            for each in inner(part, "export_specifier"):
                yield text(each.child_by_field_name("alias") or each.child_by_field_name("name")).strip("'\"")
        elif part.type not in ("string", "identifier", "decorator", "comment"):
            yield from _declared(part)


def _declared(node: Node) -> Iterator[str]:
    """Give the names that a declaration declares."""
    if node.type == "ambient_declaration":
        for part in node.named_children:
            yield from _declared(part)
    elif node.type in ("lexical_declaration", "variable_declaration"):
        for declarator in inner(node, "variable_declarator"):
            if declarator.parent == node and (name := declarator.child_by_field_name("name")):
                yield from map(text, inner(name, "identifier", "shorthand_property_identifier_pattern"))
    elif name := node.child_by_field_name("name"):
        yield text(name).partition(".")[0]
    elif node.type == "import_alias":
        yield text(node.named_children[0])
