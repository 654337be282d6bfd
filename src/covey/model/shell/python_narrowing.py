"""What a test tells of the files that go on: `if name.endswith(".py")` leaves those that end so."""

from __future__ import annotations

from covey.model.shell.python_values import is_sequence, narrowed

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from typing import Any

    from covey.model.shell.python_calls import Calls
    from covey.model.shell.python_values import Scope
else:
    import _ast as ast  # what the module `ast` wraps, at 8 ms


def narrowing(code: Calls, test: ast.expr, scope: Scope, *, is_true: bool) -> dict[str, Any]:
    """Give the names whose values a test narrows: files of which only some go on, by the end of their names."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return narrowing(code, test.operand, scope, is_true=not is_true)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And if is_true else ast.Or):
        found: dict[str, Any] = {}
        for one in test.values:
            found |= narrowing(code, one, scope, is_true=is_true)
        return found
    compared, endings = _ending(code, test, scope) if is_true else (None, ())
    while isinstance(compared, ast.Attribute | ast.Call):  # of p.name or str(p) it is p
        compared = compared.value if isinstance(compared, ast.Attribute) else (compared.args or [None])[0]
    if not isinstance(compared, ast.Name) or not endings:
        return {}
    return {compared.id: narrowed(scope.value(compared.id), endings)}


def _ending(code: Calls, test: ast.expr, scope: Scope) -> tuple[ast.expr | None, tuple[str, ...]]:
    """Give what a test compares the end of a name with: x.endswith(".py"), x.suffix == ".py"."""
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute) and test.func.attr == "endswith":
        return test.func.value, _texts(code, test.args[0] if test.args else None, scope)
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq | ast.In) and len(test.ops) == 1:
        left = test.left
        if isinstance(left, ast.Attribute) and left.attr == "suffix":
            return left.value, _texts(code, test.comparators[0], scope)
    return None, ()


def _texts(code: Calls, node: ast.expr | None, scope: Scope) -> tuple[str, ...]:
    value = code.value(node, scope)
    values = value if is_sequence(value) else (value,)
    return tuple(one for one in values if isinstance(one, str)) if all(isinstance(one, str) for one in values) else ()
