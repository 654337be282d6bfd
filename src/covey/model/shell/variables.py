"""What `$…` and `${…}` stand for: the values of variables and parameters, and what the operators make of them."""

from __future__ import annotations

from covey.model.shell.effect import Word
from covey.model.shell.globs import cut, replaced
from covey.model.shell.marks import marked, spilled, words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from covey.model.shell.scene import Scene, Words
    from covey.model.shell.tree import Node

    class Operand(Protocol):
        """Gives what stands behind an operator as marked text; quotes count for defaults, not for patterns."""

        def __call__(self, part: Node, *, is_quoted: bool) -> str | None:
            """Expand it."""
            ...


ALL = ("@", "*")
SIGNS = ("$", "${", "}")
DEFAULTS = ("-", "=", "?", "+")
CUTS = ("%", "%%", "#", "##")
CASES = {"^^": str.upper, ",,": str.lower}


def parameter(scene: Scene, node: Node, operand: Operand, *, is_quoted: bool) -> str | None:
    """Give what a node stands for as marked text, None where that cannot be told."""
    parts = [part for part in node.parts if part.kind not in SIGNS]
    prefix = parts.pop(0).text if parts and parts[0].role == "operator" and len(parts) > 1 else ""
    if not parts:
        return None
    values = _values(scene, parts[0])
    if prefix:
        values = [_prefixed(scene, prefix, values)]
    operator = parts[1].source() if len(parts) > 1 else ""
    if operator[-1:] in DEFAULTS and operator.lstrip(":") in DEFAULTS:
        return _default(scene, parts, values, operand, is_quoted=is_quoted)
    if operator == ":":
        values = _slice(values, parts[2::2], parts[0])
    elif operator:
        changes = _changes(parts[2:], operand)
        values = [_changed(value, operator, changes) for value in values]
    return _marked(values, is_quoted=is_quoted)


def _marked(values: Words, *, is_quoted: bool) -> str | None:
    texts = [
        None if value is None else marked(value) if is_quoted or value.is_pattern else spilled(value.text)
        for value in values
    ]
    return None if None in texts else " ".join(text for text in texts if text is not None)


def _is_list(named: Node) -> bool:
    return named.source() in ALL or any(part.text in ALL for part in named.of_role("index"))


def _values(scene: Scene, named: Node) -> Words:
    """Give all that a name stands for: one value, or those of an array."""
    name = named.source()
    if named.kind == "subscript":
        return _elements(scene, named)
    if name in ALL:
        return scene.parameters
    if name == "#":
        return [None if None in scene.parameters else Word(str(len(scene.parameters)))]
    return [scene.value(name)]


def _elements(scene: Scene, named: Node) -> Words:
    name, index = (next(iter(part.text for part in named.of_role(role)), "") for role in ("name", "index"))
    array = scene.arrays.get(name)
    if array is None:
        return [scene.value(name) if index in ALL or index == "0" else None]
    if index in ALL:
        return array
    is_known = index.lstrip("-").isdecimal() and None not in array and -len(array) <= int(index) < len(array)
    return [array[int(index)] if is_known else None]


def _prefixed(scene: Scene, prefix: str, values: Words) -> Word | None:
    """Give what `${#…}` and `${!…}` are: a length, or the value of what is named by the value."""
    if None in values:
        return None
    texts = [value.text for value in values if value is not None]
    if prefix == "#":
        return Word(str(len(texts[0]) if len(texts) == 1 else len(texts)))
    return scene.value(texts[0]) if prefix == "!" and len(texts) == 1 else None


def _default(scene: Scene, parts: list[Node], values: Words, operand: Operand, *, is_quoted: bool) -> str | None:
    """Give what `:-` and its like leave: the value, or what is to stand for one that is not there."""
    operator, name = parts[1].source(), parts[0].source()
    is_set = bool(values) if _is_list(parts[0]) else scene.is_set(name)
    if is_set and None in values:
        return None
    is_there = is_set and (operator[0] != ":" or any(value is not None and value.text for value in values))
    if is_there and not operator.endswith("+"):
        return _marked(values, is_quoted=is_quoted)
    if operator.endswith("?"):
        return None  # the command ends here
    if is_there is not operator.endswith("+"):
        return ""
    texts = [operand(part, is_quoted=is_quoted) for part in parts[2:]]
    found = None if None in texts else "".join(text for text in texts if text is not None)
    if operator.endswith("="):
        words = words_of(found or "")
        scene.assign(name, words[0] if words and found is not None else None)
    return found


def _slice(values: Words, numbers: list[Node], named: Node) -> Words:
    texts = [number.source().strip() for number in numbers]
    if not all(text.lstrip("-").isdecimal() for text in texts) or None in values:
        return [None]
    first, *lengths = [int(text) for text in texts]
    last = lengths[0] if lengths else None
    if _is_list(named):
        return values[first - (named.source() in ALL and first > 0) :][:last]
    return [Word(value.text[first:][:last]) if value and not value.is_pattern else None for value in values]


def _changes(parts: list[Node], operand: Operand) -> tuple[str, str] | None:
    """Give what stands behind an operator, and behind the slash after it; None where that cannot be told."""
    slash = next((at for at, part in enumerate(parts) if part.role == "operator"), len(parts))
    texts = [[operand(part, is_quoted=False) for part in side] for side in (parts[:slash], parts[slash + 1 :])]
    known = ["".join(text for text in side if text is not None) for side in texts if None not in side]
    return (known[0], known[1]) if len(known) == len(texts) else None


def _changed(value: Word | None, operator: str, changes: tuple[str, str] | None) -> Word | None:
    if value is None or changes is None:
        return None
    if operator in CUTS:
        return cut(value, operator, changes[0])
    if operator[0] == "/":
        return replaced(value, operator, *changes)
    is_case = operator in CASES and not any(changes) and not value.is_pattern
    return Word(CASES[operator](value.text)) if is_case else None
