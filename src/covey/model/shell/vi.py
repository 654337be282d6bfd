"""Editors that take their commands from a script: ed, ex and vim."""

from __future__ import annotations

from covey.model.shell.effect import WRITE, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words

WRITING = frozenset(
    [
        "w",
        "write",
        "wq",
        "x",
        "xit",
        "exit",
        "wn",
        "up",
        "update",
        "sav",
        "saveas",
        "wa",
        "wall",
        "wqa",
        "wqall",
        "xa",
        "xall",
    ]
)
OPENING = frozenset(["e", "edit", "ed"])
BEFORE = frozenset(["argdo", "bufdo", "windo", "tabdo", "silent", "sil", "noautocmd"])
"""What may stand before a command."""

RANGE = "%0123456789,.$;+-"


def ed(call: Call) -> None:
    """Edit a file, where the script that is read writes it."""
    files = call.options("p:", "prompt").operands[:1]
    if call.feed.text is None:
        call.found(WRITE, *files)
        return
    for line in _commands_of(call.feed.text):
        verb = line.lstrip(RANGE)
        if verb[:1] in ("w", "W"):
            name = verb.lstrip("wWq").strip()
            call.found(WRITE, *([Word(name)] if name else files))


def _commands_of(text: str) -> Iterator[str]:
    """Give the commands of ed without the text that is put in."""
    is_text = False
    for line in text.splitlines():
        if not is_text:
            yield line.strip()
            is_text = line.strip().lstrip(RANGE) in ("a", "i", "c")
        elif line == ".":
            is_text = False


def vim(call: Call) -> None:
    """Edit files by commands: those of -c and +, those that are read, and those of a script that was written before."""
    given = call.options("c:u:i:S:T:w:W:U:t:L:", "cmd")
    files = [word for word in given.operands if word is None or word.text[:1] != "+"]
    commands = [word for word in given.operands if word is not None and word.text[:1] == "+"]
    texts = [word.text for word in given.given("-c", "--cmd") if word] + [word.text[1:] for word in commands]
    texts += [text for word in given.given("-S") if (text := _script(call, word))]
    if given.has("-s", "-e", "-E") or call.program == "ex":
        texts += [call.feed.text] if call.feed.text is not None else []
        if not texts:  # nobody knows what is read
            call.found(WRITE, *files)
    for text in texts:
        for line in text.splitlines():
            files = _command(call, line, files)


def _script(call: Call, word: Word | None) -> str | None:
    path = call.path(word)
    return call.reading.files.written(path) if path else None


def _command(call: Call, line: str, files: Words) -> Words:
    """Note what the commands of a line write; give the files that are open then."""
    for command in line.split("|"):
        words = command.strip().lstrip(":" + RANGE).split()
        while words and words[0].rstrip("!") in BEFORE:
            words = words[1:]
        verb, names = (words[0].rstrip("!"), words[1:]) if words else ("", [])
        if verb in OPENING and names:
            files = [*files, Word(names[0])]
        elif verb in WRITING and not (names and names[0].startswith("!")):
            call.found(WRITE, *([Word(names[-1])] if names else files))
    return files
