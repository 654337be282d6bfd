"""Programs whose output is known, since it is made of their words or of what stands where they run."""

from __future__ import annotations

from posixpath import basename, dirname

from covey.model.shell.call import last_name
from covey.model.shell.effect import Word
from covey.model.shell.escapes import unescaped
from covey.model.shell.scene import Feed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words

SIMPLE_ESCAPES = ("\\n", "\\t", "\\0", "\\\\")
MOST_NUMBERS = 100
TEMPORARY = "covey.mktemp"


def echo(call: Call) -> Feed:
    """Give its words to whoever reads."""
    args = call.args
    flags = ""
    while args and args[0] and args[0].text[:1] == "-" and not set(args[0].text[1:] or "x") - set("neE"):
        flags += args[0].text
        args = args[1:]
    if any(word is None or word.is_pattern for word in args):
        return Feed(names=tuple(args))
    text = " ".join(word.text for word in args if word)
    return _escaped(text, "" if "n" in flags else "\n") if "e" in flags else Feed(text + "\n" * ("n" not in flags))


def _escaped(text: str, end: str = "") -> Feed:
    """Give a text with its escapes, where the programs in it can be seen without them."""
    left = text
    for escape in SIMPLE_ESCAPES:
        left = left.replace(escape, "")
    return Feed() if "\\" in left else Feed(unescaped(text) + end)


def printf(call: Call) -> Feed:
    """Give its words to whoever reads, where the format is a simple one; with -v to a variable."""
    given = call.options("v:", stops=True)
    form, words = (given.operands or [None])[0], given.operands[1:]
    output = Feed() if form is None else _formatted(form.text, words)
    for name in given.given("-v"):
        if name is not None:
            call.scene.assign(name.text, None if output.text is None else Word(output.text))
            return Feed("")
    return output


def _formatted(form: str, words: Words) -> Feed:
    if "%" not in form:
        return _escaped(form)
    pieces = form.replace("%d", "%s").split("%s")
    if any("%" in piece for piece in pieces):
        return Feed()
    if any(word is None or word.is_pattern for word in words):
        return Feed(names=tuple(words)) if len(pieces) == 2 and not pieces[0] else Feed()  # noqa: PLR2004 - one %s
    left = [word.text.replace("\\", "\\\\") for word in words if word] or [""]
    found = ""
    while left:
        for piece in pieces[:-1]:
            found += piece + (left.pop(0) if left else "")
        found += pieces[-1]
    return _escaped(found)


def cat(call: Call) -> Feed:
    """Give what is read, and the text of files."""
    operands = call.options().operands or [Word("-")]
    output = Feed("")
    for word in operands:
        output = output.plus(
            call.feed if word == Word("-") else Feed(call.text_at(word), patched=call.patched_at(word))
        )
    return output


def pwd(call: Call) -> Feed:
    """Give the folder."""
    return Feed(f"{call.base}\n") if call.base else Feed()


def basename_(call: Call) -> Feed:
    """Give the last names of paths, without an ending."""
    given = call.options("s:", "suffix")
    suffixes = given.given("-s", "--suffix")
    paths, more = (given.operands, []) if suffixes or given.has("-a") else (given.operands[:1], given.operands[1:2])
    ending = (suffixes or more or [Word("")])[0]
    return _named([_without(last_name(path), ending) for path in paths])


def _without(name: Word | None, ending: Word | None) -> Word | None:
    if name is None or ending is None:
        return None
    name = Word("*", 1) if name.text == "**" else name
    return Word(name.text.removesuffix(ending.text) or name.text, name.is_pattern)


def dirname_(call: Call) -> Feed:
    """Give the folders of paths."""
    words = call.options().operands
    return _named([word and Word(dirname(word.text.rstrip("/")) or ".", word.is_pattern) for word in words])


def realpath(call: Call) -> Feed:
    """Give absolute paths; where links lead is told when locks are compared."""
    given = call.options("", "relative-to relative-base")
    if given.has("--relative-to", "--relative-base") or (call.name == "readlink" and not given.has("-f", "-e", "-m")):
        return Feed()
    return _named(
        [Word(path) if word and not word.is_pattern and (path := call.path(word)) else word for word in given.operands]
    )


def _named(words: Words) -> Feed:
    if words and all(word is not None and not word.is_pattern for word in words):
        return Feed("".join(f"{word.text}\n" for word in words if word))
    return Feed(names=tuple(words))


def mktemp(call: Call) -> Feed:
    """Give a name in the folder for what is temporary; in another folder a name that cannot be known."""
    given = call.options("p:", "tmpdir suffix")
    template = given.operands[0].text if given.operands and given.operands[0] else TEMPORARY
    folder = call.scene.value("TMPDIR")
    is_temporary = not given.operands or given.has("-t")
    if given.has("-p", "--tmpdir") or (not is_temporary and not template.startswith("/")):
        return Feed()
    path = template if template.startswith("/") else f"{folder.text if folder else '/tmp'}/{basename(template)}"  # noqa: S108 - no file is made
    if given.has("-d", "--directory"):
        call.reading.files.make_folder(path)
    return Feed(f"{path}\n")


def seq(call: Call) -> Feed:
    """Give numbers."""
    texts = [word.text if word else "" for word in call.args]
    if not texts or len(texts) > 2 or not all(text.isdecimal() for text in texts):  # noqa: PLR2004 - first and last
        return Feed()
    first, last = int(texts[0]) if len(texts) > 1 else 1, int(texts[-1])
    return Feed("".join(f"{number}\n" for number in range(first, min(last, first + MOST_NUMBERS) + 1)))


def ls(call: Call) -> Feed:
    """Give the names in a folder, as a pattern; files that are named themselves."""
    given = call.options("I:w:", "ignore width sort time")
    if given.has("-l", "-R", "-s", "-i", "--recursive"):
        return Feed()
    names = [_listed(call, word, is_itself=given.has("-d")) for word in given.operands or [Word(".")]]
    return Feed(names=tuple(names))


def _listed(call: Call, word: Word | None, *, is_itself: bool) -> Word | None:
    if word is None or word.is_pattern or is_itself or call.kind_at(word) == "file":
        return word
    return Word("*", 1)
