"""The languages whose files are read: each by its grammar, what is asked of a file's tree, and its reader."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import tree_sitter_go
import tree_sitter_java
import tree_sitter_javascript
import tree_sitter_python
import tree_sitter_rust
import tree_sitter_typescript
from tree_sitter import Language, Parser, Query, QueryCursor

from covey.running.code import go, java, javascript, python, rust
from covey.running.code.tree import Captured

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.running.code.source import Source


class _Spoken(NamedTuple):
    grammar: Callable[[], object]
    query: str
    read: Callable[[str, Captured], Source]


GO, JAVA, RUST = "go", "java", "rust"
JAVASCRIPT, PYTHON, TSX, TYPESCRIPT = "javascript", "python", "tsx", "typescript"

SPOKEN = {
    GO: _Spoken(tree_sitter_go.language, go.QUERY, go.read),
    JAVA: _Spoken(tree_sitter_java.language, java.QUERY, java.read),
    JAVASCRIPT: _Spoken(tree_sitter_javascript.language, javascript.QUERY, javascript.read),
    PYTHON: _Spoken(tree_sitter_python.language, python.QUERY, python.read),
    RUST: _Spoken(tree_sitter_rust.language, rust.QUERY, rust.read),
    TSX: _Spoken(tree_sitter_typescript.language_tsx, javascript.TSX_QUERY, javascript.read),
    TYPESCRIPT: _Spoken(tree_sitter_typescript.language_typescript, javascript.TYPED_QUERY, javascript.read),
}

BY_ENDING = {
    ".cjs": JAVASCRIPT,
    ".cts": TYPESCRIPT,
    ".go": GO,
    ".java": JAVA,
    ".js": JAVASCRIPT,
    ".jsx": JAVASCRIPT,
    ".mjs": JAVASCRIPT,
    ".mts": TYPESCRIPT,
    ".py": PYTHON,
    ".pyi": PYTHON,
    ".rs": RUST,
    ".ts": TYPESCRIPT,
    ".tsx": TSX,
}


def language_of(path: str) -> str:
    """Tell a file's language by its name; '' for one that is not read."""
    name = path.rpartition("/")[2]
    return BY_ENDING.get(name[name.rfind(".") :], "") if "." in name else ""


def read(path: str, whole: bytes) -> Source:
    """Read what stands in a source file; errors in its syntax are borne."""
    language = language_of(path)
    grammar, query = _asked(language)
    root = Parser(grammar).parse(whole).root_node
    return SPOKEN[language].read(path, Captured(root, QueryCursor(query).captures(root)))


@cache
def _asked(language: str) -> tuple[Language, Query]:
    grammar = Language(SPOKEN[language].grammar())
    return grammar, Query(grammar, SPOKEN[language].query)
