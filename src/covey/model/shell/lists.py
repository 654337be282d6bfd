"""Programs that give names to others, and programs that take them: find, echo, printf, cat and xargs."""

from __future__ import annotations

from covey.model.shell.call import within
from covey.model.shell.effect import REMOVE, Word
from covey.model.shell.escapes import unescaped
from covey.model.shell.marks import words_of
from covey.model.shell.scene import Feed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words

RUNNING = ("-exec", "-execdir", "-ok", "-okdir")
KNOWN_TESTS = {"-type": 1, "-maxdepth": 1, "-mindepth": 1, "-name": 1, "-depth": 0, "-print": 0, "-print0": 0}
"""Tests of which it is known what they leave, and how many words each takes; -type and -mindepth leave nearly all."""

SIMPLE_ESCAPES = ("\\n", "\\t", "\\\\")


def find(call: Call) -> Feed:
    """Delete what is found, or run a program on it."""
    at = next((at for at, word in enumerate(call.args) if word and word.text[:1] in ("-", "(", "!")), len(call.args))
    roots, tests = call.args[:at] or [Word(".")], call.args[at:]
    names = _found(roots, tests)
    texts = [word.text if word else "" for word in tests]
    if "-delete" in texts:
        call.found(REMOVE, *names, by="find -delete")
    for start, text in enumerate(texts):
        if text in RUNNING:
            _run(call, tests[start + 1 :], names)
    return Feed(names=tuple(names))


def _found(roots: Words, tests: Words) -> Words:
    """Give a pattern for what is found in each root; nothing where the tests say more than is known here."""
    wanted, depth = Word("*", 1), ""
    rest = iter(tests)
    for word in rest:
        test = word.text if word else ""
        if test in RUNNING or test == "-delete":
            break
        if test not in KNOWN_TESTS:
            return []
        value = next(rest, None) if KNOWN_TESTS[test] else None
        if KNOWN_TESTS[test] and value is None:
            return []
        if value and test == "-name":
            wanted = words_of(value.text.replace(",", "\\,").replace("{", "\\{"))[0]
        elif value and test == "-maxdepth":
            depth = value.text
    if depth not in ("", "1"):
        return []
    inner = Word("**", 1) if wanted == Word("*", 1) and not depth else within(Word("" if depth else "**", 1), wanted)
    return [within(root, inner) for root in roots]


def _run(call: Call, words: Words, names: Words) -> None:
    ends = [at for at, word in enumerate(words) if word in (Word(";"), Word("+"))]
    command = words[: ends[0]] if ends else words
    for name in names:
        call.run([put_in(word, "{}", name) for word in command])


def put_in(word: Word | None, sign: str, name: Word | None) -> Word | None:
    """Put a name in for a sign that stands for it."""
    if word is None or sign not in word.text:
        return word
    if name is None:
        return None
    return Word(word.text.replace(sign, name.text), name.is_pattern)


def xargs(call: Call) -> None:
    """Run a program with the names that are read."""
    short = "I:J:n:P:L:d:s:E:a:i::e::l::"
    given = call.options(short, "max-args max-procs replace delimiter arg-file max-lines max-chars", stops=True)
    signs = given.given("-I", "-J", "--replace") or ([Word("{}")] if given.has("-i") else [])
    names = [None] if given.has("-a", "--arg-file") else _read(call.feed)
    if not given.operands:
        return
    if not signs or signs[0] is None:
        call.run([*given.operands, *names], Feed())
        return
    for name in names:
        call.run([put_in(word, signs[0].text, name) for word in given.operands], Feed())


def _read(feed: Feed) -> Words:
    if feed.text is None:
        return [*feed.names] or [None]
    if any(char in feed.text for char in "'\"\\"):
        return [None]
    return [Word(name) for name in feed.text.replace("\0", "\n").split()]


def echo(call: Call) -> Feed:
    """Give its words to whoever reads."""
    given = [word for word in call.args if word not in (Word("-n"), Word("-e"))]
    has_escapes = len(given) < len(call.args)
    return _given(given, " ", is_escaped=has_escapes)


def printf(call: Call) -> Feed:
    """Give its words to whoever reads, where the format is a simple one."""
    if not call.args or call.args[0] is None:
        return Feed()
    form, words = call.args[0].text, call.args[1:]
    if form.count("%") == form.count("%s") == 1 and form.replace("%s", "") in ("", "\\n", "\\0", " "):
        return _given(words, "\n", is_escaped=False)
    return _given([call.args[0]], "", is_escaped=True) if "%" not in form else Feed()


def _given(words: Words, between: str, *, is_escaped: bool) -> Feed:
    if any(word is None or word.is_pattern for word in words):
        return Feed(names=tuple(words))
    text = between.join(word.text for word in words if word)
    if is_escaped:
        left = text
        for escape in SIMPLE_ESCAPES:
            left = left.replace(escape, "")
        if "\\" in left:
            return Feed()
        text = unescaped(text)
    return Feed(text + "\n")


def cat(call: Call) -> Feed:
    """Pass on what is read, where no file is named."""
    return call.feed if not [word for word in call.options().operands if word != Word("-")] else Feed()
