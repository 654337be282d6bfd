"""What a patch does to files when it is applied: by `patch`, and by `git apply`."""

from __future__ import annotations

from posixpath import join

from covey.model.shell.call import within
from covey.model.shell.diffs import changes_in
from covey.model.shell.effect import REMOVE, WRITE, Word
from covey.model.shell.repository import repository_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from covey.model.shell.call import Call
    from covey.model.shell.diffs import Change
    from covey.model.shell.effect import Effect
    from covey.model.shell.options import Options
    from covey.model.shell.scene import Feed

HARMLESS = ("--check", "--stat", "--numstat", "--summary", "--cached")


def patch(call: Call) -> None:
    """Apply a patch: to the file that is named, or to those of the patch."""
    given = call.options("p:i:o:d:D:B:z:F:V:r:", "strip input output directory fuzz reject-file")
    if given.has("--dry-run", "-C", "--check"):
        return
    outputs = given.given("-o", "--output")
    if outputs or given.operands:
        call.found(WRITE, *(outputs or given.operands[:1]))
        return
    text, patched = _read(call, given.given("-i", "--input"))
    for folder in given.given("-d", "--directory"):
        call.base = call.path(folder)
    if text is None:
        _again(call, patched)
        return
    for change in changes_in(text):
        names = [name for name in (_stripped(path, _depth(given, None)) for path in (change.old, change.new)) if name]
        there = [name for name in names if call.kind_at(Word(name)) == "file"]
        kind = REMOVE if change.removes else WRITE
        call.found(kind, *(Word(name) for name in sorted(there or names[-1:], key=_order)[:1]))
        _note_rename(call, change, _depth(given, None))


def _order(name: str) -> tuple[int, int, int]:
    """Give what GNU patch goes by where several of a patch's names are there."""
    return len(name.split("/")), len(name.rpartition("/")[2]), len(name)


def git_apply(call: Call) -> None:
    """Apply patches that are read, or those of files."""
    given = call.options("p:C:", "directory exclude include whitespace")
    if given.has(*HARMLESS) and not given.has("--apply"):
        return
    files = given.operands or [None]
    for file in files:
        text, patched = _read(call, [file] if file or given.operands else [])
        if text is None:
            _again(call, patched)
        else:
            _apply(call, given, text)


def _apply(call: Call, given: Options, text: str) -> None:
    repository = repository_of(call)
    root, here = repository.root if repository else call.base, call.base
    for change in changes_in(text):
        call.base = root if change.is_of_git else here
        for kind, name in _effects(change, _depth(given, 1) or 0):
            folder = (given.given("--directory") or [None])[0]
            word = within(folder, Word(name)) if folder else Word(name)
            path = call.path(word)
            if path is None or here is None or f"{path}/".startswith(f"{here}/") or folder:
                call.found(kind, word)
    call.base = here


def _effects(change: Change, depth: int) -> Iterator[tuple[str, str]]:
    old, new = (_stripped(path, depth) for path in (change.old, change.new))
    if old and change.removes and old != new:
        yield REMOVE, old
    if new:
        yield WRITE, new


def _note_rename(call: Call, change: Change, depth: int | None) -> None:
    old, new = (_stripped(path, depth) for path in (change.old, change.new))
    if change.is_of_git and change.removes and old and new and old != new:
        call.found(REMOVE, Word(old))
        call.found(WRITE, Word(new))


def _read(call: Call, files: list[Word | None]) -> tuple[str | None, tuple[Effect, ...]]:
    """Give the text of a patch; or what it is about, where no more is known."""
    if not files or files[0] == Word("-"):
        feed: Feed = call.feed
        return feed.text, feed.patched
    return call.text_at(files[0]), call.patched_at(files[0])


def _again(call: Call, patched: Iterable[Effect]) -> None:
    """Note what a patch is about that was made of files, or that nobody knows."""
    known = list(patched)
    if not known:
        call.unresolved()
    call.reading.found.extend(effect.but(by=call.name) for effect in known)


def _depth(given: Options, without: int | None) -> int | None:
    words = given.given("-p", "--strip")
    return int(words[0].text) if words and words[0] and words[0].text.isdecimal() else without


def _stripped(path: str, depth: int | None) -> str:
    """Leave out the first names of a path; without a number all but the last."""
    if not path:
        return ""
    names = path.split("/")
    return names[-1] if depth is None else join("", *names[depth:]) if len(names) > depth else ""
