"""What a query of tree-sitter captured in a file, as the languages' readers ask for it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from covey.running.code.source import Spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node


def text(node: Node | None) -> str:
    """Give what is written at a node; '' for none."""
    return (node.text or b"").decode("utf-8", "replace") if node else ""


def spot(node: Node) -> Spot:
    """Give where a node begins."""
    row, column = node.start_point
    return Spot(row + 1, column + 1)


def inner(node: Node, *kinds: str) -> Iterator[Node]:
    """Give the nodes of some kinds within a node, itself included, in order."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.type in kinds:
            yield one
        waiting.extend(reversed(one.named_children))


def fields(node: Node, *names: str) -> Iterator[Node]:
    """Give the nodes in a node's fields."""
    for name in names:
        yield from node.children_by_field_name(name)


class Ranges:
    """Parts of a file, of which it is asked whether something lies in one."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        """Take the outermost of some nodes."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((node.start_byte, node.end_byte) for node in nodes):
            if not self._ends or start >= self._ends[-1]:
                self._starts.append(start)
                self._ends.append(end)

    def hold(self, node: Node) -> bool:
        """Tell whether a node lies in one of them."""
        place = bisect_right(self._starts, node.start_byte) - 1
        return place >= 0 and node.start_byte < self._ends[place]


class Captured:
    """The captures of one file, and its root."""

    def __init__(self, root: Node, captures: dict[str, list[Node]]) -> None:
        """Take them over."""
        self.root = root
        self._captures = captures
        self._texts: dict[str, list[str]] = {}

    def nodes(self, name: str) -> list[Node]:
        """Give the nodes of a capture, in order."""
        return sorted(self._captures.get(name, ()), key=lambda node: node.start_byte)

    def texts(self, *names: str) -> set[str]:
        """Give what is written at the nodes of some captures."""
        return {each for name in names for each in self._all(name)}

    def unknown(self, defined: Iterable[str], doubted: Ranges, use: str = "use") -> dict[str, Spot]:
        """Give the names that are used and not defined, with their first spots, but for `skip` and what is doubted."""
        skipped = {node.start_byte for node in self._captures.get("skip", ())}
        known = set(defined)
        found: dict[str, Spot] = {}
        for name, node in zip(self._all(use), self._captures.get(use, ()), strict=True):
            if name not in known and node.start_byte not in skipped and not doubted.hold(node):
                known.add(name)
                found[name] = spot(node)
        return found

    def _all(self, name: str) -> list[str]:
        """Give what is written at each node of a capture: it is asked for several times, and costs the most."""
        if name not in self._texts:
            self._texts[name] = [text(node) for node in self._captures.get(name, ())]
        return self._texts[name]
