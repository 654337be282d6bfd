"""What the expressions in a piece of Python give."""

from __future__ import annotations

from covey.model.shell.python_calls import Calls
from covey.model.shell.python_makers import extended, modulo
from covey.model.shell.python_narrowing import narrowing
from covey.model.shell.python_values import (
    UNKNOWN,
    UNKNOWN_PART,
    Instance,
    Path,
    Reference,
    Scope,
    is_mapping,
    is_sequence,
    joined_texts,
    part,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Sequence
    from typing import Any
else:
    import _ast as ast  # what the module `ast` wraps, at 8 ms

CONSTANTS = {"os.devnull": "/dev/null", "os.sep": "/", "os.curdir": ".", "os.pardir": ".."}
PARTS = ("name", "parent", "stem", "suffix")


class Expressions(Calls):
    """Finds the values of expressions."""

    def value(self, node: ast.expr | None, scope: Scope) -> Any:
        """Give what an expression is, UNKNOWN where that cannot be known."""
        rule = EXPRESSIONS.get(type(node)) if node is not None else None
        if rule:
            return rule(self, node, scope)
        for field in node._fields if node is not None else ():
            inner: Any = getattr(node, field, None)
            several: list[Any] = []
            several += inner if isinstance(inner, list) else [inner]
            for one in several:
                if isinstance(one, ast.expr):
                    self.value(one, scope)
        return UNKNOWN

    def constant(self, node: ast.Constant, _scope: Scope) -> Any:
        """Give what stands there."""
        return node.value.decode("utf-8", "replace") if isinstance(node.value, bytes) else node.value

    def name(self, node: ast.Name, scope: Scope) -> Any:
        """Give what a name stands for."""
        return self.arguments[:1][0] if node.id == "__file__" and self.arguments else scope.value(node.id)

    def name_value(self, node: ast.NamedExpr, scope: Scope) -> Any:
        """Give a name its value, and that value."""
        value = self.value(node.value, scope)
        self.bind(node.target, value, scope)
        return value

    def attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        """Give what a dot leads to: a name in a module, an attribute, or a part of a path."""
        owner = self.value(node.value, scope)
        if isinstance(owner, Reference):
            name = f"{owner.name}.{node.attr}"
            return self.arguments if name == "sys.argv" else CONSTANTS.get(name, Reference(name))
        if isinstance(owner, Instance):
            return owner.value(node.attr)
        if isinstance(owner, Path):
            return owner if node.attr == "path" else part(owner, node.attr) if node.attr in PARTS else UNKNOWN
        return UNKNOWN

    def binary(self, node: ast.BinOp, scope: Scope) -> Any:
        """Give what a sign between two expressions makes."""
        return self.operation(node.op, self.value(node.left, scope), self.value(node.right, scope))

    def operation(self, sign: ast.operator, left: Any, right: Any) -> Any:
        """Give what a sign between two values makes."""
        if isinstance(sign, ast.Div):
            return extended(left, right)
        if isinstance(sign, ast.Mod):
            return modulo(left, right)
        if isinstance(sign, ast.BitOr):
            return tuple(one for side in (left, right) for one in (side if is_sequence(side) else (side,)))
        if isinstance(sign, ast.Add) and (isinstance(left, str) or isinstance(right, str)):
            return joined_texts([left, right])
        if isinstance(sign, ast.Add) and is_sequence(left) and is_sequence(right):
            return left + right
        return UNKNOWN

    def format_text(self, node: ast.JoinedStr, scope: Scope) -> Any:
        """Give an f-string."""
        pieces: list[Any] = []
        for one in node.values:
            is_plain = isinstance(one, ast.Constant) or (
                isinstance(one, ast.FormattedValue) and one.format_spec is None and one.conversion == -1
            )
            value = self.value(one.value if isinstance(one, ast.FormattedValue) else one, scope)
            pieces.append(value if is_plain else UNKNOWN_PART)
        return joined_texts(pieces)

    def sequence(self, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Any:
        """Give a list, a tuple or a set."""
        return tuple(self.given(node.elts, scope))

    def dictionary(self, node: ast.Dict, scope: Scope) -> Any:
        """Give a dictionary whose keys are all known."""
        keys = [self.value(key, scope) if key else UNKNOWN for key in node.keys]
        values = [self.value(one, scope) for one in node.values]
        return dict(zip(keys, values, strict=True)) if all(isinstance(key, str | int) for key in keys) else UNKNOWN

    def subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        """Give what stands at a place in something."""
        owner = self.value(node.value, scope)
        index = self.value(node.slice, scope)
        if isinstance(owner, Reference) and owner.name == "os.environ":
            return self.variable(index)
        try:
            return (
                owner[index]
                if (is_sequence(owner) or is_mapping(owner)) and not isinstance(index, type(UNKNOWN))
                else UNKNOWN
            )
        except (KeyError, IndexError, TypeError):
            return UNKNOWN

    def slice_(self, node: ast.Slice, scope: Scope) -> Any:
        """Give the bounds of a slice."""
        bounds = [self.value(one, scope) if one else None for one in (node.lower, node.upper, node.step)]
        return slice(*bounds) if all(one is None or isinstance(one, int) for one in bounds) else UNKNOWN

    def unary(self, node: ast.UnaryOp, scope: Scope) -> Any:
        """Give a number below zero."""
        value = self.value(node.operand, scope)
        return -value if isinstance(node.op, ast.USub) and isinstance(value, int) else UNKNOWN

    def choice(self, node: ast.IfExp, scope: Scope) -> Any:
        """Give what both sides of a choice are."""
        self.value(node.test, scope)
        one, other = self.value(node.body, scope), self.value(node.orelse, scope)
        return one if type(one) is type(other) and one == other else UNKNOWN

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Any:
        """Give what a comprehension collects."""
        found: list[Any] = []
        self._turns(node.generators, Scope(scope), lambda inner: found.append(self.value(node.elt, inner)))
        return tuple(found)

    def _turns(self, loops: Sequence[ast.comprehension], scope: Scope, each: Callable[[Scope], None]) -> None:
        """Do something in each turn of loops within loops."""
        self.spend()
        if not loops:
            each(scope)
            return
        first = loops[0]
        for value in self.items(self.value(first.iter, scope)) or [UNKNOWN]:
            self.bind(first.target, value, scope)
            for test in first.ifs:
                self.value(test, scope)
                scope.names.update(narrowing(self, test, scope, is_true=True))
            self._turns(loops[1:], scope, each)

    def lambda_(self, node: ast.Lambda, scope: Scope) -> Any:
        """Give a function without a name."""
        return self.defined(node, scope)

    def awaited(self, node: ast.Await, scope: Scope) -> Any:
        """Give what is waited for."""
        return self.value(node.value, scope)


EXPRESSIONS: dict[type[ast.expr], Callable[..., Any]] = {
    ast.Attribute: Expressions.attribute,
    ast.Await: Expressions.awaited,
    ast.BinOp: Expressions.binary,
    ast.Call: Expressions.invoke,
    ast.Constant: Expressions.constant,
    ast.Dict: Expressions.dictionary,
    ast.GeneratorExp: Expressions.comprehension,
    ast.IfExp: Expressions.choice,
    ast.JoinedStr: Expressions.format_text,
    ast.Lambda: Expressions.lambda_,
    ast.List: Expressions.sequence,
    ast.ListComp: Expressions.comprehension,
    ast.Name: Expressions.name,
    ast.NamedExpr: Expressions.name_value,
    ast.Set: Expressions.sequence,
    ast.SetComp: Expressions.comprehension,
    ast.Slice: Expressions.slice_,
    ast.Subscript: Expressions.subscript,
    ast.Tuple: Expressions.sequence,
    ast.UnaryOp: Expressions.unary,
}
"""How each kind of expression gets its value; of all others the parts do, for what they call."""
