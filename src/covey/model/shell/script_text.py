"""What stands in a script of a language that has no grammar here: calls by name, and arguments that are spelled out."""

from __future__ import annotations

from posixpath import join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

QUOTES = "'\"`"
OPENING, CLOSING = "([{", ")]}"
INNER = "_$@"
"""What belongs to a name, besides letters and digits."""

PUT_IN = ("$", "#{", "@")
"""What puts the value of a variable into a text between double quotes, or backticks."""

JOINING = ("path.join", "path.resolve", "File.join", "join", "resolve")
ENDS = (" or ", " || ", " if ", " unless ", " do ")
"""What ends the arguments of a call without parentheses."""

DECLARING = ("const", "let", "var", "my", "our", "local")


class Script:
    """The text of a script, with the names in it that are given one text, once, that is spelled out."""

    def __init__(self, text: str, folder: str = "") -> None:
        """Take the text, and the folder that it runs in."""
        self.text, self.folder = text, folder
        self.known: dict[str, str | None] = {}
        for name, value in _assignments(text):
            self.known[name] = self.literal(value) if name not in self.known else None

    def calls(self, name: str) -> Iterator[list[str]]:
        """Give the arguments of each call of a name, as they are written; its parentheses may be left out."""
        at = self.text.find(name)
        while at >= 0:
            end = at + len(name)
            rest = self.text[end:].lstrip(" ")
            if not _is_inner(self.text[at - 1 : at]) and rest:
                if rest[0] == "(":
                    yield split(until(rest[1:], CLOSING), ",")
                elif (
                    end < len(self.text)
                    and self.text[end] == " "
                    and (rest[0] in QUOTES + "$" or rest.startswith(("my ", "glob")))
                ):
                    yield split(_without_ends(until(rest, ";\n})")), ",")
            at = self.text.find(name, end)

    def literal(self, written: str) -> str | None:
        """Give the text that an expression is, None where it does not stand there."""
        written = written.strip()
        quote = written[:1]
        if len(written) > 1 and quote in QUOTES and written.find(quote, 1) == len(written) - 1:
            inner = written[1:-1]
            is_plain = "\\" not in inner and (quote == "'" or not any(sign in inner for sign in PUT_IN))
            return inner if is_plain else None
        if written in self.known:
            return self.known[written]
        if written in ("process.cwd()", "Dir.pwd", "getcwd()"):
            return self.folder or None
        return self._joined(written)

    def _joined(self, written: str) -> str | None:
        """Give the path, or the text, that several literals make."""
        name, sign, rest = written.partition("(")
        if sign and name.strip() in JOINING and written.endswith(")"):
            parts, between = split(rest[:-1], ","), "/"
        else:
            parts, between = split(written, "+"), ""
        found = [self.literal(part) for part in parts] if len(parts) > 1 else [None]
        texts = [text for text in found if text is not None]
        return None if len(texts) < len(found) else join(*texts) if between else "".join(texts)


def split(text: str, sign: str) -> list[str]:
    """Cut a text at a sign that stands neither in quotes nor in parentheses."""
    found, rest = [""], text
    while rest:
        piece = until(rest, sign)
        found[-1] = piece.strip()
        rest = rest[len(piece) + 1 :]
        found += [""] if len(piece) < len(text) and rest else []
    return found


def until(text: str, signs: str) -> str:
    """Give a text up to one of some signs that stands neither in quotes nor in parentheses."""
    depth, quote = 0, ""
    at = 0
    while at < len(text):
        char = text[at]
        if quote:
            at += char == "\\"
            quote = "" if char == quote else quote
        elif not depth and char in signs:
            return text[:at]
        elif char in QUOTES:
            quote = char
        elif char in OPENING:
            depth += 1
        elif char in CLOSING:
            depth -= 1
        at += 1
    return text


def _without_ends(text: str) -> str:
    ends = [text.find(end) for end in ENDS if end in text]
    return text[: min(ends)] if ends else text


def _is_inner(char: str) -> bool:
    return bool(char) and (char.isalnum() or char in INNER)


def _assignments(text: str) -> Iterable[tuple[str, str]]:
    """Give what is assigned to names, as it is written."""
    at = text.find("=")
    while at >= 0:
        around = text[at - 1 : at + 2]
        if not any(char in around.replace("=", "", 1) for char in "=<>!~+-*/.|&"):
            words = text[:at].rstrip(" ").replace(";", " ").replace("\n", " ").replace("(", " ").rsplit(" ", 2)
            if all(_is_inner(char) for char in words[-1]) and words[-1]:
                yield words[-1], until(text[at + 1 :], ";\n)")
        at = text.find("=", at + 1)
