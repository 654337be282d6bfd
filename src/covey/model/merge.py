"""A merge that was tried: which files would conflict, how and where, read off what git prints of it."""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BASE, ONE, OTHER = 1, 2, 3
"""The stages of a file in conflict: as it was, as the one side has it, and as the other has it."""

CONFLICT = "CONFLICT ("
MOST_LINES = 3
LONGEST_LINE = 120


class Conflict(Value):
    """A file that would conflict: what kind of conflict, and the object of each side that has the file."""

    path: bytes
    kind: str
    one: str
    other: str


class Part(Value):
    """A part of a merged text, as each side has it; in conflict or not."""

    one: tuple[bytes, ...]
    other: tuple[bytes, ...]
    is_conflict: bool


class Merge(Value):
    """What came of a trial: the tree of the result, and what conflicts in it."""

    tree: str
    conflicts: tuple[Conflict, ...]


def read_merge(printed: bytes) -> Merge:
    """Read what `git merge-tree --write-tree -z --messages` prints."""
    tree, *rest = printed.split(b"\0")
    end = rest.index(b"") if b"" in rest else len(rest)
    stages = _stages(rest[:end])
    kinds = _kinds(rest[end + 1 :], stages)
    paths = sorted({*stages, *kinds})
    return Merge(tree.decode().strip(), tuple(_conflict(path, kinds, stages.get(path, {})) for path in paths))


def _stages(entries: Iterable[bytes]) -> dict[bytes, dict[int, str]]:
    stages: dict[bytes, dict[int, str]] = {}
    for entry in entries:
        info, _, path = entry.partition(b"\t")
        _, found, stage = info.decode().split()
        stages.setdefault(path, {})[int(stage)] = found
    return stages


def _kinds(fields: list[bytes], stages: dict[bytes, dict[int, str]]) -> dict[bytes, str]:
    """Give the kind for each path that a message of a conflict names; the first one counts, but binary is told."""
    kinds: dict[bytes, str] = {}
    for paths, kind in _messages(fields):
        for path in [path for path in paths if path in stages] or paths[:1]:
            if kind == "binary" or path not in kinds:
                kinds[path] = kind
    return kinds


def _messages(fields: list[bytes]) -> Iterator[tuple[list[bytes], str]]:
    at = 0
    while at < len(fields) and fields[at].isdigit():
        last = at + 1 + int(fields[at])
        kind = fields[last].decode()
        if kind.startswith(CONFLICT):
            yield fields[at + 1 : last], kind.removeprefix(CONFLICT).partition(")")[0]
        at = last + 2


def _conflict(path: bytes, kinds: dict[bytes, str], stages: dict[int, str]) -> Conflict:
    kind = kinds.get(path, "contents")
    if kind == "contents":
        kind = "content" if BASE in stages else "add/add"
    return Conflict(path, kind, stages.get(ONE, ""), stages.get(OTHER, ""))


def parts(merged: bytes, one: str, other: str) -> list[Part]:
    """Cut a merged text where its conflicts, of which the sides are labelled `one` and `other`, begin and end."""
    found: list[Part] = []
    both: list[bytes] = []
    lines = iter(merged.splitlines(keepends=True))
    for line in lines:
        size = _mark(line, b"<", one)
        if not size:
            both.append(line)
            continue
        found += [Part(tuple(both), tuple(both), is_conflict=False), _in_conflict(lines, size, other)]
        both = []
    return [*found, Part(tuple(both), tuple(both), is_conflict=False)]


def _in_conflict(lines: Iterator[bytes], size: int, other: str) -> Part:
    sides: tuple[list[bytes], list[bytes]] = ([], [])
    side = 0
    for line in lines:
        if side == 0 and line.rstrip(b"\r\n") == b"=" * size:
            side = 1
        elif side == 1 and _mark(line, b">", other):
            break
        else:
            sides[side].append(line)
    return Part(tuple(sides[0]), tuple(sides[1]), is_conflict=True)


def _mark(line: bytes, sign: bytes, label: str) -> int:
    """Give the length of the mark that a line is; 0 where it is none."""
    rest = line.lstrip(sign)
    return len(line) - len(rest) if rest.startswith(b" " + label.encode()) else 0


def side_of(found: Iterable[Part], *, takes_one: bool) -> bytes:
    """Give a merged text with every conflict decided for one side."""
    return b"".join(line for part in found for line in (part.one if takes_one else part.other))


def spans(found: Iterable[Part], *, takes_one: bool) -> list[tuple[int, int]]:
    """Give the first and last line of each conflict in `side_of`; where it has none the last is before the first."""
    numbers: list[tuple[int, int]] = []
    at = 0
    for part in found:
        count = len(part.one if takes_one else part.other)
        if part.is_conflict:
            numbers.append((at + 1, at + count))
        at += count
    return numbers


def line_before(number: int, changes: Iterable[tuple[int, int, int, int]]) -> int:
    """Give the number that a line had before some changes, which are given as a diff's: old, count, new, count."""
    shift = sum(removed - added for _, removed, new, added in changes if new + max(added, 1) - 1 < number)
    return number + shift


def read_changes(diff: bytes) -> list[tuple[int, int, int, int]]:
    """List the changes of a diff without context."""
    heads = [line.split(b" ")[1:3] for line in diff.split(b"\n") if line.startswith(b"@@ -")]
    return [(*_span(old), *_span(new)) for old, new in heads]


def _span(text: bytes) -> tuple[int, int]:
    first, comma, count = text[1:].partition(b",")
    return int(first), int(count) if comma else 1


def beginning(lines: tuple[bytes, ...]) -> tuple[str, ...]:
    """Give the first of a side's lines, as text."""
    return tuple(line.rstrip(b"\r\n").decode("utf-8", "backslashreplace")[:LONGEST_LINE] for line in lines[:MOST_LINES])
