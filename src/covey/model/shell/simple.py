"""A command cut into its simple commands, where it is plain enough to do so without a grammar."""

from __future__ import annotations

ENDS = ";|&\n()"
UNCLEAR = ("$(", "`", "<(", "<<", "$'", "${", "\0")
MADE = "\0"
"""What stands in a word for what the shell puts there: a variable, or the alternatives in braces."""


def simple_commands(command: str) -> list[list[str]] | None:
    """Give the words of each simple command without their quotes; None where that needs a grammar."""
    if any(sign in command for sign in UNCLEAR):
        return None
    cutting = _Cutting(command)
    while cutting.at < len(command):
        if not cutting.step():
            return None
    cutting.end_command()
    return cutting.commands


class _Cutting:
    """The commands so far, the word that is being read, and where."""

    def __init__(self, text: str) -> None:
        """Begin before the first word."""
        self.text, self.at = text, 0
        self.commands: list[list[str]] = []
        self.words: list[str] = []
        self.word: str | None = None

    def step(self) -> bool:
        """Read a character, or all that is within quotes; tell whether that could be done."""
        char = self.text[self.at]
        if char in "'\"":
            return self._take_quotes(char)
        if char == "\\":
            self._take_escaped()
        elif char == "#" and self.word is None:
            self.at += len(self.text[self.at :].partition("\n")[0])
        elif char in ENDS and not self._is_in_redirection():
            self.end_command()
            self.at += 1
        elif char in " \t\r":
            self._end_word()
            self.at += 1
        else:
            self._take(MADE if char == "$" or (char == "{" and self._opens_braces()) else char, 1)
        return True

    def end_command(self) -> None:
        """End the command, if one has begun."""
        self._end_word()
        if self.words:
            self.commands.append(self.words)
        self.words = []

    def _take(self, text: str, length: int) -> None:
        self.word = (self.word or "") + text
        self.at += length

    def _take_escaped(self) -> None:
        """Read a backslash and what it protects; a line that goes on in the next one is one line."""
        after = self.text[self.at + 1 : self.at + 2]
        if after == "\n":
            self.at += 2
        else:
            self._take(after, 2)

    def _opens_braces(self) -> bool:
        """Tell whether a brace may open alternatives or a range: not `{}`, a block, or git's `HEAD@{1}`."""
        inner = self.text[self.at + 1 : self.at + 80].partition("}")[0]
        is_of_git = self.text[self.at - 1 : self.at] == "@" and inner.isalnum()
        return inner != "" and not inner[0].isspace() and not is_of_git

    def _take_quotes(self, quote: str) -> bool:
        end = self.text.find(quote, self.at + 1)
        while quote == '"' and end > 0 and self._is_escaped(end):
            end = self.text.find(quote, end + 1)
        if end > 0:
            inner = self.text[self.at + 1 : end]
            self._take(inner if quote == "'" else _within_quotes(inner), end + 1 - self.at)
        return end > 0

    def _is_escaped(self, at: int) -> bool:
        before = self.text[self.at : at]
        return (len(before) - len(before.rstrip("\\"))) % 2 == 1

    def _is_in_redirection(self) -> bool:
        """Tell whether an ampersand belongs to a redirection: 2>&1, &>/dev/null."""
        around = self.text[max(self.at - 1, 0) : self.at + 2]
        return self.text[self.at] == "&" and ">" in around

    def _end_word(self) -> None:
        if self.word is not None:
            self.words.append(self.word)
        self.word = None


def _within_quotes(text: str) -> str:
    """Give what stands within double quotes: a backslash protects what would mean something there."""
    if "\\" not in text:
        return text.replace("$", MADE)
    signs = iter(text)
    found: list[str] = []
    for sign in signs:
        after = next(signs, "") if sign == "\\" else ""
        found.append(after.strip("\n") if after and after in '$`"\\\n' else MADE if sign == "$" else sign + after)
    return "".join(found)
