"""Merges tried on a workbench: for two worktrees, the files that would conflict, and where in them."""

from __future__ import annotations

import os

from covey.coordination.git import refused
from covey.coordination.workbench import Workbench
from covey.errors import CoveyError, UserError
from covey.model.merge import beginning, line_before, parts, read_changes, read_merge, side_of, spans
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from covey.model.merge import Conflict, Part

SECONDS = 20.0
"""For all pairs of one repository together."""

MOST_FILES_READ = 20
"""Of more conflicting files only the names are told."""

MOST_BYTES_READ = 2_000_000
WOULD_CONFLICT = 1
"""The status with which git says so."""

Pair = tuple[str, str]
Lines = tuple[int, int] | None


class Hunk(Value):
    """One place in a file: which lines each side has there (None where it has none), and how they begin."""

    lines: tuple[Lines, Lines]
    text: tuple[tuple[str, ...], tuple[str, ...]]


class Trouble(Value):
    """A file that would conflict, and where; `hunks` is None where it was not looked into."""

    path: str
    kind: str
    hunks: tuple[Hunk, ...] | None = ()


class Outcome(Value):
    """What is known of two worktrees: the files that would conflict, or why that could not be found out."""

    files: tuple[Trouble, ...] = ()
    problem: str = ""


def forecasts(pairs: Iterable[Pair], seconds: float = SECONDS) -> dict[Pair, Outcome]:
    """Try to merge each pair of worktrees of one repository, all of it within a time; writes nothing of theirs."""
    wanted = sorted(set(pairs))
    if not wanted:
        return {}
    try:
        with Workbench(_standing(wanted), seconds) as bench:
            trial = _Trial(bench)
            return {pair: trial.forecast(pair) for pair in wanted}
    except (CoveyError, OSError) as error:
        return {pair: Outcome(problem=_told(error)) for pair in wanted}


def _standing(pairs: Sequence[Pair]) -> str:
    """Name a worktree that is still there, to find the repository by."""
    names = [name for pair in pairs for name in pair]
    return next((name for name in names if os.path.isdir(name)), names[0])


def _told(error: Exception) -> str:
    if not isinstance(error, CoveyError):
        return str(error)
    return f"{error.message}: {error.hint}" if error.hint else error.message


def _path(conflict: Conflict, labels: Pair) -> str:
    """Give a path as people know it, without the label by which git tells a file from a folder of the same name."""
    plain = conflict.path
    for label in labels:
        plain = plain.removesuffix(f"~{label}".encode())
    return plain.decode("utf-8", "backslashreplace")


class _Trial:
    """The merges of one repository; each worktree is looked at once."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._commits: dict[str, str | CoveyError] = {}

    def forecast(self, pair: Pair) -> Outcome:
        """Try one merge; whatever stands in its way is told."""
        try:
            one, other = (self._commit(worktree) for worktree in pair)
            return Outcome(self._merge(pair[0], one, other))
        except (CoveyError, OSError) as error:
            return Outcome(problem=_told(error))

    def _commit(self, worktree: str) -> str:
        if worktree not in self._commits:
            try:
                self._commits[worktree] = self._bench.snapshot(worktree)
            except CoveyError as error:
                self._commits[worktree] = UserError(f"{worktree}: {_told(error)}", code=error.code)
        found = self._commits[worktree]
        if isinstance(found, CoveyError):
            raise found
        return found

    def _merge(self, worktree: str, one: str, other: str) -> tuple[Trouble, ...]:
        if self._is_contained(worktree, one, other):
            return ()
        answer = self._bench.ask(worktree, "merge-tree", "--write-tree", "-z", "--messages", one, other)
        if answer.status not in (0, WOULD_CONFLICT):
            raise refused(answer)
        merge = read_merge(answer.out)
        conflicts = merge.conflicts if answer.status else ()
        hunks = [self._hunks(worktree, merge.tree, each, (one, other)) for each in conflicts[:MOST_FILES_READ]]
        unread = [None] * (len(conflicts) - len(hunks))
        return tuple(
            Trouble(_path(each, (one, other)), each.kind, where)
            for each, where in zip(conflicts, [*hunks, *unread], strict=True)
        )

    def _is_contained(self, worktree: str, one: str, other: str) -> bool:
        """Tell whether one side is all in the other already: a trial would only renew the times of its objects."""
        base = self._bench.ask(worktree, "merge-base", one, other).out.decode().strip()
        return base in (one, other)

    def _hunks(self, worktree: str, tree: str, conflict: Conflict, labels: Pair) -> tuple[Hunk, ...] | None:
        """List where a file conflicts; nothing where the conflict is not one of its lines."""
        if not (conflict.one and conflict.other):
            return ()
        merged = self._content(worktree, tree, conflict.path)
        if merged is None:
            return None
        found = parts(merged, *labels)
        texts = [(beginning(part.one), beginning(part.other)) for part in found if part.is_conflict]
        if not texts:
            return ()
        ones = self._lines(worktree, conflict.one, found, takes_one=True)
        others = self._lines(worktree, conflict.other, found, takes_one=False)
        return tuple(map(Hunk, zip(ones, others, strict=True), texts))

    def _content(self, worktree: str, tree: str, path: bytes) -> bytes | None:
        """Give a file of a result; None for one that is no plain file, or too large to be looked into."""
        entry = self._bench.output(worktree, "ls-tree", "-z", "--long", "--full-tree", tree, "--", os.fsdecode(path))
        fields = entry.partition(b"\t")[0].split()
        if not fields or not fields[0].startswith(b"100") or int(fields[3]) > MOST_BYTES_READ:
            return None
        return self._bench.output(worktree, "cat-file", "blob", fields[2].decode())

    def _lines(self, worktree: str, side: str, found: list[Part], *, takes_one: bool) -> list[Lines]:
        """Give for each conflict the lines that it has in a side's own file, which lacks the other's changes."""
        whole = side_of(found, takes_one=takes_one)
        made = self._bench.output(worktree, "hash-object", "-w", "--stdin", told=whole).decode().strip()
        options = ("-U0", "--no-color", "--no-ext-diff", "--no-textconv", "--text")
        changes = read_changes(self._bench.output(worktree, "diff", *options, side, made))
        return [
            (line_before(first, changes), line_before(last, changes)) if first <= last else None
            for first, last in spans(found, takes_one=takes_one)
        ]
