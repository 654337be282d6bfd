"""Programs that run a script: the one that stands in the command, or that the command has written before."""

from __future__ import annotations

from covey.model.shell.call import HERE
from covey.model.shell.effect import REWRITE, WRITE, Word
from covey.model.shell.marks import in_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.scene import Feed, Words

STANDARD_INPUT = Word("-")


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
        return None
    from covey.model.shell.python import run_python  # noqa: PLC0415 - its syntax trees cost 2 ms; ADR 0003

    return run_python(call, text, arguments)


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
