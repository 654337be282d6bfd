"""The options and operands of a program, told apart as getopt does."""

from __future__ import annotations

from covey.model.shell.effect import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.model.shell.scene import Words


class Options:
    """What a program was given."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.values: dict[str, Words] = {}
        self.operands: Words = []

    def has(self, *names: str) -> bool:
        """Tell whether one of some options is there."""
        return any(name in self.values for name in names)

    def given(self, *names: str) -> Words:
        """Give the values of some options."""
        return [value for name in names for value in self.values.get(name, [])]

    def note(self, name: str, *values: Word | None) -> None:
        """Keep an option."""
        self.values.setdefault(name, []).extend(values)


def read(args: Words, short: str = "", long: str = "", *, stops: bool = False) -> Options:
    """Read arguments.

    `short` is as for getopt: a colon after an option that takes a value, two after one that may have it attached.
    `long` names the long options that take a value in the next word. With `stops` the first operand ends the options.
    """
    found = Options()
    rest = iter(args)
    for arg in rest:
        text = "" if arg is None or arg.is_pattern else arg.text
        if text == "--" or (stops and (len(text) < 2 or text[0] != "-")):  # noqa: PLR2004 - "-" is an operand
            found.operands += [*([] if text == "--" else [arg]), *rest]
        elif text.startswith("--"):
            _long(found, text, rest, long.split())
        elif text.startswith("-") and text != "-":
            _cluster(found, text[1:], rest, short)
        else:
            found.operands.append(arg)
    return found


def _long(found: Options, text: str, rest: Iterator[Word | None], takes: list[str]) -> None:
    name, sign, value = text.partition("=")
    if sign:
        found.note(name, Word(value))
    elif name[2:] in takes:
        found.note(name, next(rest, None))
    else:
        found.note(name)


def _cluster(found: Options, letters: str, rest: Iterator[Word | None], short: str) -> None:
    for at, letter in enumerate(letters):
        kind = short.partition(letter)[2][:2] if letter != ":" else ""
        after = letters[at + 1 :]
        if not kind.startswith(":"):
            found.note("-" + letter)
        elif after or kind == "::":
            found.note("-" + letter, *([Word(after)] if after else []))
            return
        else:
            found.note("-" + letter, next(rest, None))
            return
