"""Here-documents put in as words, one by one: the grammar loses its way where several stand in one line.

A body in which nothing is expanded is kept aside, and its number stands for it: it is no shell text, and may be long.
"""

from __future__ import annotations

from covey.model.shell.tree import HERE_DOCUMENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from tree_sitter import Node, Tree, TreeCursor

    class Parser(Protocol):
        """What makes a tree of a script."""

        def parse(self, source: bytes) -> Tree:
            """Parse it."""
            ...


MOST = 50
SIGN = b"<<"
QUOTES = b"'\"\\"
EXPANDING = b"$`"


def without_heredocs(parser: Parser, source: bytes) -> tuple[bytes, TreeCursor, list[str]]:
    """Give the script with words for its here-documents, a cursor at the root of its tree, and what was kept aside."""
    tree, kept = parser.parse(source), list[str]()
    for _ in range(MOST if SIGN in source else 0):
        starts = [node for node in _nodes(tree.walk()) if node.type == "heredoc_start" and not node.is_missing]
        start = min(starts, key=lambda node: node.start_byte, default=None)
        if start is None or SIGN not in source[: start.start_byte]:
            break
        source = _replaced(source, start, kept)
        tree = parser.parse(source)
    return source, tree.walk(), kept


def _nodes(cursor: TreeCursor) -> Iterator[Node]:
    """Give all nodes without recursion."""
    while True:
        if cursor.node is not None:
            yield cursor.node
        if cursor.goto_first_child() or cursor.goto_next_sibling():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def _replaced(source: bytes, start: Node, kept: list[str]) -> bytes:
    """Put a word in for the here-document whose end is named here."""
    sign = source.rindex(SIGN, 0, start.start_byte)
    is_indented = source[sign + 2 : sign + 3] == b"-"
    name = source[start.start_byte : start.end_byte]
    first = source.find(b"\n", start.end_byte) + 1 or len(source)
    lines = source[first:].splitlines(keepends=True)
    ends_line = source[start.end_byte : start.end_byte + 2] == b"\r\n"  # to Bash, a carriage return is part of the word
    end = name.translate(None, QUOTES + b"\r") + b"\r" * (ends_line or name.endswith(b"\r"))
    body, after = _body(lines, end, is_indented=is_indented)
    if any(sign in QUOTES for sign in name):
        word = _kept(body, kept)
    elif any(sign in body for sign in EXPANDING):
        word = _in_double_quotes(body)
    else:
        word = _kept(body.replace(b"\\\n", b"").replace(b"\\\\", b"\\"), kept)
    return b"".join((source[:sign], f" {HERE_DOCUMENT}< ".encode(), word, source[start.end_byte : first], after))


def _kept(body: bytes, kept: list[str]) -> bytes:
    kept.append(body.decode("utf-8", "replace"))
    return str(len(kept) - 1).encode()


def _body(lines: list[bytes], end: bytes, *, is_indented: bool) -> tuple[bytes, bytes]:
    """Give what stands before the line that is the end, and what after it."""
    body: list[bytes] = []
    for at, line in enumerate(lines):
        stripped = line.lstrip(b"\t") if is_indented else line
        if stripped.removesuffix(b"\n") == end:
            return b"".join(body), b"".join(lines[at + 1 :])
        body.append(stripped)
    return b"".join(body), b""


def _in_double_quotes(body: bytes) -> bytes:
    """Quote a body in which variables count: its own quotes mean nothing, except within `$(…)`."""
    found: list[str] = []
    depth = 0
    rest = iter(body.decode("utf-8", "surrogateescape"))
    for char in rest:
        if char == "\\":
            after = next(rest, "")
            found.append(char + after if depth or after in tuple("$`\\\n") else f"\\\\{_escaped(after)}")
            continue
        depth += (char == "(" and (depth or found[-1:] == ["$"])) - (char == ")" and depth > 0)
        found.append(char if depth else _escaped(char))
    return b'"' + "".join(found).encode("utf-8", "surrogateescape") + b'"'


def _escaped(char: str) -> str:
    return '\\"' if char == '"' else char
