"""The files that a patch changes, where the patch stands in the command itself."""

from __future__ import annotations

from covey.model.shell.call import HERE
from covey.model.shell.effect import REWRITE, WRITE, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.model.shell.call import Call


def patch(call: Call) -> None:
    """Apply a patch: to the file that is named, to those of the patch, or to whatever it says."""
    given = call.options("p:i:o:d:D:B:z:F:V:r:", "strip input output directory fuzz reject-file")
    if given.has("--dry-run", "-C", "--check"):
        return
    outputs = given.given("-o", "--output")
    strip = (given.given("-p", "--strip") or [None])[0]
    folder = (given.given("-d", "--directory") or [None])[0]
    text = None if given.has("-i", "--input") or len(given.operands) > 1 else call.feed.text
    if outputs or given.operands:
        call.found(WRITE, *(outputs or given.operands[:1]))
    elif text is None or folder:
        call.found(REWRITE, folder or HERE)
    else:
        depth = int(strip.text) if strip and strip.text.isdecimal() else None
        call.found(WRITE, *(Word(name) for name in files_of(text, depth)))


def files_of(diff: str, strip: int | None) -> list[str]:
    """Give the files that a diff names, without their first names; None leaves only the last."""
    return [name for name in dict.fromkeys(_stripped(path, strip) for path in _paths(diff)) if name]


def _paths(diff: str) -> Iterator[str]:
    for line in diff.splitlines():
        if line.startswith(("--- ", "+++ ")):
            path = line[4:].partition("\t")[0].strip().strip('"')
            if path != "/dev/null":
                yield path


def _stripped(path: str, strip: int | None) -> str:
    names = path.split("/")
    return names[-1] if strip is None else "/".join(names[strip:])
