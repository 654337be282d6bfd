"""What has to be looked at after a tool ran: an edit whose lock was lost meanwhile, and a call of our own tools."""

from __future__ import annotations

from covey.coordination import words
from covey.hooks import gate
from covey.hooks.gate import edited, holder_of
from covey.model.event import Event
from covey.model.lock import Wish

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.hooks.door import Visit
    from covey.model.lock import Target


def after_edit(visit: Visit, desk: Desk) -> str:
    """Renew an edit's locks; give what to say if one had passed to another while the edit waited, else ''."""
    targets = edited(visit) if visit.call.event == "PostToolUse" else []
    return "\n".join(_after_edit(visit, desk, target) for target in targets if visit.law.guards(target)).strip()


def _after_edit(visit: Visit, desk: Desk, target: Target) -> str:
    wish = Wish(holder_of(visit), target)
    if desk.tx.lock_at(target, wish.holder) is not None:
        desk.acquire(wish)
        return ""
    blockers, _ = desk.rivals(wish)
    if not blockers:
        return ""
    names = tuple(words.holder_of(desk, lock) for lock in blockers)
    detail = f"written although {', '.join(names)} holds it"
    desk.tx.append(Event(desk.now.wall, "lock.overrun", wish.holder.session_id, target.workspace, target.path, detail))
    return words.lost(target, names) if visit.law.action(target) == "block" else ""


def end_own(visit: Visit, desk: Desk) -> None:
    """Let a call of our own tools count no more once it is over."""
    if visit.call.is_of_our_tool:
        from covey.hooks.own_tool import after_own_tool  # noqa: PLC0415 - our own tools alone; ADR 0003

        after_own_tool(visit, desk)


def settle(visit: Visit) -> None:
    """Take the settings of the repository in which a file was edited; ask before a transaction begins."""
    gate.settle(visit, edited(visit) if visit.call.event == "PostToolUse" else [])
