"""Reads a path pattern into its parts; automaton gives them their meaning, pattern is the door to both.

A set of characters is written as a string of bounds: "azAZ" is a to z and A to Z, "--" a hyphen alone.
"""

from __future__ import annotations

from covey.errors import UserError

TYPE_CHECKING = False
if TYPE_CHECKING:
    Part = tuple[int, str, tuple[int, ...]]  # its kind, its characters, where it may jump to
    Bound = tuple[int, int]

PLAIN, ONE, SLASH, STAR, GLOBSTAR, JUMP, FOLDER, FILE = range(8)

MAX_PATH = 4_096  # what Linux allows
MAX_PATTERN = 1_000  # comparing two patterns takes time and memory by the product of their sizes
_NO_NAME_HOLDS = ((0, 0), (ord("/"), ord("/")))
_LAST_CODE = 0x10FFFF


def read(text: str, end: int = FOLDER) -> list[Part]:
    """Read a pattern that ends in a folder or a file; raise UserError for one that is empty, absolute or too large."""
    if not text:
        raise UserError("the path pattern is empty", hint="use ** for everything", code="pattern_empty")
    if text.startswith("/"):
        raise leaves_tree(text)
    _refuse_above(2 * MAX_PATH, len(text), text)  # each character of a path may be escaped
    parts = read_parts(text)
    _refuse_above(MAX_PATTERN if is_magic(parts) else MAX_PATH, len(parts), text)
    return [*parts, (end, "", ())]


def read_parts(text: str) -> list[Part]:
    """Read any text, in one pass."""
    return _Reader(text).parts


def read_path(path: str) -> list[Part]:
    """Read a path that means itself and nothing beneath it."""
    return [*(_plain(char) for char in path), (FILE, "", ())]


def is_magic(parts: list[Part]) -> bool:
    """Tell whether some part is a wildcard or an alternative."""
    return any(kind not in (PLAIN, SLASH, FOLDER) for kind, _, _ in parts)


def leaves_tree(text: str) -> UserError:
    """Give the error for a pattern that is absolute or has a name ".."."""
    message = f"the path pattern {text[:80]!r} may leave the workspace"
    return UserError(message, hint="write it relative to the workspace, without '..'", code="pattern_outside")


def _refuse_above(limit: int, size: int, text: str) -> None:
    if size > limit:
        message = f"the path pattern {text[:80]!r}… is too large: {size} characters, at most {limit}"
        raise UserError(message, hint="hold several shorter patterns, or a folder", code="pattern_too_large")


def _plain(char: str) -> Part:
    return (SLASH, "", ()) if char == "/" else (PLAIN, char + char, ())


class _Reader:
    """One pass over the text; each part is a place in the automaton, so alternatives are jumps and cost no copies."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.parts: list[Part] = []
        self.open: list[list[int]] = []  # of each brace still open: its place, then those of its commas
        self.classes = True
        readers = {"\\": self._escape, "*": self._star, "?": self._one, "[": self._class}
        readers |= {"{": self._brace, ",": self._comma, "}": self._unbrace}
        while self.at < len(text):
            char = text[self.at]
            self.at += 1
            self.parts.append(readers[char]() if char in readers else _plain(char))

    def _escape(self) -> Part:
        self.at += 1
        return _plain(self.text[self.at - 1 : self.at] or "\\")

    def _star(self) -> Part:
        first = self.at
        while self.text.startswith("*", self.at):
            self.at += 1
        return (GLOBSTAR if self.at == first + 1 else STAR, ANY, ())

    def _one(self) -> Part:
        return (ONE, ANY, ())

    def _class(self) -> Part:
        negated = self.text.startswith(("!", "^"), self.at)
        first = self.at + negated
        end = self._class_end(first) if self.classes else -1
        if end < 0:
            self.classes = False  # nor can a later one end: looking for it each time would take quadratic time
            return _plain("[")
        self.at = end + 1
        return (ONE, _charset(_bounds(self.text[first:end]), negated=negated), ())

    def _class_end(self, first: int) -> int:
        at = first
        while at < len(self.text):
            if self.text[at] == "]" and at > first:
                return at
            at += 2 if self.text[at] == "\\" else 1
        return -1

    def _brace(self) -> Part:
        self.open.append([len(self.parts)])
        return _plain("{")

    def _comma(self) -> Part:
        if self.open:
            self.open[-1].append(len(self.parts))
        return _plain(",")

    def _unbrace(self) -> Part:
        if not self.open:
            return _plain("}")
        places, onward = self.open.pop(), (JUMP, "", (len(self.parts) + 1,))
        for comma in places[1:]:
            self.parts[comma] = onward
        self.parts[places[0]] = (JUMP, "", tuple(place + 1 for place in places))
        return onward


def _bounds(members: str) -> list[Bound]:
    codes: list[tuple[int, bool]] = []  # and whether the character may be the hyphen of a range
    at = 0
    while at < len(members):
        escaped = members[at] == "\\"
        at += escaped
        codes.append((ord(members[at]), members[at] == "-" and not escaped))
        at += 1
    bounds: list[Bound] = []
    at = 0
    while at < len(codes):
        last = at + 2 if at + 2 < len(codes) and codes[at + 1][1] else at
        bounds.append((codes[at][0], codes[last][0]))
        at = last + 1
    return bounds


def _charset(bounds: list[Bound], *, negated: bool) -> str:
    absent = bounds if negated else _gaps(bounds)
    return "".join(chr(low) + chr(high) for low, high in _gaps([*absent, *_NO_NAME_HOLDS]))


def _gaps(bounds: list[Bound]) -> list[Bound]:
    """Give what lies between the bounds: the complement."""
    gaps: list[Bound] = []
    free = 0
    for low, high in sorted(bounds):
        if low > free and high >= low:
            gaps.append((free, low - 1))
        if high >= low:
            free = max(free, high + 1)
    return gaps if free > _LAST_CODE else [*gaps, (free, _LAST_CODE)]


ANY = _charset([], negated=True)
