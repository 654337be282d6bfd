"""What a program of awk's writes: `print > name`, and the commands that it gives to a shell."""

from __future__ import annotations

from covey.model.shell.script_text import Script, until

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PRINTING = ("printf", "print")
ENDS = ";\n}"


class AwkScript:
    """A program of awk's, with the variables that the command gives it."""

    def __init__(self, text: str, variables: dict[str, str | None]) -> None:
        """Take the text."""
        self.script = Script(text)
        self.script.known = {**self.script.known, **variables}

    def written(self) -> Iterator[str | None]:
        """Give the names of the files that are written, None for those that cannot be known."""
        for target, sign in self._outputs():
            if sign == ">":
                yield self.script.literal(target.lstrip(">"))

    def started(self) -> Iterator[str | None]:
        """Give the commands that are run."""
        for target, sign in self._outputs():
            if sign == "|":
                yield self.script.literal(target)
        for args in self.script.calls("system"):
            yield self.script.literal(args[0])

    def _outputs(self) -> Iterator[tuple[str, str]]:
        """Give what stands behind the > or | of each statement that prints."""
        text = self.script.text
        at = text.find("print")
        while at >= 0:
            statement = until(text[at:], ENDS)
            for sign in (">", "|"):
                before = until(statement, sign)
                if len(before) < len(statement):
                    yield statement[len(before) + 1 :].strip(), sign
            at = text.find("print", at + max(len(statement), 1))
