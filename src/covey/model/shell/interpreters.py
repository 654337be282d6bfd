"""Programs that run a script: the one that stands in the command, or that the command has written before."""

from __future__ import annotations

from covey.model.shell import vi
from covey.model.shell.call import HERE
from covey.model.shell.editors import edit_in_place
from covey.model.shell.effect import REWRITE, WRITE, Word
from covey.model.shell.known import WRITERS
from covey.model.shell.marks import in_script
from covey.model.shell.scripts import LANGUAGES, run_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.shell.call import Call
    from covey.model.shell.scene import Feed, Words

STANDARD_INPUT = Word("-")
TAKING = "eEiMmIFCr"
"""Options of Perl and Ruby that take the rest of their word."""


def python(call: Call) -> Feed | None:
    """Read the code of -c, the code that is read, or a script that the command has written; -m runs a module."""
    given = call.options("c:m:W:X:", stops=True)
    modules, codes, operands = given.given("-m"), given.given("-c"), given.operands
    if modules and modules[0] is not None:
        return _module(call, modules[0], operands)
    if codes:
        text, arguments = in_script(codes[0]) if codes[0] else None, [Word("-c"), *operands]
    else:
        text, arguments = script(call, operands)
    if text is None:
        _doubt(call, codes)
        return None
    from covey.model.shell.python import run_python  # noqa: PLC0415 - its syntax trees cost 2 ms; ADR 0003

    return run_python(call, text, arguments)


def node(call: Call) -> None:
    """Read a script of JavaScript."""
    call.args = [Word("-e") if word in (Word("-pe"), Word("-p"), Word("--print")) else word for word in call.args]
    given = call.options("e:r:C:", "eval require import loader conditions env-file", stops=True)
    _run(call, given.given("-e", "--eval"), given.operands)


def php(call: Call) -> None:
    """Read a script of PHP."""
    given = call.options("r:d:c:f:B:R:F:E:z:", "run define", stops=True)
    _run(call, given.given("-r", "--run", "-R", "-B"), given.given("-f") + given.operands)


def lua(call: Call) -> None:
    """Read a script of Lua."""
    given = call.options("e:l:", stops=True)
    _run(call, given.given("-e"), given.operands)


def perl(call: Call) -> None:
    """Edit in place with -i, in Perl or in Ruby, and read the script."""
    call.args = [_without_numbers(word) for word in call.args]
    given = call.options("e:E:M:m:I:F::i::x::C::D::r:K:W::T::", stops=True)
    codes = given.given("-e", "-E")
    files = given.operands if codes else given.operands[1:]
    if given.has("-i"):
        edit_in_place(call, files, given.given("-i"), by=f"{call.name} -i")
    _run(call, codes, given.operands)


def _without_numbers(word: Word | None) -> Word | None:
    """Leave out the numbers behind -0 and -l, which may stand before other options: -0777pi."""
    if word is None or word.text[:1] != "-" or word.text[1:2] == "-":
        return word
    kept, rest = "", word.text
    while rest and rest[0] not in TAKING:
        kept, rest = kept + rest[0], rest[1:].lstrip("01234567") if rest[0] in "0l" else rest[1:]
    return Word(kept + rest)


def _run(call: Call, codes: Words, operands: Words) -> None:
    """Read the script that stands in options, that is read, or that the command has written."""
    _doubt(call, codes)
    texts = [in_script(code) for code in codes if code is not None]
    text = "\n".join(texts) if codes else script(call, operands)[0]
    if text:
        run_script(call, text, LANGUAGES[call.program])


def _doubt(call: Call, codes: Words) -> None:
    """Take it that a script of which a part cannot be known writes, where the command has the words for it."""
    if None in codes and not call.reading.mentioned.isdisjoint(WRITERS[call.program]):
        call.unresolved()


def script(call: Call, operands: Words) -> tuple[str | None, Words]:
    """Give the script that an interpreter runs, where it can be known, and what it gets as its arguments."""
    if not operands or operands[0] == STANDARD_INPUT:
        return call.feed.text, operands or [STANDARD_INPUT]
    path = call.path(operands[0])
    return call.reading.files.written(path) if path else None, operands


def _module(call: Call, module: Word, operands: Words) -> Feed | None:
    """Run a module: those of Python's own that write files, or the program of that name."""
    if module.text == "json.tool":
        call.found(WRITE, *call.options("m:", "indent").operands[1:2])
    elif module.text in ("tarfile", "zipfile"):
        given = call.options("m:e:x:c:l:t:", "extract create list test")
        call.found(REWRITE, *((given.operands[:1] or [HERE]) if given.has("-e", "-x", "--extract") else []))
        call.found(WRITE, *given.given("-c", "--create"))
    else:
        return call.run([module, *operands])
    return None


INTERPRETERS: dict[str, Callable[[Call], Feed | None]] = {
    **dict.fromkeys(("ex", "nvim", "vi", "vim"), vi.vim),
    **dict.fromkeys(("lua", "luajit"), lua),
    **dict.fromkeys(("node", "nodejs", "ts-node", "tsx"), node),
    **dict.fromkeys(("perl", "ruby"), perl),
    **dict.fromkeys(("pypy", "python"), python),
    "ed": vi.ed,
    "php": php,
}
"""Programs that run a script, each with its rule."""
