"""The words of a command: quotes taken away, variables put in, braces written out, patterns told from text."""

from __future__ import annotations

from covey.model.shell.effect import Word, pattern_of
from covey.model.shell.escapes import unescaped
from covey.model.shell.marks import KEPT, UNKNOWN, marked, quoted, signs_of, spilled, words_of
from covey.model.shell.variables import ALL, parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.shell.scene import Feed, Scene, Words
    from covey.model.shell.tree import Node
    from covey.model.shell.variables import Operand

PLAIN = ("word", "number", "brace_expression", "regex", "variable_name")
JOINING = ("concatenation", "command_name", "translated_string")
EXPANSIONS = ("simple_expansion", "expansion")
VANISHING = (*EXPANSIONS, "command_substitution")


def expand(scene: Scene, node: Node) -> Words:
    """Give the words that a node makes, whose commands have run; None for a word that cannot be known."""
    if node.kind == "process_substitution":
        return [scene.reading.pipe(scene.outputs.get(id(node)))]
    patterns = _patterns(scene, node)
    if patterns:
        return patterns
    found = _marked(scene, node, is_quoted=False)
    if found is not None and found[:1] == "~":
        found = _at_home(scene, found)
    if found is None:
        return [None]
    is_gone = not found and (node.kind in VANISHING or _is_list(node))
    return [] if is_gone else [None if word.text[:1] == UNKNOWN else word for word in words_of(found)]


def _patterns(scene: Scene, node: Node) -> Words:
    """Give the patterns that a node is and nothing else, with all that is known of them."""
    if node.kind == "string" and len(node.parts) == 3 and not node.parts[1].gap + node.parts[2].gap:  # noqa: PLR2004
        node = node.parts[1]  # with nothing but quotes around it
    if node.kind == "command_substitution":
        feed = scene.outputs.get(id(node))
        return [*feed.names] if feed and feed.text is None else []
    value = scene.value(node.parts[1].text) if node.kind in EXPANSIONS and len(node.parts) in (2, 3) else None
    return [value] if value and value.is_pattern else []


def _at_home(scene: Scene, found: str) -> str | None:
    """Put in what a tilde stands for: the home, or with a sign the folder, or the one before."""
    name, slash, rest = found[1:].partition("/")
    folders = {"": "HOME", "+": "PWD", "-": "OLDPWD"}
    folder = scene.value(folders[name]) if name in folders else None
    return quoted(folder.text) + slash + rest if folder else None


def _is_list(node: Node) -> bool:
    """Tell whether a string is nothing but `"$@"`, of which no word may be left."""
    inner = node.parts[1:-1]
    return node.kind == "string" and len(inner) == 1 and any(sign in inner[0].source() for sign in ALL)


def text_of(scene: Scene, node: Node) -> Word | None:
    """Give the one word of an assignment, a here-string or a redirection, where nothing is split."""
    if node.kind == "array":
        return None
    words = expand(scene, node)
    if len(words) == 1:
        return words[0]
    return _any_of(words) or joined(words, " ")


def _any_of(words: Words) -> Word | None:
    """Give one pattern for several words of which some are patterns; None where there is none."""
    known = [word for word in words if word is not None]
    if len(known) < len(words) or not any(word.is_pattern for word in known):
        return None
    return Word("{" + ",".join(pattern_of(word).replace(",", "\\,") for word in known) + "}", 1)


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
        return parameter(scene, node, _operand_of(scene), is_quoted=is_quoted)
    if node.kind == "command_substitution":
        return _output(scene.outputs.get(id(node)), is_quoted=is_quoted)
    maker = QUOTED.get(node.kind)
    return maker(scene, node) if maker else None


def _raw_string(_scene: Scene, node: Node) -> str:
    return quoted(node.text[1:-1])


def _ansi_c_string(_scene: Scene, node: Node) -> str:
    return quoted(unescaped(node.text[2:-1]).partition("\0")[0])


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
    """Put parts together; one that cannot be known may be anything."""
    return "".join(UNKNOWN if part is None else part for part in parts)


def _operand_of(scene: Scene) -> Operand:
    """Give what expands the words behind an operator; within quotes only what was a pattern before is one."""

    def expand_operand(part: Node, *, is_quoted: bool) -> str | None:
        found = _marked(scene, part, is_quoted=is_quoted)
        if found is None or UNKNOWN in found:
            return None
        if not is_quoted:
            return found
        return "".join(sign if sign in KEPT.values() else quoted(sign[-1]) for sign in signs_of(found))

    return expand_operand


def _output(feed: Feed | None, *, is_quoted: bool) -> str | None:
    """Give what a command has written, without the line ends behind it."""
    if feed is None or (feed.text is None and (None in feed.names or not feed.names)):
        return None
    if feed.text is None:
        return " ".join(marked(word) for word in feed.names if word is not None)
    text = feed.text.rstrip("\n")
    if is_quoted:
        return quoted(text)
    return spilled(text) if None not in feed.words() else None


QUOTED: dict[str, Callable[[Scene, Node], str | None]] = {
    "ansi_c_string": _ansi_c_string,
    "raw_string": _raw_string,
    "string": _string,
}
