"""The values in a piece of Python, as far as its code spells them out: texts, paths, and what may be called."""

from __future__ import annotations

from posixpath import dirname, isabs, join, splitext

from covey.model.shell.effect import Word, pattern_of
from covey.model.shell.marks import UNKNOWN as UNKNOWN_PART

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from typing import Any, TypeGuard


class Unknown:
    """What cannot be known."""


UNKNOWN: Any = Unknown()


class Path(str):
    """A text that was made a path, so that `replace` means to move it."""

    __slots__ = ()


class Glob(Path):
    """A pattern, in the language of covey.model.pattern, for files that are there; each may be meant."""

    __slots__ = ()


class Reference:
    """A name of a module, or in one: os, os.remove."""

    def __init__(self, name: str) -> None:
        """Take the whole name."""
        self.name = name


class Scope:
    """The names of a function or a module, and those around it."""

    def __init__(self, outer: Scope | None = None) -> None:
        """Begin with nothing."""
        self.names: dict[str, Any] = {}
        self.outer = outer

    def value(self, name: str) -> Any:
        """Give what a name stands for; one that nobody has given a value is the interpreter's."""
        if name in self.names:
            return self.names[name]
        return self.outer.value(name) if self.outer else Reference(name)

    def fork(self) -> Scope:
        """Give a scope that starts as this one is."""
        other = Scope(self.outer)
        other.names = {**self.names}
        return other

    def merge(self, one: Scope, other: Scope) -> None:
        """Become what either of two forks has left."""
        names = one.names.keys() | other.names.keys()
        self.names = {name: one.names[name] if _is_same(one, other, name) else UNKNOWN for name in names}


def _is_same(one: Scope, other: Scope, name: str) -> bool:
    if name not in one.names or name not in other.names:
        return False
    mine, theirs = one.names[name], other.names[name]
    return mine is theirs or (type(mine) is type(theirs) and mine == theirs)


class Function:
    """A function of the code's own, where it was defined, and the instance that it is called on."""

    def __init__(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope) -> None:
        """Take what was defined."""
        self.node, self.scope = node, scope
        self.owner: Any = None

    def bound(self, owner: Any) -> Function:
        """Give it as a method."""
        method = Function(self.node, self.scope)
        method.owner = owner
        return method


class Instance:
    """A class of the code's own, with its methods, or what was made of it, with its attributes too."""

    def __init__(self, methods: dict[str, Function]) -> None:
        """Begin without attributes."""
        self.methods = methods
        self.attributes: dict[str, Any] = {}

    def value(self, name: str) -> Any:
        """Give an attribute, or a method."""
        if name in self.methods and name not in self.attributes:
            return self.methods[name].bound(self)
        return self.attributes.get(name, UNKNOWN)


class Class(Instance):
    """A class of the code's own."""


def is_sequence(value: Any) -> TypeGuard[tuple[Any, ...]]:
    """Tell whether a value is a list of values, which are all kept as tuples."""
    return isinstance(value, tuple)


def is_mapping(value: Any) -> TypeGuard[dict[Any, Any]]:
    """Tell whether a value is a dictionary."""
    return isinstance(value, dict)


def as_text(value: Any) -> str:
    """Give a value as a part of a text."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) else UNKNOWN_PART


def is_known(value: Any) -> bool:
    """Tell whether a value is a text of which no part is unknown."""
    return isinstance(value, str) and UNKNOWN_PART not in value


def word_of(value: Any) -> Word | None:
    """Give the word that a program would get, None where it cannot be known."""
    if isinstance(value, Glob):
        return Word(str(value), 1)
    return Word(str(value), int(not is_known(value))) if isinstance(value, str) else None


def value_of(word: Word | None) -> Any:
    """Give a word as a value."""
    if word is None:
        return UNKNOWN
    return Glob(word.text) if word.is_pattern else word.text


def joined_texts(values: list[Any]) -> str:
    """Give several values as one text; with a pattern in it, it is one."""
    if any(isinstance(value, Glob) for value in values):
        return Glob("".join(_pattern(value) for value in values))
    return "".join(map(as_text, values))


def joined_paths(values: list[Any]) -> str:
    """Give the path that several names make."""
    if any(isinstance(value, Glob) for value in values):
        return Glob(join(*(_pattern(value) for value in values)))
    return Path(join(*map(as_text, values))) if values else Path(".")


def _pattern(value: Any) -> str:
    if isinstance(value, Glob):
        return str(value)
    return pattern_of(Word(as_text(value))).replace(UNKNOWN_PART, "*")


def globbed(root: Any, pattern: Any, *, is_deep: bool) -> tuple[Any, ...]:
    """Give what a search for a pattern finds; a pattern of Python's has no alternatives in braces."""
    if not is_known(root) or not is_known(pattern):
        return (UNKNOWN,)
    inner = str(pattern).replace("{", "\\{").replace("}", "\\}")
    names = [_pattern(root)] if root not in ("", ".") else []
    return (Glob(join(*names, *(["**"] if is_deep and not inner.startswith("**") else []), inner)),)


def absolute(value: Any, base: str | None) -> Any:
    """Give a path from the root on."""
    if not isinstance(value, str) or isabs(value):
        return value
    if base is None:
        return UNKNOWN
    return joined_paths([base, value]) if value != "." else Path(base)


def part(value: str, name: str) -> Any:
    """Give a part of a path: name, stem, suffix or parent."""
    if not is_known(value):
        return UNKNOWN
    kind = Glob if isinstance(value, Glob) else str
    last = value.rpartition("/")[2]
    if name == "parent":
        return (Glob if kind is Glob else Path)(dirname(value) or ".")
    if name == "suffix":
        return splitext(last)[1] if not any(char in "*?[" for char in splitext(last)[1]) else UNKNOWN
    return kind({"name": last, "stem": splitext(last)[0]}[name])


def narrowed(value: Any, endings: tuple[str, ...]) -> Any:
    """Give those of some files whose names end so."""
    if not isinstance(value, Glob) or not value.endswith("*") or value.rpartition("/")[2] == "**":
        return value
    escaped = [ending.replace("{", "\\{").replace(",", "\\,") for ending in endings]
    return Glob(value + (escaped[0] if len(escaped) == 1 else f"{{{','.join(escaped)}}}"))
