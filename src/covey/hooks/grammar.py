"""The shell grammars: tree-sitter's C modules alone, loaded when a command must be read, and its trees as our own."""

from __future__ import annotations

import _frozen_importlib
import _frozen_importlib_external
import _imp
import os
import sys

from covey.coordination.interpreter import package_folders
from covey.errors import UnavailableError
from covey.hooks.heredocs import without_heredocs
from covey.model.shell.tree import HERE_DOCUMENT, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from tree_sitter import Parser, Tree, TreeCursor

    from covey.model.shell.tree import Parse

DEEPEST = 200
"""What is nested deeper is left out: nobody writes so, and Python's own stack ends."""


class _Enum:
    """The one thing that tree-sitter takes from `enum`, for a log that we do not ask for."""

    @staticmethod
    def IntEnum(name: str, _members: object) -> type:  # noqa: N802 - as there
        return type(name, (int,), {})


class _Re:
    """The one thing that tree-sitter takes from `re`, for queries that we do not make."""

    compile = None


SAME_LENGTH = ("é", "éx", "éé")
"""Letters of two, three and four bytes that no name of a variable begins with."""

STAND_INS = {"enum": _Enum, "re": _Re}
"""What the C module imports when it is loaded, at 7 ms, and does not need for parsing; ADR 0009."""


def bash(home: str) -> Parse:
    """Give what parses Bash; raise UnavailableError where the grammar cannot be loaded."""
    parser = _Spared(_parser(home, "tree_sitter_bash"))
    return lambda text: tree_of(*without_heredocs(parser, encoded(text)))


def powershell(home: str) -> Parse:
    """Give what parses PowerShell; raise UnavailableError where the grammar cannot be loaded."""
    parser = _parser(home, "tree_sitter_powershell")
    return lambda text: tree_of(encoded(text), parser.parse(encoded(text)).walk())


def encoded(text: str) -> bytes:
    """Give a text as the grammar reads it."""
    return text.encode("utf-8", "replace")


class _Spared:
    """Bash's parser, spared the characters above U+00FF, which are letters to a shell.

    Its C code looks each up in a table of 384 entries (`isdigit` and the like): reading far enough behind it, as for an
    emoji's neighbour after `{`, ends the process. So it sees others, of as many bytes: all places stay as they are.
    """

    def __init__(self, parser: Parser) -> None:
        self._parser = parser

    def parse(self, source: bytes) -> Tree:
        """Parse a script."""
        if source.isascii():
            return self._parser.parse(source)
        text = "".join(map(_spared, source.decode("utf-8", "surrogateescape")))
        return self._parser.parse(text.encode("utf-8", "surrogateescape"))


def _spared(char: str) -> str:
    if char <= "\xff" or "\udc80" <= char <= "\udcff":
        return char
    return SAME_LENGTH[len(char.encode("utf-8", "surrogatepass")) - 2]


def tree_of(source: bytes, cursor: TreeCursor, kept: Sequence[str] = ()) -> Node:
    """Give the tree that a cursor stands at the root of, with the texts that were kept aside."""
    return _Conversion(source, cursor, kept).node(0, DEEPEST)


class _Conversion:
    """Makes our nodes of tree-sitter's."""

    def __init__(self, source: bytes, cursor: TreeCursor, kept: Sequence[str]) -> None:
        """Begin at a cursor's node."""
        self.source, self.cursor, self.kept = source, cursor, kept

    def node(self, begins: int, depth: int) -> Node:
        """Give the node at the cursor; `begins` is where its elder has ended."""
        node = self.cursor.node
        if node is None or not depth:
            return Node("ERROR")
        role, start, end = self.cursor.field_name or "", node.start_byte, node.end_byte
        gap = self._text(begins, start)
        parts = self._parts(start, end, depth)
        if self.kept and node.type == "file_redirect":
            parts = self._with_kept(parts)
        return Node(node.type, role, "" if parts else self._text(start, end), gap, tuple(parts))

    def _parts(self, start: int, end: int, depth: int) -> list[Node]:
        parts: list[Node] = []
        if not self.cursor.goto_first_child():
            return parts
        at, goes_on = start, True
        while goes_on:
            parts.append(self.node(at, depth - 1))
            at = self.cursor.node.end_byte if self.cursor.node else at
            goes_on = self.cursor.goto_next_sibling()
        self.cursor.goto_parent()
        if at < end:
            parts.append(Node("text", "", self._text(at, end)))
        return parts

    def _with_kept(self, parts: list[Node]) -> list[Node]:
        """Put a text that was kept aside back, as a word in quotes."""
        at = next((at for at, part in enumerate(parts) if part.role == "destination"), 0)
        texts = {str(number): text for number, text in enumerate(self.kept)}
        if at and parts[0].text == HERE_DOCUMENT and parts[at].text in texts:
            parts[at] = Node("raw_string", "destination", f"'{texts[parts[at].text]}'", parts[at].gap)
        return parts

    def _text(self, start: int, end: int) -> str:
        return self.source[start:end].decode("utf-8", "replace") if end > start else ""


def _parser(home: str, package: str) -> Parser:
    try:
        library = _loaded(home, "tree_sitter")
        return library.Parser(library.Language(_loaded(home, package).language()))
    except (ImportError, OSError, TypeError, ValueError) as error:
        raise UnavailableError(
            f"the shell grammar cannot be loaded: {error}", hint="Install covey again: its packages are not whole."
        ) from error


def _loaded(home: str, package: str) -> ModuleType:
    name = f"{package}._binding"
    if name in sys.modules:
        return sys.modules[name]
    for folder in package_folders(home):
        for suffix in _imp.extension_suffixes():
            path = os.path.join(folder, package, f"_binding{suffix}")
            if os.path.isfile(path):
                return _load(name, path)
    raise ImportError(f"{package} is not installed where covey is")


def _load(name: str, path: str) -> ModuleType:
    """Load a C module by itself: the packages around them cost 15 ms."""
    absent = [module for module in STAND_INS if module not in sys.modules]
    sys.modules.update({module: STAND_INS[module] for module in absent})  # type: ignore[dict-item]
    try:
        loader = _frozen_importlib_external.ExtensionFileLoader(name, path)
        module = _imp.create_dynamic(_frozen_importlib.ModuleSpec(name, loader, origin=path))
        _imp.exec_dynamic(module)
    finally:
        for stand_in in absent:
            del sys.modules[stand_in]
    return module
