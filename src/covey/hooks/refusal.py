"""What is said when an edit meets somebody else's lock; loaded only then."""

from __future__ import annotations

from covey.coordination import words
from covey.coordination.alternatives import free_meanwhile
from covey.hooks import answers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.importance import Patterns
    from covey.coordination.locks import Desk, Verdict, Wish


def answer(desk: Desk, wish: Wish, verdict: Verdict, patterns: Patterns | None = None) -> str:
    """Say what a verdict with other holders in it means for the edit, as `conflict_action` wants it for such a file."""
    action = desk.settings.conflict_action if patterns is None else patterns.action(desk.settings, wish.target)
    if verdict.lock is not None:
        return answers.context("PreToolUse", words.warning(desk, wish.target, verdict.elsewhere))
    if action in ("proceed", "warn"):
        desk.tx.leave_line(wish.holder, wish.target)  # who does not wait is not told when it is free
        warning = words.warning(desk, wish.target, verdict.blockers)
        return answers.context("PreToolUse", warning) if action == "warn" else ""
    free = free_meanwhile(desk, wish.target, wish.holder.session_id)
    reason = words.denial(desk, wish.target, verdict, free)
    return answers.ask(reason) if action == "ask" else answers.deny(reason)
