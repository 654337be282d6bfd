"""Programs that make, move, copy and remove files."""

from __future__ import annotations

from posixpath import join

from covey.model.shell.call import HERE, last_name, within
from covey.model.shell.effect import REMOVE, REWRITE, WRITE, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.model.shell.call import Call
    from covey.model.shell.options import Options
    from covey.model.shell.scene import Feed, Words

COPYING = "t:S:m:o:g:"
COPYING_LONG = "target-directory suffix mode owner group context"


def tee(call: Call) -> Feed:
    """Write what is read, into each operand, and give it on."""
    given = call.options()
    call.found(WRITE, *given.operands)
    for word in given.operands if not given.has("-a", "--append") else ():
        if path := call.path(word):
            call.reading.files.write(path, call.feed.text, call.feed.patched)
    return call.feed


def touch(call: Call) -> None:
    """Make files, or change their times."""
    call.found(WRITE, *call.options("d:t:r:s:", "date time reference size").operands)


def rm(call: Call) -> None:
    """Delete files and, when told so, folders."""
    given = call.options()
    is_deep = given.has("-r", "-R", "--recursive")
    for word in given.operands:
        if word is not None and word.is_pattern and is_deep:
            call.found(REMOVE, Word(join(word.text, ""), 1))
        else:
            call.found(REMOVE, word)


def rmdir(call: Call) -> None:
    """Delete empty folders."""
    call.found(REMOVE, *call.options().operands)


def shred(call: Call) -> None:
    """Overwrite files, and with -u delete them."""
    given = call.options("n:s:", "iterations size random-source")
    call.found(REMOVE if given.has("-u", "--remove") else WRITE, *given.operands)


def mv(call: Call) -> None:
    """Move files: the old names go, the new ones are written."""
    for source, target in transfers(call, call.options(COPYING, COPYING_LONG)):
        call.found(REMOVE, source)
        call.found(REWRITE if call.kind_at(source) == "folder" else WRITE, target)


def cp(call: Call) -> None:
    """Copy files or, when told so, all that is in a folder."""
    given = call.options(COPYING, COPYING_LONG)
    is_deep = given.has("-r", "-R", "-a", "--recursive", "--archive")
    for source, target in transfers(call, given):
        call.found(REWRITE if is_deep and call.kind_at(source) == "folder" else WRITE, target)


def install(call: Call) -> None:
    """Copy files and set their modes; -d only makes folders."""
    given = call.options(COPYING, COPYING_LONG)
    if not given.has("-d", "--directory"):
        call.found(WRITE, *(target for _, target in transfers(call, given)))


def ln(call: Call) -> None:
    """Make links; of a single operand, here."""
    given = call.options("t:S:", COPYING_LONG)
    if len(given.operands) == 1 and not given.has("-t", "--target-directory"):
        call.found(WRITE, last_name(given.operands[0]))
        return
    call.found(WRITE, *(target for _, target in transfers(call, given)))


def transfers(call: Call, given: Options) -> Iterator[tuple[Word | None, Word | None]]:
    """Give each source with the path that it goes to: in the last operand, where that is a folder, or in its place."""
    folders = given.given("-t", "--target-directory")
    sources = given.operands if folders else given.operands[:-1]
    if not sources:
        return
    target = folders[0] if folders else given.operands[-1]
    is_folder = bool(folders) or len(sources) > 1 or _is_folder(call, target) or _is_many(sources, target)
    for source in sources:
        is_inside = is_folder and not given.has("-T", "--no-target-directory")
        yield source, within(target, last_name(source)) if is_inside else target


def _is_folder(call: Call, word: Word | None) -> bool:
    return word is not None and (word.text.endswith(("/", "/.", "/..")) or call.kind_at(word) == "folder")


def _is_many(sources: Words, target: Word | None) -> bool:
    """Tell whether a wildcard may stand for several files; one that is in the target too is a loop's, one by one."""
    return target is not None and not target.is_pattern and any(source and source.is_pattern for source in sources)


def rsync(call: Call) -> None:
    """Copy whole folders, unless only one file is named, or the target is on another machine."""
    given = call.options("e:f:T:B:M:", "rsh exclude include filter exclude-from include-from files-from chmod port")
    target = given.operands[-1] if len(given.operands) > 1 else None
    if target is None or ":" in target.text.partition("/")[0] or given.has("-n", "--dry-run", "--list-only"):
        return
    if given.has("-a", "-r", "--archive", "--recursive", "--files-from"):
        call.found(REWRITE, target)
    else:
        call.found(WRITE, *(inner for _, inner in transfers(call, given)))


def dd(call: Call) -> None:
    """Write to of=."""
    texts = [word.text for word in call.args if word is not None and not word.is_pattern]
    call.found(WRITE, *(Word(text[3:]) for text in texts if text.startswith("of=")), by="dd of=")


def truncate(call: Call) -> None:
    """Cut files."""
    call.found(WRITE, *call.options("s:r:", "size reference").operands)


def zip_(call: Call) -> None:
    """Write an archive."""
    archive = call.options("x:i:b:n:t:P:").operands[:1]
    call.found(WRITE, *archive)


def tar(call: Call) -> None:
    """Unpack into a folder, or write an archive."""
    args = call.args
    if args and args[0] is not None and not args[0].text.startswith("-"):
        call.args = [Word("-" + args[0].text), *args[1:]]
    given = call.options("f:C:b:T:X:I:", "file directory exclude files-from transform strip-components to-command")
    if given.has("-x", "--extract", "--get") and not given.has("-O", "--to-stdout"):
        call.found(REWRITE, *(given.given("-C", "--directory") or [HERE]), by="tar x")
    elif given.has("-c", "-r", "-u", "-A", "--create", "--append", "--update"):
        call.found(WRITE, *(word for word in given.given("-f", "--file") if word != Word("-")), by="tar c")


def unzip(call: Call) -> None:
    """Unpack into a folder."""
    given = call.options("d:x:P:")
    if not given.has("-l", "-t", "-p", "-Z", "-v", "-z", "-c"):
        call.found(REWRITE, *(given.given("-d") or [HERE]))


def gzip(call: Call) -> None:
    """Replace files by packed ones, or the other way round."""
    given = call.options("S:T:", "suffix threads")
    if given.has("-c", "--stdout", "-l", "--list", "-t", "--test"):
        return
    endings = {"gzip": ".gz", "gunzip": ".gz", "bzip2": ".bz2", "bunzip2": ".bz2", "xz": ".xz", "unxz": ".xz"}
    ending = endings[call.program]
    is_unpacking = call.program.startswith(("gun", "bun", "un")) or given.has("-d", "--decompress")
    for word in given.operands:
        if word is not None:
            text = word.text.removesuffix(ending) if is_unpacking else word.text + ending
            call.found(WRITE, Word(text, word.is_pattern))
            call.found(REMOVE, *([] if given.has("-k", "--keep") else [word]))
