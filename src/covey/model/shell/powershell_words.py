"""The words of a PowerShell command; a comma makes one argument of several."""

from __future__ import annotations

from covey.model.shell.marks import word_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.effect import Word
    from covey.model.shell.scene import Scene, Words

UNKNOWN_STARTS = ("(", "{", "@", "[")


def arguments(scene: Scene, text: str) -> list[Words]:
    """Cut a command into arguments; None stands for a word that cannot be known."""
    return _Reader(scene, text).read()


class _Reader:
    """Reads word after word."""

    def __init__(self, scene: Scene, text: str) -> None:
        """Begin at the start."""
        self.scene, self.text, self.at = scene, text, 0

    def read(self) -> list[Words]:
        """Give all arguments, each with its words."""
        found: list[Words] = []
        is_joined = False
        while self._skip_blanks():
            if self.text[self.at] == ",":
                self.at, is_joined = self.at + 1, True
                continue
            word = self._word()
            if is_joined and found:
                found[-1].append(word)
            else:
                found.append([word])
            is_joined = False
        return found

    def _skip_blanks(self) -> bool:
        self.at += len(self.text[self.at :]) - len(self.text[self.at :].lstrip())
        return self.at < len(self.text)

    def _word(self) -> Word | None:
        is_known = not self.text.startswith(UNKNOWN_STARTS, self.at)
        found = ""
        while self.at < len(self.text) and self.text[self.at] not in " \t\r\n,":
            piece = self._piece()
            is_known = is_known and piece is not None
            found += piece or ""
        return word_of([*found.replace("\\", "/")]) if is_known else None

    def _piece(self) -> str | None:
        char = self.text[self.at]
        self.at += 1
        if char == "'":
            return self._until("'", is_raw=True)
        if char == '"':
            return self._until('"', is_raw=False)
        if char == "$":
            return self._variable()
        if char == "`":
            self.at += 1
            return self.text[self.at - 1 : self.at]
        return None if char in "(){}" else char

    def _until(self, quote: str, *, is_raw: bool) -> str | None:
        found, is_known = "", True
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == quote and self.text[self.at + 1 : self.at + 2] != quote:
                self.at += 1
                return found if is_known else None
            self.at += 2 if char == quote else 0
            piece = quote if char == quote else self._raw() if is_raw else self._piece_in_quotes()
            is_known = is_known and piece is not None
            found += piece or ""
        return None

    def _raw(self) -> str:
        self.at += 1
        return self.text[self.at - 1]

    def _piece_in_quotes(self) -> str | None:
        return self._piece() if self.text[self.at] in "$`" else self._raw()

    def _variable(self) -> str | None:
        """Give what a variable holds, whose sign has been read."""
        is_braced = self.text[self.at : self.at + 1] == "{"
        start = self.at + is_braced
        end = start
        while end < len(self.text) and (self.text[end].isalnum() or self.text[end] in "_:"):
            end += 1
        self.at = end + is_braced
        name = self.text[start:end].lower()
        if self.text[self.at : self.at + 1] in (".", "[", "(") and not name:
            return None
        value = self.scene.value(self.text[start:end][4:] if name.startswith("env:") else _NAMES.get(name, name))
        return None if value is None or value.is_pattern else value.text


_NAMES = {"home": "HOME", "pwd": "PWD"}
