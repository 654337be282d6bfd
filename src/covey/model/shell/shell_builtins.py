"""Builtins of the shell that change what the commands after them see: the folder, the parameters, the variables."""

from __future__ import annotations

from covey.model.shell.effect import Word
from covey.model.shell.scene import EXIT, LOOP, RETURN, Feed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words

ENDS = {"exit": EXIT, "return": RETURN, "break": LOOP, "continue": LOOP}
BLANKS = " \t\n"


def cd(call: Call) -> None:
    """Change the folder; `cd -` goes back, `cd` alone goes home; one that is not there leaves everything as it is."""
    scene = call.scene
    before = scene.cwd
    operands = call.options().operands
    if operands == [Word("-")]:
        scene.cwd = scene.last_folder()
    elif operands and _is_missing(call, operands[0]):
        scene.has_failed = True
        return
    else:
        scene.enter(operands[0] if operands else scene.value("HOME"))
    scene.was_in = [*([] if call.name == "cd" else scene.was_in), before]


def _is_missing(call: Call, folder: Word | None) -> bool:
    """Tell whether a folder is certainly not there, nor made by what ran before."""
    path = call.path(folder)
    if path is None or (folder and folder.is_pattern):
        return False
    kind = call.reading.files.kind(path)
    return kind == "file" or (not kind and not call.reading.may_have_made_folders)


def popd(call: Call) -> None:
    """Go back to where `pushd` was called."""
    call.scene.cwd = call.scene.was_in.pop() if call.scene.was_in else None


def mkdir(call: Call) -> None:
    """Make folders, which may be entered from now on."""
    for word in call.options("m:Z::", "mode").operands:
        path = call.path(word)
        while path and path != "/" and not call.reading.files.kind(path):
            call.reading.files.make_folder(path)
            path = path.rpartition("/")[0]


def end(call: Call) -> None:
    """End the script, the function or the turn of a loop."""
    call.scene.ended = ENDS[call.name]


def fail(call: Call) -> None:
    """Do nothing, without success."""
    call.scene.has_failed = True


def set_(call: Call) -> None:
    """Set the parameters, and with -e let what fails end the script."""
    for at, word in enumerate(call.args):
        text = "" if word is None or word.is_pattern else word.text
        if text == "--" or text[:1] not in ("-", "+") or text == "-":
            call.scene.parameters = call.args[at + (text in ("--", "-")) :]
            return
        if "e" in text and "o" not in text:
            call.scene.stops_on_failure = text[0] == "-"


def shift(call: Call) -> None:
    """Leave out the first parameters."""
    first = call.args[0] if call.args else Word("1")
    is_number = first is not None and first.text.isdecimal()
    call.scene.parameters = call.scene.parameters[int(first.text) :] if first and is_number else [None]


def read(call: Call) -> None:
    """Take a line apart into variables."""
    given = call.options("a:d:i:n:N:p:t:u:")
    line, array = call.feed.lines()[:1], given.given("-a")
    words: Words = _fields(call, line[0], len(given.operands) if not array else 0) if line else [Word("")]
    if array and array[0]:
        call.scene.arrays[array[0].text] = words
        return
    for at, name in enumerate(given.operands):
        if name is not None:
            call.scene.assign(name.text, words[at] if at < len(words) else Word("") if None not in words else None)


def _fields(call: Call, line: Feed, most: int) -> Words:
    """Cut a line where the shell would; the last field of a few takes the rest."""
    if line.text is None:
        return [*line.names] if line.names and (most < 2 or None in line.names) else [None]  # noqa: PLR2004 - one name
    separators = call.scene.value("IFS") if "IFS" in call.scene.variables else Word(BLANKS)
    if separators is None:
        return [None]
    text = line.text.rstrip("\0\n")
    blanks = "".join(char for char in separators.text if char in BLANKS)
    for char in separators.text[1:]:
        text = text.replace(char, separators.text[0])
    text = text.strip(blanks) if blanks else text
    if most == 1 or not separators.text:
        return [Word(line.text.rstrip("\0\n").strip(blanks) if blanks else text)]
    is_blank = separators.text[0] in BLANKS
    return [Word(field) for field in text.split(None if is_blank else separators.text[0], most - 1)]


def mapfile(call: Call) -> None:
    """Take each line into an array."""
    given = call.options("d:n:O:s:u:C:c:")
    name = given.operands[0].text if given.operands and given.operands[0] else "MAPFILE"
    lines = call.feed.lines()
    call.scene.arrays[name] = [
        Word(line.text.rstrip("\0\n")) if line.text is not None else (line.names or (None,))[0] for line in lines
    ]
