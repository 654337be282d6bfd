"""Programs that run others on the names that they read: xargs, and what puts a name in for its sign."""

from __future__ import annotations

from covey.model.shell.effect import Word
from covey.model.shell.escapes import unescaped
from covey.model.shell.marks import marked, quoted, signs_of, word_of
from covey.model.shell.scene import MOST_READ, Feed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.options import Options
    from covey.model.shell.scene import Words

QUOTES = "'\"\\"


def put_in(word: Word | None, sign: str, name: Word | None) -> Word | None:
    """Put a name in for a sign that stands for it."""
    if word is None or sign not in word.text:
        return word
    if name is None or word.text == sign:
        return name
    if not name.is_pattern:
        return Word(word.text.replace(sign, name.text), word.is_pattern)
    between = marked(name)
    return word_of(signs_of(between.join(quoted(part) for part in word.text.split(sign))))


def xargs(call: Call) -> Feed:
    """Run a program with the names that are read, with all at once or with a few each time."""
    short = "I:J:n:P:L:d:s:E:a:i::e::l::"
    given = call.options(short, "max-args max-procs replace delimiter arg-file max-lines max-chars", stops=True)
    signs = given.given("-I", "-J", "--replace") or ([Word("{}")] if given.has("-i") else [])
    names = _names(call, given, is_by_line=bool(signs))
    if not names and given.has("-r", "--no-run-if-empty"):
        return Feed("")
    operands = given.operands or [Word("echo")]
    if signs and signs[0] is not None:
        runs = [[put_in(word, signs[0].text, name) for word in operands] for name in names]
    else:
        most = _number(given, "-n", "--max-args", "-L", "--max-lines") or len(names) or 1
        runs = [[*operands, *names[at : at + most]] for at in range(0, len(names) or 1, most)]
    output = Feed("")
    for words in runs:
        output = output.plus(call.run(words, Feed()))
    return output


def _number(given: Options, *names: str) -> int:
    texts = [word.text for word in given.given(*names) if word]
    return int(texts[-1]) if texts and texts[-1].isdecimal() else 0


def _names(call: Call, given: Options, *, is_by_line: bool) -> Words:
    """Take apart what is read: at blanks, or at the sign that is given."""
    files = given.given("-a", "--arg-file")
    feed = Feed(call.text_at(files[0])) if files else call.feed
    if feed.text is None:
        return feed.words()
    delimiters = given.given("-d", "--delimiter")
    delimiter = unescaped(delimiters[0].text) if delimiters and delimiters[0] else ""
    if given.has("-0", "--null"):
        delimiter = "\0"
    if delimiter:
        names = feed.text.removesuffix(delimiter).split(delimiter, MOST_READ)
        return [*(Word(name) for name in names[:MOST_READ] if name), *([None] * (len(names) > MOST_READ))]
    if any(char in feed.text for char in QUOTES):
        return [None]
    if not is_by_line:
        return feed.words()
    return [
        None if line.text is None else Word(line.text.strip())
        for line in feed.lines()
        if line.text is None or line.text.strip()
    ]
