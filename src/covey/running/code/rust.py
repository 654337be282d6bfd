"""Rust files read: `use`, `mod` and paths from the crate, the items of each module, and the types that are used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from covey.running.code.source import EVERYTHING, Import, Names, Source
from covey.running.code.tree import Captured, Ranges, spot, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

QUERY = """
(use_declaration) @use
(mod_item) @mod
(macro_definition name: (identifier) @macro)
(extern_crate_declaration) @crate
(type_identifier) @type
[(struct_item name: (_) @bind @item) (enum_item name: (_) @bind @item) (union_item name: (_) @bind @item)]
[(trait_item name: (_) @bind @item) (type_item name: (_) @bind @item) (function_item name: (_) @item)]
[(const_item name: (_) @item) (static_item name: (_) @item) (associated_type name: (_) @bind)]
(function_signature_item name: (_) @item)
(type_parameter name: (type_identifier) @bind)
(scoped_type_identifier name: (type_identifier) @skip)
(type_binding name: (type_identifier) @skip)
(macro_invocation) @call
(attribute_item) @attribute
"""

MOD, AT = "mod", "path="
"""The module of an import that stands for `mod name;`: in its usual place, or where `#[path]` says."""

MACROS = "!"
"""The key of a file's macros among its names."""

PLAIN = frozenset(
    (
        *(
            "cfg",
            "allow",
            "warn",
            "deny",
            "expect",
            "doc",
            "inline",
            "must_use",
            "non_exhaustive",
            "repr",
            "test",
            "ignore",
        ),
        *("deprecated", "cold", "track_caller", "path", "macro_use", "macro_export", "default", "should_panic"),
        *("no_mangle", "link", "serde", "error", "from", "source", "rustfmt", "clippy", "tokio", "target_feature"),
        *("panic_handler", "global_allocator"),
    )
)
"""Attributes that make no names; of one with a path, its beginning."""

DERIVED = re.compile(r"derive\s*\(([^)]*)\)")
KNOWN_DERIVES = frozenset(
    (
        *("Debug", "Clone", "Copy", "Default", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash", "Serialize"),
        *("Deserialize", "Error", "Parser", "Subcommand", "Args", "ValueEnum", "FromPrimitive", "ToPrimitive"),
        *("Zeroize", "JsonSchema", "Arbitrary"),
    )
)
"""Derives that make no new names."""


def read(path: str, captured: Captured) -> Source:
    """Read a Rust file."""
    names = _names(captured)
    imports = (*_mods(captured), *_uses(captured))
    bound = captured.texts("bind", "macro") | {each.alias for each in imports}
    silent = captured.root.has_error or any(each.name == EVERYTHING for each in imports) or names[""].is_open
    items = (node for node in captured.nodes("item") if node.parent and _is_in_module(node.parent))
    public = [node for node in items if _is_public(node.parent) and not _scope(node.parent)]
    return Source(
        path=path,
        language="rust",
        package="",
        imports=imports,
        exports=tuple(dict.fromkeys(text(node) for node in public)),
        names=names,
        defined=frozenset(bound),
        unknown={},
        types={} if silent else captured.unknown(bound, Ranges(()), "type"),
        is_whole=not captured.root.has_error,
        uses=len(captured.texts("type")),
    )


def _names(captured: Captured) -> dict[str, Names]:
    """Give the items of each module that is written in the file."""
    known: dict[str, set[str]] = {"": set()}
    opened: set[str] = set()
    for node in captured.nodes("mod"):
        known.setdefault(_scope(node), set()).add(text(node.child_by_field_name("name")))
        if node.child_by_field_name("body"):
            known.setdefault(_path(node), set())
    for node in (node for node in captured.nodes("item") if node.parent and _is_in_module(node.parent)):
        known.setdefault(_scope(node.parent), set()).add(text(node))
    for each in (*_uses(captured), *_crates(captured)):
        known.setdefault(each.scope, set()).add(each.alias)
    for node in (*captured.nodes("call"), *captured.nodes("attribute")):
        if _makes_names(node):
            opened.add(_scope(node))
    found = {scope: Names(frozenset(items), scope in opened) for scope, items in known.items()}
    return found | {MACROS: Names(frozenset(captured.texts("macro")))}


def _makes_names(node: Node) -> bool:
    """Tell whether a macro or an attribute stands among items, and may make more of them."""
    if node.type == "macro_invocation":
        parent = node.parent
        return _is_in_module(parent if parent and parent.type == "expression_statement" else node)
    if not _is_in_module(node):
        return False
    derived = DERIVED.search(text(node))
    if derived:
        return any(each.split("::")[-1].strip() not in KNOWN_DERIVES for each in derived[1].split(",") if each.strip())
    name = re.match(r"#\[\s*(\w+)", text(node))
    return name is None or name[1] not in PLAIN


def _mods(captured: Captured) -> Iterator[Import]:
    for node in captured.nodes("mod"):
        if node.child_by_field_name("body") is None:
            attributes = " ".join(_attributes(node))
            placed = re.search(r'path\s*=\s*"([^"]+)"', attributes)
            sure = "cfg" not in attributes and not node.has_error
            module = AT + placed[1] if placed else MOD
            name = text(node.child_by_field_name("name"))
            yield Import(module, name, name, spot(node), sure, _is_public(node), _scope(node))


def _uses(captured: Captured) -> Iterator[Import]:
    for node in captured.nodes("use"):
        sure = not any("cfg" in each for each in _attributes(node)) and not node.has_error
        argument = node.child_by_field_name("argument")
        for path, alias, part in _flat(argument, "") if argument else ():
            module, _, name = path.rpartition("::")
            yield Import(module, name, alias or name, spot(part), sure, _is_public(node), _scope(node))


def _crates(captured: Captured) -> Iterator[Import]:
    for node in captured.nodes("crate"):
        name = text(node.child_by_field_name("alias")) or text(node.child_by_field_name("name"))
        yield Import(name, "", name, spot(node), scope=_scope(node))


def _flat(node: Node, before: str) -> Iterator[tuple[str, str, Node]]:
    """Give the paths of a use tree, each with its alias."""
    if node.type == "use_as_clause":
        path, alias = text(node.child_by_field_name("path")), text(node.child_by_field_name("alias"))
        yield (before if path == "self" and before else _joined(before, path)), alias, node
    elif node.type == "scoped_use_list":
        path = text(node.child_by_field_name("path"))
        listed = node.child_by_field_name("list")
        yield from _flat(listed, _joined(before, path)) if listed else ()
    elif node.type == "use_list":
        for part in node.named_children:
            yield from _flat(part, before)
    elif node.type == "use_wildcard":
        path = text(node.named_children[0]) if node.named_children else ""
        yield f"{_joined(before, path)}::{EVERYTHING}", EVERYTHING, node
    elif node.type == "self" and before:
        yield before, "", node
    elif node.type in ("identifier", "scoped_identifier", "self", "crate", "super"):
        yield _joined(before, text(node)), "", node


def _joined(before: str, path: str) -> str:
    tight = "".join(path.split())
    return f"{before}::{tight}" if before and tight else before or tight


def _attributes(node: Node) -> Iterator[str]:
    before = node.prev_named_sibling
    while before and before.type in ("attribute_item", "line_comment", "block_comment"):
        if before.type == "attribute_item":
            yield text(before)
        before = before.prev_named_sibling


def _is_in_module(node: Node) -> bool:
    """Tell whether something stands in a module itself, and not in a function or an `impl`."""
    place = node.parent
    return place is not None and (place.type == "source_file" or _is_body(place))


def _is_body(place: Node) -> bool:
    return place.type == "declaration_list" and place.parent is not None and place.parent.type == "mod_item"


def _is_public(node: Node | None) -> bool:
    return node is not None and any(child.type == "visibility_modifier" for child in node.named_children)


def _scope(node: Node | None) -> str:
    """Give the inner module in which a node stands; '' for the file's own."""
    names: list[str] = []
    above = node.parent if node else None
    while above:
        if above.type == "mod_item":
            names.append(text(above.child_by_field_name("name")))
        above = above.parent
    return "::".join(reversed(names))


def _path(node: Node) -> str:
    return "::".join(part for part in (_scope(node), text(node.child_by_field_name("name"))) if part)
