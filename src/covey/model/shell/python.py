"""What a line of Python writes, as far as its file names stand in it; best effort."""

from __future__ import annotations

from posixpath import join

from covey.model.shell.effect import REMOVE, REWRITE, WRITE, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator
    from typing import Any

    from covey.model.shell.call import Call
else:
    import _ast as ast  # what the module `ast` wraps, at 8 ms

ONLY_TREE = 0x400
"""What `ast.PyCF_ONLY_AST` is."""

FUNCTIONS = {
    ("os", "remove"): (REMOVE,),
    ("os", "unlink"): (REMOVE,),
    ("os", "rmdir"): (REMOVE,),
    ("os", "rename"): (REMOVE, WRITE),
    ("os", "replace"): (REMOVE, WRITE),
    ("os", "truncate"): (WRITE,),
    ("shutil", "copy"): ("", WRITE),
    ("shutil", "copy2"): ("", WRITE),
    ("shutil", "copyfile"): ("", WRITE),
    ("shutil", "copytree"): ("", REWRITE),
    ("shutil", "move"): (REMOVE, WRITE),
    ("shutil", "rmtree"): (REMOVE,),
}
"""What functions do to their arguments, in order."""

METHODS = {
    "write_text": (WRITE,),
    "write_bytes": (WRITE,),
    "touch": (WRITE,),
    "unlink": (REMOVE,),
    "rmdir": (REMOVE,),
    "rename": (REMOVE, WRITE),
    "replace": (REMOVE, WRITE),
}
"""What methods do to the path that they are called on, and then to their arguments."""


class _Path(str):
    """A text that was made a path, so that `replace` means to move it."""

    __slots__ = ()


def run_python(call: Call, code: str) -> None:
    """Note what a piece of code does to files whose names it spells out."""
    try:
        tree: ast.AST = compile(code, "", "exec", ONLY_TREE)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return
    nodes = list(_nodes(tree))
    names = _Names(nodes)
    for node in nodes:
        if isinstance(node, ast.Call):
            for kind, paths in names.effects(node):
                call.found(kind, *[Word(str(path)) for path in paths if kind])


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Give all nodes; without recursion, since code may be deep."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        inner: list[Any] = []
        for field in node._fields:
            value: Any = getattr(node, field, None)
            inner += value if isinstance(value, list) else [value]
        waiting += [one for one in reversed(inner) if isinstance(one, ast.AST)]


class _Names:
    """What the names of a piece of code may hold, where they hold texts or paths that it spells out."""

    def __init__(self, nodes: list[ast.AST]) -> None:
        """Collect all assignments, in order; a name that is ever given something else is not known."""
        self.known: dict[str, list[str]] = {}
        for node in nodes:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    self._note(target, node.value)
            elif isinstance(node, ast.For):
                self._note(node.target, node.iter)

    def _note(self, target: ast.expr, value: ast.expr) -> None:
        if not isinstance(target, ast.Name):
            return
        each = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
        found = [self.values(one) for one in each]
        if target.id in self.known and not self.known[target.id]:
            return
        before = self.known.get(target.id, [])
        self.known[target.id] = [*before, *(text for texts in found for text in texts)] if all(found) else []

    def values(self, node: ast.expr | None) -> list[str]:
        """Give all that an expression may be, [] where that cannot be known."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return [node.value]
        if isinstance(node, ast.Name):
            return self.known.get(node.id, [])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            return self._joined([node.left, node.right])
        if isinstance(node, ast.Call) and _called(node)[1] in ("Path", "join"):
            found = self._joined(node.args)
            return [_Path(text) for text in found] if _called(node)[1] == "Path" else found
        return []

    def _joined(self, nodes: list[ast.expr]) -> list[str]:
        if not nodes or len(nodes) > 8:  # noqa: PLR2004 - nobody spells out more
            return []
        found = self.values(nodes[0])
        for node in nodes[1:]:
            found = [type(one)(join(one, two)) for one in found for two in self.values(node)][:64]
        return found

    def effects(self, node: ast.Call) -> list[tuple[str, list[str]]]:
        """Give what a call does, and to which paths."""
        module, name = _called(node)
        if name == "open":
            return self._open(node)
        if (module, name) in FUNCTIONS:
            return [(kind, self.values(arg)) for kind, arg in zip(FUNCTIONS[module, name], node.args, strict=False)]
        if name in METHODS and isinstance(node.func, ast.Attribute):
            paths = self.values(node.func.value)
            others = [self.values(arg) for arg in node.args]
            is_path = any(isinstance(path, _Path) for path in paths)
            return list(zip(METHODS[name], [paths, *others], strict=False)) if is_path else []
        return []

    def _open(self, node: ast.Call) -> list[tuple[str, list[str]]]:
        """Tell whether a file is opened to be written, by the function or by the method of a path."""
        args = node.args
        if isinstance(node.func, ast.Attribute) and any(isinstance(one, _Path) for one in self.values(node.func.value)):
            args = [node.func.value, *args]
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        modes = self.values(args[1] if len(args) > 1 else named.get("mode"))
        is_written = any(char in "wax+" for mode in modes for char in mode)
        return [(WRITE, self.values(args[0] if args else named.get("file")))] if is_written else []


def _called(node: ast.Call) -> tuple[str, str]:
    """Give the name that is called, and the one before its dot."""
    if isinstance(node.func, ast.Attribute):
        return (node.func.value.id if isinstance(node.func.value, ast.Name) else ""), node.func.attr
    return "", node.func.id if isinstance(node.func, ast.Name) else ""
