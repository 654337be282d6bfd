"""What calls in a piece of Python do and give: functions of its own, of modules, and methods."""

from __future__ import annotations

from covey.model.shell.python_effects import Writes
from covey.model.shell.python_makers import Place, made, of_method
from covey.model.shell.python_values import (
    UNKNOWN,
    Class,
    Function,
    Instance,
    Reference,
    Scope,
    is_mapping,
    is_sequence,
    value_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence
    from typing import Any

    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words
else:
    import _ast as ast  # what the module `ast` wraps, at 8 ms

MOST_STEPS = 4000
DEEPEST_CALL = 12


class TooMuchError(Exception):
    """The code does more than is looked at."""


class Calls:
    """Calls what the code calls, and on the way notes what that does to files."""

    def __init__(self, call: Call, arguments: Words) -> None:
        """Begin with nothing called."""
        self.call = call
        self.arguments = tuple(value_of(word) for word in arguments)
        self.writes = Writes(call, self.arguments)
        self.uncalled: dict[int, Function] = {}
        self.returned: list[Any] = []
        self._left, self._depth = MOST_STEPS, 0

    def spend(self) -> None:
        """Count a step; raise TooMuchError after many."""
        self._left -= 1
        if self._left < 0:
            raise TooMuchError

    @property
    def place(self) -> Place:
        """Where the code is by now."""
        home = self.call.scene.value("HOME")
        return Place(self.call.base, home.text if home else None)

    def block(self, nodes: Sequence[ast.stmt], scope: Scope) -> bool:
        """Run one statement after the other; tell whether it ends what it is in."""
        raise NotImplementedError

    def bind(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Give names their values."""
        raise NotImplementedError

    def value(self, node: ast.expr | None, scope: Scope) -> Any:
        """Give what an expression is, UNKNOWN where that cannot be known."""
        raise NotImplementedError

    def items(self, value: Any) -> list[Any]:
        """Give what a loop over a value would give, [] where that cannot be known."""
        if is_sequence(value) or is_mapping(value):
            return list(value)
        text = self.call.feed.text if isinstance(value, Reference) and value.name == "sys.stdin" else None
        return text.splitlines() if text else []

    def invoke(self, node: ast.Call, scope: Scope) -> Any:
        """Call what is called, and give what it gives."""
        self.spend()
        method = node.func if isinstance(node.func, ast.Attribute) else None
        owner = self.value(method.value, scope) if method else None
        called = UNKNOWN if method and not isinstance(owner, Reference | Instance) else self.value(node.func, scope)
        args = self.given(node.args, scope)
        named = {one.arg: self.value(one.value, scope) for one in node.keywords if one.arg}
        for one in node.keywords:
            if one.arg is None:
                self.value(one.value, scope)
        if isinstance(called, Reference):
            return self._of_module(called.name, args, named)
        if isinstance(called, Function):
            return self.apply(called, args, named)
        if isinstance(called, Class):
            return self._instance(called, args, named)
        if method is None:
            return UNKNOWN
        if is_sequence(owner) and method.attr in ("append", "add") and args:
            self.bind(method.value, (*owner, args[0]), scope)
        self.writes.method(owner, method.attr, args, named)
        return of_method(owner, method.attr, args, self.place)

    def _of_module(self, name: str, args: list[Any], named: dict[str, Any]) -> Any:
        if name in ("os.environ.get", "os.getenv"):
            return self.variable(args[0] if args else UNKNOWN)
        if name == "sys.stdin.read" and self.call.feed.text is not None:
            return self.call.feed.text
        if name == "map" and len(args) > 1 and is_sequence(args[1]):
            return tuple(self._applied(args[0], [one]) for one in args[1])
        output = self.writes.function(name, args, named)
        if name == "subprocess.run":
            finished = Instance({})
            finished.attributes["stdout"] = output
            return finished
        return made(name, args, self.place) if output is UNKNOWN else output

    def _applied(self, called: Any, args: list[Any]) -> Any:
        if isinstance(called, Function):
            return self.apply(called, args, {})
        return self._of_module(called.name, args, {}) if isinstance(called, Reference) else UNKNOWN

    def _instance(self, called: Class, args: list[Any], named: dict[str, Any]) -> Instance:
        instance = Instance(called.methods)
        if "__init__" in called.methods:
            self.apply(called.methods["__init__"].bound(instance), args, named)
        return instance

    def defined(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope) -> Function:
        """Give a function, and keep it until it is called."""
        function = Function(node, scope)
        self.uncalled[id(node)] = function
        return function

    def apply(self, function: Function, args: list[Any] | None, named: dict[str, Any]) -> Any:
        """Call a function of the code's own; None for arguments that nobody knows."""
        self.spend()
        self.uncalled.pop(id(function.node), None)
        if self._depth >= DEEPEST_CALL:
            return UNKNOWN  # what it writes is known by now: it calls itself
        scope = self._parameters(function, args, named)
        before, self.returned = self.returned, []
        self._depth += 1
        if isinstance(function.node, ast.Lambda):
            self.returned.append(self.value(function.node.body, scope))
        else:
            self.block(function.node.body, scope)
        self._depth -= 1
        found, self.returned = self.returned, before
        return found[0] if len(found) == 1 else UNKNOWN

    def _parameters(self, function: Function, args: list[Any] | None, named: dict[str, Any]) -> Scope:
        scope, given = Scope(function.scope), function.node.args
        names = [one.arg for one in (*given.posonlyargs, *given.args)]
        defaults = dict(zip(names[::-1], given.defaults[::-1], strict=False))
        defaults |= {
            one.arg: default for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default
        }
        for name in [*names, *(one.arg for one in given.kwonlyargs)]:
            known = args is not None and name in defaults
            scope.names[name] = self.value(defaults[name], function.scope) if known else UNKNOWN
        values = [*([function.owner] if function.owner is not None else []), *(args or [])]
        scope.names.update(zip(names, values, strict=False))
        scope.names.update({name: value for name, value in named.items() if name in scope.names})
        if given.vararg:
            scope.names[given.vararg.arg] = tuple(values[len(names) :]) if args is not None else UNKNOWN
        if given.kwarg:
            scope.names[given.kwarg.arg] = UNKNOWN
        return scope

    def given(self, nodes: Sequence[ast.expr], scope: Scope) -> list[Any]:
        """Give arguments, or the parts of a list."""
        found: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                found += self.items(self.value(node.value, scope)) or [UNKNOWN]
            else:
                found.append(self.value(node, scope))
        return found

    def variable(self, name: Any) -> Any:
        """Give a variable of the environment."""
        return value_of(self.call.scene.value(name)) if isinstance(name, str) else UNKNOWN
