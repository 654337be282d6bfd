"""What is said when an edit meets somebody else's lock; loaded only then."""

from __future__ import annotations

import os

from covey.coordination import notices, words
from covey.coordination.alternatives import free_meanwhile
from covey.hooks import answers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.importance import Patterns
    from covey.coordination.locks import Desk, Verdict
    from covey.model.lock import Wish


def answer(desk: Desk, wish: Wish, verdict: Verdict, patterns: Patterns | None = None) -> str:
    """Say what a verdict with other holders in it means for the edit, as `conflict_action` wants it for such a file."""
    action = desk.settings.conflict_action if patterns is None else patterns.action(desk.settings, wish.target)
    if verdict.lock is not None:
        return answers.context("PreToolUse", _news(desk, wish, verdict))
    if action in ("proceed", "warn"):
        desk.tx.leave_line(wish.holder, wish.target)  # who does not wait is not told when it is free
        warning = words.warning(desk, wish.target, verdict.blockers)
        return answers.context("PreToolUse", warning) if action == "warn" else ""
    free = free_meanwhile(desk, wish.target, wish.holder.session_id)
    denial = words.denial(desk, wish.target, verdict, free)
    said = [denial, words.HOW_TO_WAIT if _is_alone() else "", notices.news(desk, wish.holder.session_id)]
    reason = words.fitting("\n".join(text for text in said if text))
    return answers.ask(reason) if action == "ask" else answers.deny(reason)


def _is_alone() -> bool:
    """Tell whether Claude Code says that nobody attends the session, so that it ends with its turn."""
    return os.environ.get("CLAUDE_CODE_SESSION_ATTENDED") == "0"


def _news(desk: Desk, wish: Wish, verdict: Verdict) -> str:
    """Say what a session should know of the lock that it got."""
    said: list[str] = []
    if verdict.taken_over:
        said.append(words.taken_over(desk, wish.target, verdict.taken_over))
    if verdict.elsewhere:
        said.append(words.warning(desk, wish.target, verdict.elsewhere))
    return words.fitting("\n".join(said))
