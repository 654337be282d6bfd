"""A knowledge graph drawn with words: in the language of graphviz, and in that of mermaid."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from covey.model.graph import LOCK, SESSION
from covey.model.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.model.graph import Graph, Relation

LONGEST = 60
COLOURS = {SESSION: "#d5f0e3", LOCK: "#fbe3c8"}
USUAL_COLOUR = "#e4ecf7"
PLAIN_IN_MERMAID = " _-./,()"


class Node(NamedTuple):
    """What is drawn of an entity; `kind` is '' for one that relations name, and that is not part of the picture."""

    name: str
    kind: str
    texts: tuple[str, ...]


def dot(graph: Graph) -> str:
    """Draw for graphviz."""
    nodes = _nodes(graph)
    lines = [
        "digraph covey {",
        "  rankdir=LR;",
        '  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=11, color="#8090a8"];',
        '  edge [fontname="Helvetica", fontsize=9, color="#8090a8"];',
        *(f"  {node} [{_look_in_dot(nodes[node])}];" for node in nodes),
        *(f"  {source} -> {target} [label={_in_dot(one.kind)}];" for source, target, one in _edges(nodes, graph)),
        "}",
    ]
    return "\n".join(lines) + "\n"


def mermaid(graph: Graph) -> str:
    """Draw for mermaid, which GitHub and many editors show."""
    nodes = _nodes(graph)
    lines = [
        "flowchart LR",
        *(f"  {node}{_look_in_mermaid(nodes[node])}" for node in nodes),
        *(f'  {source} -->|"{_in_mermaid(one.kind)}"| {target}' for source, target, one in _edges(nodes, graph)),
        *(f"  style {node} {style}" for node in nodes if (style := _style_in_mermaid(nodes[node].kind))),
    ]
    return "\n".join(lines) + "\n"


def _nodes(graph: Graph) -> dict[str, Node]:
    """Give each entity its number, and after them the names that only relations know."""
    known = [Node(one.name, one.kind, tuple(seen.text for seen in one.observations)) for one in graph.entities]
    names = {node.name for node in known}
    others = dict.fromkeys(end for one in graph.relations for end in (one.source, one.target) if end not in names)
    return {f"n{number}": node for number, node in enumerate([*known, *(Node(name, "", ()) for name in others)], 1)}


def _edges(nodes: dict[str, Node], graph: Graph) -> Iterator[tuple[str, str, Relation]]:
    numbers = {node.name: number for number, node in nodes.items()}
    return ((numbers[one.source], numbers[one.target], one) for one in graph.relations)


def _look_in_dot(node: Node) -> str:
    if not node.kind:
        return f'label={_in_dot(node.name)}, style="rounded,dashed"'
    label = _in_dot(node.name)[:-1] + r"\n" + _in_dot(node.kind)[1:]
    tooltip = _in_dot("\n".join(node.texts) or node.name, LONGEST * LONGEST)
    return f'label={label}, fillcolor="{COLOURS.get(node.kind, USUAL_COLOUR)}", tooltip={tooltip}'


def _in_dot(text: str, longest: int = LONGEST) -> str:
    """Write a text as graphviz reads it: entities of HTML mean something there, too."""
    lines = (plain(line) for line in _short(text, longest).split("\n"))
    quoted = "\n".join(lines).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;").replace("\n", r"\n")
    return f'"{quoted}"'


def _look_in_mermaid(node: Node) -> str:
    name = _in_mermaid(node.name)
    return f'("{name}<br/><i>{_in_mermaid(node.kind)}</i>")' if node.kind else f'["{name}"]'


def _style_in_mermaid(kind: str) -> str:
    if not kind:
        return "stroke-dasharray:4"
    return f"fill:{COLOURS[kind]}" if kind in COLOURS else ""


def _in_mermaid(text: str) -> str:
    """Write a text as mermaid reads it: whatever might mean something is named by its number."""
    chars = plain(_short(text, LONGEST))
    return "".join(char if char.isalnum() or char in PLAIN_IN_MERMAID else f"#{ord(char)};" for char in chars)


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
