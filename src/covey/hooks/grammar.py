"""The shell grammars: tree-sitter's C modules alone, loaded when a command must be read, and its trees as our own."""

from __future__ import annotations

import _frozen_importlib
import _frozen_importlib_external
import _imp
import os
import sys

from covey.errors import UnavailableError
from covey.hooks.heredocs import without_heredocs
from covey.hooks.interpreter import package_folders
from covey.model.shell.tree import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from tree_sitter import Parser, TreeCursor

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


STAND_INS = {"enum": _Enum, "re": _Re}
"""What the C module imports when it is loaded, at 7 ms, and does not need for parsing; ADR 0009."""


def bash(home: str) -> Parse:
    """Give what parses Bash; raise UnavailableError where the grammar cannot be loaded."""
    parser = _parser(home, "tree_sitter_bash")
    return lambda text: tree_of(*without_heredocs(parser, encoded(text)))


def powershell(home: str) -> Parse:
    """Give what parses PowerShell; raise UnavailableError where the grammar cannot be loaded."""
    parser = _parser(home, "tree_sitter_powershell")
    return lambda text: tree_of(encoded(text), parser.parse(encoded(text)).walk())


def encoded(text: str) -> bytes:
    """Give a text as the grammar reads it."""
    return text.encode("utf-8", "replace")


def tree_of(source: bytes, cursor: TreeCursor) -> Node:
    """Give the tree that a cursor stands at the root of."""
    return _node(source, cursor, 0, DEEPEST)


def _node(source: bytes, cursor: TreeCursor, begins: int, depth: int) -> Node:
    node = cursor.node
    if node is None or not depth:
        return Node("ERROR")
    role, start, end = cursor.field_name or "", node.start_byte, node.end_byte
    parts: list[Node] = []
    at = start
    goes_on = cursor.goto_first_child()
    while goes_on:
        parts.append(_node(source, cursor, at, depth - 1))
        at = cursor.node.end_byte if cursor.node else at
        goes_on = cursor.goto_next_sibling()
    if at > start or parts:
        cursor.goto_parent()
    if parts and at < end:
        parts.append(Node("text", "", _text(source, at, end)))
    return Node(node.type, role, "" if parts else _text(source, start, end), _text(source, begins, start), tuple(parts))


def _text(source: bytes, start: int, end: int) -> str:
    return source[start:end].decode("utf-8", "replace")


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
