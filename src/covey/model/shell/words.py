"""The words of a command: quotes taken away, variables put in, braces written out, patterns told from text."""

from __future__ import annotations

from covey.model.shell.effect import Word
from covey.model.shell.escapes import unescaped
from covey.model.shell.marks import quoted, spilled, words_of
from covey.model.shell.variables import expanded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.shell.scene import Scene, Words
    from covey.model.shell.tree import Node

ALL_PARAMETERS = "@*"
PLAIN = ("word", "number", "brace_expression", "variable_name")
JOINING = ("concatenation", "command_name", "translated_string")
EXPANSIONS = ("simple_expansion", "expansion")


def expand(scene: Scene, node: Node) -> Words:
    """Give the words that a node makes; None for one that cannot be known."""
    if node.kind == "process_substitution":
        return [None]
    found = _marked(scene, node, is_quoted=False)
    if found is None:
        return [None]
    if found[:1] == "~":
        home = scene.value("HOME")
        if home is None or found[1:2] not in ("", "/"):
            return [None]
        found = quoted(home.text) + found[1:]
    is_gone = not found and node.kind in EXPANSIONS
    return [] if is_gone else [*words_of(found)]


def text_of(scene: Scene, node: Node) -> Word | None:
    """Give the one word of an assignment, a here-string or a redirection, where nothing is split."""
    if node.kind == "array":
        return None
    words = expand(scene, node)
    if len(words) == 1:
        return words[0]
    return joined(words, " ")


def joined(words: Words, between: str) -> Word | None:
    """Give the text of several words, None where one of them is not text."""
    texts = [word.text for word in words if word is not None and not word.is_pattern]
    return Word(between.join(texts)) if len(texts) == len(words) else None


def _marked(scene: Scene, node: Node, *, is_quoted: bool) -> str | None:
    """Give a node's text with marks, None where a part of it cannot be known."""
    if node.kind in PLAIN:
        return node.source().replace("\\\n", "")
    if node.kind in JOINING:
        return _joined([_marked(scene, part, is_quoted=False) for part in node.parts if part.kind != "$"])
    if node.kind in EXPANSIONS:
        return _variable(scene, node, is_quoted=is_quoted)
    maker = QUOTED.get(node.kind)
    return maker(scene, node) if maker else None


def _raw_string(_scene: Scene, node: Node) -> str:
    return quoted(node.text[1:-1])


def _ansi_c_string(_scene: Scene, node: Node) -> str:
    return quoted(unescaped(node.text[2:-1]))


def _string(scene: Scene, node: Node) -> str | None:
    found: list[str | None] = []
    for part in node.parts:
        found.append(quoted(part.gap))
        if part.kind == "string_content":
            found.append(quoted(_within_quotes(part.source())))
        elif part.kind == "$":
            found.append("$")
        elif part.kind != '"':
            found.append(_marked(scene, part, is_quoted=True))
    return _joined(found)


def _within_quotes(text: str) -> str:
    signs = iter(text)
    found: list[str] = []
    for sign in signs:
        after = next(signs, "") if sign == "\\" else ""
        found.append(after if after and after in '$`"\\' else "" if after == "\n" else sign + after)
    return "".join(found)


def _joined(parts: list[str | None]) -> str | None:
    return None if None in parts else "".join(part for part in parts if part is not None)


def _variable(scene: Scene, node: Node, *, is_quoted: bool) -> str | None:
    named = node.of_kind("variable_name", "special_variable_name", "*", "@")
    if not named:
        return None
    name = named[0].text
    if name in ALL_PARAMETERS:
        return _parameters(scene)
    value = scene.value(name)
    if node.kind == "expansion":
        value = expanded(value, node)
    if value is None:
        return None
    if value.is_pattern:
        return value.text
    return quoted(value.text) if is_quoted else spilled(value.text)


def _parameters(scene: Scene) -> str | None:
    marked = [
        None if word is None else word.text if word.is_pattern else quoted(word.text) for word in scene.parameters
    ]
    return None if None in marked else " ".join(text for text in marked if text is not None)


def _substituted(scene: Scene, node: Node) -> str | None:
    if node.source().strip("$()` ") == "pwd" and scene.cwd:
        return quoted(scene.cwd)
    return None


QUOTED: dict[str, Callable[[Scene, Node], str | None]] = {
    "ansi_c_string": _ansi_c_string,
    "command_substitution": _substituted,
    "raw_string": _raw_string,
    "string": _string,
}
