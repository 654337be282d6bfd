"""Go files read: the packages that are imported, what is asked of them, and the names at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.running.code.source import Import, Names, Source
from covey.running.code.tree import Captured, Ranges, spot, text

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERY = """
(package_clause (package_identifier) @package)
(import_spec) @import
(selector_expression operand: (identifier) @asked field: (field_identifier))
(qualified_type package: (package_identifier) @asked name: (type_identifier))
[(identifier) (type_identifier)] @use
(function_declaration name: (identifier) @bind @top)
(source_file (type_declaration (type_spec name: (type_identifier) @bind @top)))
(source_file (type_declaration (type_alias name: (type_identifier) @bind @top)))
(source_file (const_declaration (const_spec name: (identifier) @bind @top)))
(source_file (var_declaration (var_spec name: (identifier) @bind @top)))
(source_file (var_declaration (var_spec_list (var_spec name: (identifier) @bind @top))))
[(const_spec name: (identifier) @bind) (var_spec name: (identifier) @bind)]
[(parameter_declaration name: (identifier) @bind) (variadic_parameter_declaration name: (identifier) @bind)]
[(type_parameter_declaration name: (identifier) @bind) (type_spec name: (type_identifier) @bind)]
(short_var_declaration left: (expression_list (identifier) @bind))
(range_clause left: (expression_list (identifier) @bind))
(receive_statement left: (expression_list (identifier) @bind))
(type_switch_statement alias: (expression_list (identifier) @bind))
(comment) @comment
"""

WHOLE, SIDE, DOT = "", "_", "."
"""As an import's name: the package itself; as its alias: for its effects alone, and with all its names."""


def read(path: str, captured: Captured) -> Source:
    """Read a Go file; what is asked of a package (`pkg.Name`) counts as an import of that name."""
    packages = tuple(_packages(captured))
    bound = captured.texts("bind")
    top = tuple(dict.fromkeys(text(node) for node in captured.nodes("top")))
    is_open = any("go:generate" in each for each in captured.texts("comment"))
    return Source(
        path=path,
        language="go",
        package=next(iter(captured.texts("package")), ""),
        imports=(*packages, *_asked(captured)),
        exports=tuple(name for name in top if name[:1].isupper()),
        names={"": Names(frozenset(top), is_open)},
        defined=frozenset(bound),
        unknown={} if captured.root.has_error else captured.unknown(bound, Ranges(()), "asked"),
        types={},
        is_whole=not captured.root.has_error,
        uses=len(captured.texts("use")),
    )


def _packages(captured: Captured) -> Iterator[Import]:
    for node in captured.nodes("import"):
        if path := node.child_by_field_name("path"):
            yield Import(
                text(path)[1:-1], WHOLE, text(node.child_by_field_name("name")), spot(node), not node.has_error
            )


def _asked(captured: Captured) -> Iterator[Import]:
    """Give what is asked of names that may be packages: `module` is then that name, with a dot."""
    seen: set[tuple[str, str]] = set()
    for node in captured.nodes("asked"):
        field = node.next_named_sibling
        if field and (pair := (text(node), text(field))) not in seen and pair[1][:1].isupper():
            seen.add(pair)
            yield Import(f"{pair[0]}.", pair[1], "", spot(node))
