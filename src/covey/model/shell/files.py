"""Programs that make, move, copy and remove files."""

from __future__ import annotations

from posixpath import join

from covey.model.shell.call import HERE, last_name, within
from covey.model.shell.effect import REMOVE, REWRITE, WRITE, Word
from covey.model.shell.marks import in_script
from covey.model.shell.path_globs import is_glob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.model.shell.call import Call
    from covey.model.shell.options import Options
    from covey.model.shell.scene import Feed, Words

MOST_COPIED = 100
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
    call.found(REMOVE, *(whole(word) if is_deep else word for word in given.operands))


def whole(word: Word | None) -> Word | None:
    """Give a word that stands for folders too: a pattern means all beneath what it matches by the slash at its end."""
    return word.but(text=join(word.text, "")) if word is not None and word.is_pattern else word


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
        call.found(REMOVE, whole(source))
        call.found(REWRITE if call.kind_at(source) == "folder" else WRITE, whole(target))


def cp(call: Call) -> None:
    """Copy files or, when told so, all that is in a folder."""
    given = call.options(COPYING, COPYING_LONG)
    is_deep = given.has("-r", "-R", "-a", "--recursive", "--archive")
    for source, target in transfers(call, given):
        if is_deep and call.kind_at(source) == "folder":
            _copy_folder(call, source, target)
        else:
            call.found(WRITE, whole(target) if is_deep else target)


def _copy_folder(call: Call, source: Word | None, target: Word | None) -> None:
    """Note the files that a folder's copy consists of; of many files that any in it may be written."""
    names, path = _files_in(call, call.path(source) or "", MOST_COPIED), call.path(target)
    if names is None:
        call.found(REWRITE, target)
    else:
        call.found(WRITE, *(within(target, Word(name)) for name in names))
    if path and target and not target.is_pattern:
        call.reading.files.make_folder(path)


def _files_in(call: Call, folder: str, most: int) -> list[str] | None:
    """List the files beneath a folder, None where they are more than so many, or cannot be listed."""
    names, found = call.reading.files.names(folder) if most > 0 else None, list[str]()
    for name in names or ():
        inner = [name]
        if call.reading.files.kind(join(folder, name)) == "folder":
            listed = _files_in(call, join(folder, name), most - len(found) - 1)  # links may lead in circles
            if listed is None:
                return None
            inner = [join(name, one) for one in listed]
        found += inner
    return found if names is not None and len(found) <= most else None


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
        is_inside = is_folder and not (given.has("-T", "--no-target-directory") or _is_contents(source))
        yield source, within(target, last_name(source)) if is_inside else target


def _is_contents(source: Word | None) -> bool:
    """Tell whether a path names what is in a folder, as `src/.` does."""
    return source is not None and (source.text in (".", "..") or source.text.endswith(("/.", "/..")))


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
    is_partial = given.has("--delete", "--files-from", "--exclude", "--include", "--filter", "-f")
    if given.has("-a", "-r", "--archive", "--recursive", "--files-from"):
        for source in given.operands[:-1]:
            _sync(call, source, target, is_whole=not is_partial)
    else:
        call.found(WRITE, *(inner for _, inner in transfers(call, given)))


def _sync(call: Call, source: Word | None, target: Word, *, is_whole: bool) -> None:
    """Note what a folder's files become: in the target, where a slash stands behind it, else in a folder there."""
    is_remote = source is not None and ":" in source.text.partition("/")[0]
    if source is None or is_remote or not is_whole or call.kind_at(source) != "folder":
        call.found(REWRITE, target)
    else:
        is_inside = not source.text.endswith("/") and not _is_contents(source)
        _copy_folder(call, source, within(target, last_name(source)) if is_inside else target)


def dd(call: Call) -> None:
    """Write to of=."""
    words = [word for word in call.args if word is not None and word.text.startswith("of=")]
    call.found(WRITE, *(Word(word.text[3:], word.is_pattern) for word in words), by="dd of=")


def truncate(call: Call) -> None:
    """Cut files."""
    call.found(WRITE, *call.options("s:r:", "size reference").operands)


def zip_(call: Call) -> None:
    """Write an archive, and with -m delete what it holds now."""
    given = call.options("x:i:b:n:t:P:")
    call.found(WRITE, *given.operands[:1])
    call.found(REMOVE, *(given.operands[1:] if given.has("-m", "--move") else []))


def fallocate(call: Call) -> None:
    """Give a file its size."""
    call.found(WRITE, *call.options("l:o:", "length offset").operands)


def iconv(call: Call) -> None:
    """Write to -o."""
    call.found(WRITE, *call.options("f:t:o:", "from-code to-code output").given("-o", "--output"))


def xxd(call: Call) -> None:
    """Write to the second operand."""
    call.found(WRITE, *call.options("c:g:l:o:s:n:", "cols len seek").operands[1:2])


def script(call: Call) -> None:
    """Run a script, and write what it says to a file; without one, it waits for a person."""
    given = call.options("c:I:O:B:T:E:m:o:", "command log-in log-out log-io output-limit")
    for text in given.given("-c", "--command"):
        if text is not None:
            call.runner.script(call.scene.fork(), in_script(text), call.feed)
        call.found(WRITE, *(given.operands[:1] or [Word("typescript")]))


def rename(call: Call) -> None:
    """Give files names that an expression makes of theirs."""
    given = call.options("e:")
    words = given.operands[0 if given.has("-e") else 1 :]
    if words and not given.has("-n", "--nono", "--no-act"):
        call.found(REMOVE, *words)
        call.unresolved()


def tar(call: Call) -> None:
    """Unpack into a folder, or write an archive."""
    args = call.args
    if args and args[0] is not None and not args[0].text.startswith("-"):
        call.args = [Word("-" + args[0].text), *args[1:]]
    given = call.options("f:C:b:T:X:I:", "file directory exclude files-from transform strip-components to-command")
    if given.has("-x", "--extract", "--get") and not given.has("-O", "--to-stdout"):
        strip = (given.given("--strip-components") or [None])[0]
        depth = int(strip.text) if strip and strip.text.isdecimal() else 0
        folder = (given.given("-C", "--directory") or [HERE])[-1]
        _unpack(call, (given.given("-f", "--file") or [None])[0], folder, given.operands, depth)
    elif given.has("-c", "-r", "-u", "-A", "--create", "--append", "--update"):
        call.found(WRITE, *(word for word in given.given("-f", "--file") if word != Word("-")), by="tar c")
        call.found(REMOVE, *(given.operands if given.has("--remove-files") else []), by="tar --remove-files")


def _unpack(call: Call, archive: Word | None, folder: Word | None, wanted: Words, depth: int) -> None:
    """Note the files that come out of an archive."""
    path = None if archive is None or archive.is_pattern else call.path(archive)
    members = call.reading.files.members(path) if path else None
    if members is None or None in wanted:
        call.unresolved()
        return
    texts = [word.text.rstrip("/") for word in wanted if word]
    for name in members:
        is_wanted = not texts or any(is_glob(text) or f"{name}/".startswith(f"{text}/") for text in texts)
        inner = "/".join(name.split("/")[depth:])
        if is_wanted and inner:
            call.found(WRITE, within(folder, Word(inner)))


def unzip(call: Call) -> None:
    """Unpack into a folder."""
    given = call.options("d:x:P:")
    if not given.has("-l", "-t", "-p", "-Z", "-v", "-z", "-c"):
        archive, folder = (given.operands or [None])[0], (given.given("-d") or [HERE])[-1]
        _unpack(call, archive, folder, given.operands[1:], 0)


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
