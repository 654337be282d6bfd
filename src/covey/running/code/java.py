"""Java files read: the package, imports, the types with their members, and the types that are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.running.code.source import EVERYTHING, Import, Names, Source
from covey.running.code.tree import Captured, Ranges, inner, spot, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

QUERY = """
(package_declaration (_) @package)
(import_declaration) @import
(program (_ name: (identifier)) @top)
(type_identifier) @type
(method_invocation object: (identifier) @object)
[(class_declaration name: (identifier) @bind) (interface_declaration name: (identifier) @bind)]
[(enum_declaration name: (identifier) @bind) (record_declaration name: (identifier) @bind)]
(annotation_type_declaration name: (identifier) @bind)
(type_parameter (type_identifier) @bind)
(scoped_type_identifier (type_identifier) @skip)
(superclass (_) @super)
[(super_interfaces (type_list (_) @super)) (extends_interfaces (type_list (_) @super))]
"""

TYPES = (
    "class_declaration",
    "interface_declaration",
    "enum_declaration",
    "record_declaration",
    "annotation_type_declaration",
)
NAMED = ("method_declaration", "enum_constant", "annotation_type_element_declaration", "formal_parameter")
PLAIN = frozenset(("Override", "Deprecated", "SuppressWarnings", "FunctionalInterface", "SafeVarargs"))
"""Annotations by which no tool adds members."""

BARE = frozenset(("Serializable", "Comparable", "Runnable", "AutoCloseable", "Cloneable", "Iterable", "Object"))
"""Types of which nothing is inherited that could be imported."""

SUPER = "<"
"""The key of the types from which a file's own inherit, among its names."""

STATIC = "static "
"""What stands before the module of an import of a type's member."""


def read(path: str, captured: Captured) -> Source:
    """Read a Java file."""
    names: dict[str, Names] = {}
    tops = [node for node in captured.nodes("top") if node.type in TYPES]
    for node in tops:
        _members(node, "", names)
    own = tuple(text(node.child_by_field_name("name")) for node in tops)
    names[""] = Names(frozenset(own))
    names[SUPER] = Names(frozenset(each.partition("<")[0] for each in captured.texts("super")))
    imports = tuple(_imports(captured))
    bound = captured.texts("bind") | {each.alias for each in imports}
    silent = captured.root.has_error or any(each.name == EVERYTHING for each in imports)
    return Source(
        path=path,
        language="java",
        package=next(iter(captured.texts("package")), ""),
        imports=imports,
        exports=own,
        names=names,
        defined=frozenset(bound),
        unknown={},
        types={} if silent else captured.unknown(bound, Ranges(()), "type"),
        is_whole=not captured.root.has_error,
        uses=len(captured.texts("type")),
    )


def _imports(captured: Captured) -> Iterator[Import]:
    for node in captured.nodes("import"):
        static = STATIC if any(child.type == "static" for child in node.children) else ""
        path = next((text(child) for child in node.named_children if "identifier" in child.type), "")
        module, _, name = path.rpartition(".")
        if any(child.type == "asterisk" for child in node.children):
            yield Import(static + path, EVERYTHING, "", spot(node), not node.has_error)
        else:
            yield Import(static + module, name, name, spot(node), not node.has_error)


def _members(node: Node, outer: str, names: dict[str, Names]) -> None:
    """Note a type's members, and those of the types within it."""
    own = f"{outer}.{text(node.child_by_field_name('name'))}".lstrip(".")
    parts = list(_parts(node))
    inner_types = [part for part in parts if part.type in TYPES]
    known = {text(part.child_by_field_name("name")) for part in parts}
    inherits = any(text(each).partition("<")[0] not in BARE for each in _supers(node))
    is_open = inherits or _is_annotated(node) or node.type in ("enum_declaration", "record_declaration")
    names[own] = Names(frozenset(known), is_open=is_open and node.type != "enum_declaration")
    for each in inner_types:
        _members(each, own, names)


def _supers(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.type in ("superclass", "super_interfaces", "extends_interfaces"):
            within = child.named_children
            yield from within[0].named_children if within and within[0].type == "type_list" else within


def _parts(node: Node) -> Iterator[Node]:
    body = node.child_by_field_name("body")
    waiting = list(body.named_children) if body else []
    for part in waiting:
        if part.type in TYPES or part.type in NAMED:
            yield part
        elif part.type in ("field_declaration", "constant_declaration"):
            yield from inner(part, "variable_declarator")
        elif part.type == "enum_body_declarations":
            waiting.extend(part.named_children)


def _is_annotated(node: Node) -> bool:
    modifiers = (child for child in node.named_children if child.type == "modifiers")
    marks = (mark for each in modifiers for mark in each.named_children if "annotation" in mark.type)
    return any(text(mark.child_by_field_name("name")) not in PLAIN for mark in marks)
