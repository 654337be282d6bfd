"""What is said when an edit, or a command that writes, meets somebody else's lock; loaded only then."""

from __future__ import annotations

import os

from covey.coordination import notices, words
from covey.coordination.alternatives import free_meanwhile
from covey.coordination.hot import heat
from covey.hooks import answers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.coordination.commands import Objection
    from covey.coordination.locks import Desk, Ruling
    from covey.model.lock import Target, Wish
    from covey.model.shell.effect import Effect


def answer(
    desk: Desk,
    session_id: str,
    rulings: Sequence[Ruling],
    objections: Sequence[Objection] = (),
    unread: Sequence[Effect] = (),
) -> str:
    """Say what comes of one edit, or of one command that gets at several files, as `conflict_action` wants it.

    `unread` are the files that the command names although it cannot be told where it writes.
    """
    stopping = [one for one in (*objections, *rulings) if one.stops]
    if stopping:
        _give_back(desk, rulings)
        said = [one.said for one in objections if one.stops] + _denials(
            desk, [one for one in rulings if one.stops], unread
        )
        reason = _lines([*said, notices.news(desk, session_id)])
        return answers.ask(reason) if all(one.action == "ask" for one in stopping) else answers.deny(reason)
    for ruling in rulings:
        if ruling.verdict.lock is None:  # who does not wait is not told when it is free
            desk.tx.leave_line(ruling.wish.holder, ruling.wish.target)
    warnings = [one.said for one in objections if one.action == "warn"]
    text = _lines([*warnings, *(_news(desk, ruling) for ruling in rulings)])
    return answers.context("PreToolUse", text) if text else ""


def _give_back(desk: Desk, rulings: Sequence[Ruling]) -> None:
    """Release what was taken for what may not go on."""
    for ruling in rulings:
        verdict = ruling.verdict
        if verdict.lock is not None and verdict.is_new:
            desk.release(verdict.lock, "what it was taken for was stopped", "lock.withdrawn")


def _lines(texts: Sequence[str]) -> str:
    return words.fitting("\n".join(text for text in texts if text))


def _denials(desk: Desk, stopping: Sequence[Ruling], unread: Sequence[Effect]) -> list[str]:
    """Say what is in the way of the first file in full, and name the others."""
    if not stopping:
        return []
    first, *others = stopping
    free = free_meanwhile(desk, first.wish.target, first.wish.holder.session_id)
    more = words.also_held([one.wish.target for one in others]) if others else ""
    how_to_wait = words.HOW_TO_WAIT if _is_alone() else ""
    said = words.denial(desk, first.wish.target, first.verdict, free)
    return [said, _unread(first.wish.target, unread), how_to_wait, more, _heat(desk, first.wish)]


def _unread(target: Target, unread: Sequence[Effect]) -> str:
    """Say so where a file only counts because the command names it."""
    by = next((effect.by for effect in unread if effect.path == os.path.join(target.worktree, target.path)), "")
    if not by:
        return ""
    from covey.coordination.command_words import may_write  # noqa: PLC0415 - few commands; ADR 0003

    return may_write(by, target)


def _is_alone() -> bool:
    """Tell whether Claude Code says that nobody attends the session, so that it ends with its turn."""
    return os.environ.get("CLAUDE_CODE_SESSION_ATTENDED") == "0"


def _heat(desk: Desk, wish: Wish) -> str:
    """Say so where many want the file."""
    hot = heat(desk, wish.target)
    if hot is None:
        return ""
    from covey.coordination.advice_words import hot_file  # noqa: PLC0415 - few files are hot; ADR 0003

    return hot_file(hot)


def _news(desk: Desk, ruling: Ruling) -> str:
    """Say what a session should know of a lock that it got, or goes on without."""
    target, verdict = ruling.wish.target, ruling.verdict
    if verdict.lock is None:
        return words.warning(desk, target, verdict.blockers) if ruling.action == "warn" else ""
    said = [words.taken_over(desk, target, verdict.taken_over)] if verdict.taken_over else []
    if verdict.elsewhere and verdict.is_new:
        said.append(words.warning(desk, target, verdict.elsewhere))
    return "\n".join(said)
