"""What a piece of Python writes: its statements, run as far as their values stand in the code."""

from __future__ import annotations

from covey.model.shell.known import WRITERS
from covey.model.shell.look import names_in
from covey.model.shell.python_calls import TooMuchError
from covey.model.shell.python_effects import FUNCTIONS
from covey.model.shell.python_expressions import Expressions
from covey.model.shell.python_narrowing import narrowing
from covey.model.shell.python_values import UNKNOWN, Class, Instance, Path, Reference, Scope, is_sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Sequence
    from typing import Any

    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words
else:
    import _ast as ast  # what the module `ast` wraps, at 8 ms

ONLY_TREE = 0x400
"""What `ast.PyCF_ONLY_AST` is."""

MOST_TURNS = 64


def run_python(call: Call, code: str, arguments: Words) -> None:
    """Note what a piece of code does to files; `arguments` is what it finds in sys.argv."""
    try:
        tree: Any = compile(code, "", "exec", ONLY_TREE)
        Interpreter(call, arguments).run(tree)
    except (SyntaxError, ValueError, MemoryError, RecursionError, TooMuchError):  # also what a newer Python could read
        if not names_in(code).isdisjoint(WRITERS["python"]):
            call.unresolved()


class Interpreter(Expressions):
    """Runs statements as Python would, as far as that can be known."""

    def run(self, tree: ast.Module) -> None:
        """Run all of it, and then the functions that nobody has called, with arguments that nobody knows."""
        scope = Scope()
        self.block(tree.body, scope)
        while self.uncalled:
            _, function = self.uncalled.popitem()
            self.apply(function, None, {})

    def block(self, nodes: Sequence[ast.stmt], scope: Scope) -> bool:
        """Run one statement after the other; tell whether it ends what it is in."""
        return any(self.statement(node, scope) for node in nodes)

    def statement(self, node: ast.stmt, scope: Scope) -> bool:
        """Run a statement; tell whether it ends the block that it is in."""
        self.spend()
        rule = STATEMENTS.get(type(node))
        return bool(rule(self, node, scope)) if rule else False

    def expression(self, node: ast.Expr, scope: Scope) -> None:
        """Find a value for what is done on the way."""
        self.value(node.value, scope)

    def assign(self, node: ast.Assign, scope: Scope) -> None:
        """Give names their values."""
        value = self.value(node.value, scope)
        for target in node.targets:
            self.bind(target, value, scope)

    def annotate(self, node: ast.AnnAssign, scope: Scope) -> None:
        """Give a name its value, where one stands there."""
        if node.value is not None:
            self.bind(node.target, self.value(node.value, scope), scope)

    def augment(self, node: ast.AugAssign, scope: Scope) -> None:
        """Change the value of a name."""
        before = self.value(node.target, scope)
        self.bind(node.target, self.operation(node.op, before, self.value(node.value, scope)), scope)

    def loop(self, node: ast.For, scope: Scope) -> None:
        """Run the body with each value, or once with one that is not known."""
        values = self.items(self.value(node.iter, scope))
        if values:
            for value in values[:MOST_TURNS]:
                self.bind(node.target, value, scope)
                self.block(node.body, scope)
        if not values or len(values) > MOST_TURNS:
            self._perhaps(scope, [node.target], node.body)
        self.block(node.orelse, scope)

    def repeat(self, node: ast.While, scope: Scope) -> None:
        """Run the body once, as what may not come to pass."""
        self.value(node.test, scope)
        self._perhaps(scope, [], node.body)

    def _perhaps(self, scope: Scope, targets: Sequence[ast.expr], body: Sequence[ast.stmt]) -> None:
        """Run what may not come to pass."""
        one, other = scope.fork(), scope.fork()
        for target in targets:
            self.bind(target, UNKNOWN, one)
        self.block(body, one)
        scope.merge(one, other)

    def branch(self, node: ast.If, scope: Scope) -> bool:
        """Run both branches, of which one comes to pass."""
        self.value(node.test, scope)
        return self._branches(
            scope,
            [
                (node.body, narrowing(self, node.test, scope, is_true=True)),
                (node.orelse, narrowing(self, node.test, scope, is_true=False)),
            ],
        )

    def _branches(self, scope: Scope, branches: Sequence[tuple[Sequence[ast.stmt], dict[str, Any]]]) -> bool:
        """Run branches, of which one comes to pass; what ends here leaves nothing behind."""
        left: list[Scope] = []
        for body, names in branches:
            fork = scope.fork()
            fork.names.update(names)
            if not self.block(body, fork):
                left.append(fork)
        if left:
            scope.names = left[0].names
            for other in left[1:]:
                scope.merge(scope.fork(), other)
        return not left

    def enter(self, node: ast.With, scope: Scope) -> bool:
        """Run the body with what it is given."""
        for item in node.items:
            value = self.value(item.context_expr, scope)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value if isinstance(value, Path) else UNKNOWN, scope)
        return self.block(node.body, scope)

    def attempt(self, node: ast.Try, scope: Scope) -> bool:
        """Run all of it, and what handles errors as what may come to pass."""
        before = scope.fork()
        ends = self.block(node.body, scope) or self.block(node.orelse, scope)
        for handler in node.handlers:
            fork = before.fork()
            if not self.block(handler.body, fork):
                scope.merge(scope.fork(), fork)
                ends = False
        return self.block(node.finalbody, scope) or ends

    def match(self, node: ast.Match, scope: Scope) -> bool:
        """Run each case, as one that may come to pass."""
        self.value(node.subject, scope)
        return self._branches(scope, [*((case.body, {}) for case in node.cases), ((), {})])

    def define_function(self, node: ast.FunctionDef, scope: Scope) -> None:
        """Keep a function for when it is called."""
        scope.names[node.name] = self.defined(node, scope)

    def define_class(self, node: ast.ClassDef, scope: Scope) -> None:
        """Keep a class with its methods."""
        methods = {one.name: self.defined(one, scope) for one in node.body if isinstance(one, FUNCTION_KINDS)}
        scope.names[node.name] = Class(methods)

    def import_modules(self, node: ast.Import, scope: Scope) -> None:
        """Name modules."""
        for alias in node.names:
            first = alias.name.partition(".")[0]
            scope.names[alias.asname or first] = Reference(alias.name if alias.asname else first)

    def import_names(self, node: ast.ImportFrom, scope: Scope) -> None:
        """Name what modules hold."""
        for alias in node.names:
            scope.names[alias.asname or alias.name] = Reference(f"{node.module}.{alias.name}")
            if alias.name == "*":
                for name in FUNCTIONS:
                    if name.rpartition(".")[0] == node.module:
                        scope.names[name.rpartition(".")[2]] = Reference(name)

    def return_value(self, node: ast.Return, scope: Scope) -> bool:
        """Give a value, and end the function."""
        self.returned.append(self.value(node.value, scope) if node.value else None)
        return True

    def raise_error(self, node: ast.Raise, scope: Scope) -> bool:
        """End what is run."""
        if node.exc:
            self.value(node.exc, scope)
        return True

    def end(self, _node: ast.stmt, _scope: Scope) -> bool:
        """End a turn of a loop, or the loop."""
        return True

    def check(self, node: ast.Assert, scope: Scope) -> None:
        """Find a value for what is done on the way."""
        self.value(node.test, scope)

    def bind(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Give names, or attributes of the code's own, their values."""
        if isinstance(target, ast.Name):
            scope.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            values = value if is_sequence(value) and len(value) == len(target.elts) else ()
            for at, one in enumerate(target.elts):
                self.bind(one, values[at] if values else UNKNOWN, scope)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, UNKNOWN, scope)
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value, scope)
            if isinstance(owner, Instance):
                owner.attributes[target.attr] = value


FUNCTION_KINDS = (ast.FunctionDef, ast.AsyncFunctionDef)
STATEMENTS: dict[type[ast.stmt], Callable[..., bool | None]] = {
    ast.AnnAssign: Interpreter.annotate,
    ast.Assert: Interpreter.check,
    ast.Assign: Interpreter.assign,
    ast.AsyncFor: Interpreter.loop,
    ast.AsyncFunctionDef: Interpreter.define_function,
    ast.AsyncWith: Interpreter.enter,
    ast.AugAssign: Interpreter.augment,
    ast.Break: Interpreter.end,
    ast.ClassDef: Interpreter.define_class,
    ast.Continue: Interpreter.end,
    ast.Expr: Interpreter.expression,
    ast.For: Interpreter.loop,
    ast.FunctionDef: Interpreter.define_function,
    ast.If: Interpreter.branch,
    ast.Import: Interpreter.import_modules,
    ast.ImportFrom: Interpreter.import_names,
    ast.Match: Interpreter.match,
    ast.Raise: Interpreter.raise_error,
    ast.Return: Interpreter.return_value,
    ast.Try: Interpreter.attempt,
    ast.While: Interpreter.repeat,
    ast.With: Interpreter.enter,
}
"""How each kind of statement runs; the others do nothing to files."""
