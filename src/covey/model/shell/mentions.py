"""Where a text names a file: by its path, or by the end of it behind what cannot be known."""

from __future__ import annotations

from covey.model.shell.look import BLANK_ESCAPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

BETWEEN = " \t\r\n'\"`()[]{}<>|&;,=:*?!"
"""What stands between names, in a shell and in most languages."""

INNER = "_-/~"
"""What goes on with a name, besides letters and digits; a full stop does where one of these follows."""

_UNQUOTED = str.maketrans("", "", "'\"\\")


def spellings(text: str) -> tuple[str, ...]:
    """Give a text as it stands, without its quotes, and with the blanks that escapes make."""
    spaced = text
    for escape in BLANK_ESCAPES:
        spaced = spaced.replace(escape, " ")
    return tuple(dict.fromkeys((text, text.translate(_UNQUOTED), spaced.translate(_UNQUOTED))))


def mentions(text: str, name: str) -> Iterator[str]:
    """Give the words of a text that end with a file's last name: its path as far as it stands there."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if _begins_name(text, at) and _ends_name(text, end):
            start = at
            while start and text[start - 1] not in BETWEEN:
                start -= 1
            yield text[start:end].lstrip("@")
        at = text.find(name, end)


def _begins_name(text: str, at: int) -> bool:
    return not at or text[at - 1] == "/" or text[at - 1] in BETWEEN


def _ends_name(text: str, end: int) -> bool:
    after, next_one = text[end : end + 1], text[end + 1 : end + 2]
    if after == ".":
        return not (next_one.isalnum() or next_one in INNER) or not next_one
    return not (after.isalnum() or (after and after in INNER))


def known_end(word: str) -> str:
    """Give the end of a path that is known whatever stands before: behind a variable, or behind the root."""
    end = word.rpartition("$")[2].partition("/")[2] if "$" in word else word
    names = [name for name in end.split("/") if name not in ("", ".")]
    while ".." in names:
        names = names[names.index("..") + 1 :]
    return "/".join(names)
