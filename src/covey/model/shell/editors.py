"""Programs that can write in place, or into a file of their choice, when an option says so."""

from __future__ import annotations

from covey.model.shell.call import last_name, within
from covey.model.shell.effect import WRITE, Word
from covey.model.shell.filters import pass_on
from covey.model.shell.scene import Feed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words

STANDARD_OUTPUT = Word("-")


def sed(call: Call) -> None:
    """Edit in place with -i, -i.bak, --in-place, and BSD's -i ''; write what the script says."""
    given = call.options("e:f:i::l:", "expression file line-length")
    is_in_place = given.has("-i", "--in-place")
    operands = [
        word for word in given.operands if not is_in_place or word != Word("")
    ]  # BSD's suffix, a word by itself
    has_script = given.has("-e", "-f", "--expression", "--file")
    if is_in_place:
        edit_in_place(call, operands if has_script else operands[1:], given.given("-i", "--in-place"), by="sed -i")
    scripts = given.given("-e", "--expression") + (operands[:1] if not has_script else [])
    texts = [word.text for word in scripts if word] + _written(call, given.given("-f", "--file"))
    if any("w" in text.lower() for text in texts):
        from covey.model.shell.sed_scripts import written_by  # noqa: PLC0415 - few scripts write; ADR 0003

        call.found(WRITE, *(Word(name) for text in texts for name in written_by(text)), by="sed w")


def _written(call: Call, names: Words) -> list[str]:
    """Give the scripts that the command itself has written."""
    paths = [path for name in names if (path := call.path(name))]
    return [text for path in paths if (text := call.reading.files.written(path))]


def awk(call: Call) -> None:
    """Edit in place with -i inplace; write what the program says, and run its commands."""
    given = call.options("f:F:v:i:e:E:l:", "file field-separator assign include source")
    has_program = given.has("-f", "-e", "-E", "--file", "--source")
    operands = given.operands if has_program else given.operands[1:]
    if Word("inplace") in given.given("-i", "--include"):
        files = [word for word in operands if word is None or "=" not in word.text]
        call.found(WRITE, *files, by=f"{call.name} -i inplace")
    programs = given.given("-e", "--source") + (given.operands[:1] if not has_program else [])
    texts = [word.text for word in programs if word] + _written(call, given.given("-f", "-E", "--file"))
    pairs = [word.text.partition("=") for word in (*given.given("-v", "--assign"), *operands) if word]
    for text in texts:
        if any(sign in text for sign in (">", "|", "system")):
            _run_awk(call, text, {name: value for name, sign, value in pairs if sign})


def _run_awk(call: Call, text: str, variables: dict[str, str | None]) -> None:
    from covey.model.shell.awk_scripts import AwkScript  # noqa: PLC0415 - few programs write; ADR 0003

    program = AwkScript(text, variables)
    for name in program.written():
        call.found(WRITE, None if name is None else Word(name), by=f"{call.name} >")
    for command in program.started():
        if command is not None:
            call.runner.script(call.scene.fork(), command, Feed())


def yq(call: Call) -> None:
    """Edit in place with -i; the first operand is the expression."""
    given = call.options("I:o:p:", "indent output-format input-format expression from-file")
    if given.has("-i", "--inplace", "--in-place"):
        files = given.operands if given.has("--expression", "--from-file") else given.operands[1:]
        call.found(WRITE, *files, by="yq -i")


def edit_in_place(call: Call, files: Words, suffixes: Words, *, by: str) -> None:
    """Note files that are edited, and the copies that are kept of them."""
    call.found(WRITE, *files, by=by)
    for suffix in suffixes:
        if suffix and suffix.text:
            call.found(WRITE, *(_copy(word, suffix.text) for word in files if word), by=by)


def _copy(word: Word, suffix: str) -> Word | None:
    if "/" in suffix:
        return None
    return Word(suffix.replace("*", word.text) if "*" in suffix else word.text + suffix, word.is_pattern)


def sort(call: Call) -> Feed:
    """Write to -o; else give what is read."""
    call.found(WRITE, *call.options("o:k:t:S:T:", "output key").given("-o", "--output"), by="sort -o")
    return pass_on(call)


def curl(call: Call) -> None:
    """Write to -o, or with -O to the last name of the address."""
    short = "o:H:d:X:u:F:A:e:b:c:T:m:w:x:K:r:E:C:D:U:y:Y:z:P:Q:t:h:"
    long = (
        "output header data request user form user-agent output-dir max-time write-out retry url data-raw data-binary"
    )
    given = call.options(short, long)
    names = given.given("-o", "--output")
    if given.has("-O", "--remote-name", "--remote-name-all"):
        names += _names_of(given.operands + given.given("--url"))
    folder = (given.given("--output-dir") or [None])[-1]
    for name in names:
        if name != STANDARD_OUTPUT:
            call.found(WRITE, within(folder, name) if folder else name)


def wget(call: Call) -> None:
    """Write to -O, or to the last name of the address."""
    long = "output-document directory-prefix header user-agent post-data tries timeout output-file"
    given = call.options("O:P:o:a:t:T:U:e:i:B:Q:w:l:A:R:D:I:X:", long)
    if given.has("--spider", "-r", "--recursive", "-m", "--mirror"):
        return
    folder = (given.given("-P", "--directory-prefix") or [None])[-1]
    names = given.given("-O", "--output-document")
    for name in names or _names_of(given.operands):
        if name != STANDARD_OUTPUT:
            call.found(WRITE, within(folder, name) if folder and not names else name)


def _names_of(addresses: Words) -> Words:
    return list(_each_name(addresses))


def _each_name(addresses: Words) -> Iterator[Word | None]:
    for address in addresses:
        if address is not None:
            path = address.text.partition("?")[0].partition("#")[0].partition("://")[2] or address.text
            yield last_name(Word(path)) if "/" in path.rstrip("/") else None
