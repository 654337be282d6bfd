"""What a CommonJS module exports: what is assigned to `exports` and `module.exports`, where that is written plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.running.code.tree import Captured, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

WHOLE = "module.exports"
KEYS = ("property_identifier", "shorthand_property_identifier", "string")


def assigned(captured: Captured) -> tuple[list[str], bool]:
    """Give the names that are exported, and whether there may be more, since `exports` is used in other ways too."""
    names: list[str] = []
    plain = 0
    for node in captured.nodes("member"):
        target, value = text(node), node.parent.child_by_field_name("right") if node.parent else None
        if target == WHOLE and value is not None and value.type == "object":
            keys = list(_keys(value))
            names, plain = [*names, *keys], plain + (len(keys) == value.named_child_count)
        elif target.startswith(("exports.", f"{WHOLE}.")):
            names.append(target.removeprefix("module.").split(".")[1])
            plain += 1
    uses = sum(text(node) in ("exports", "module") for node in captured.nodes("use"))
    return ([*names, "default"] if uses else []), uses != plain


def _keys(value: Node) -> Iterator[str]:
    for part in value.named_children:
        key = part if part.type in KEYS else part.child_by_field_name("key") or part.child_by_field_name("name")
        if key is not None and key.type in KEYS:
            yield text(key).strip("'\"")
