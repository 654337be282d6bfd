"""The gate: before an edit, its file is locked for the session, or the edit is stopped (S1-3)."""

from __future__ import annotations

from covey.coordination import places
from covey.coordination.locks import Ruling
from covey.coordination.registry import Register
from covey.errors import UserError
from covey.model.lock import Holder, Wish
from covey.model.session import BUSY
from covey.settings import EDIT_TOOLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.hooks.door import Visit
    from covey.model.lock import Target
    from covey.store.contract import Transaction

MCP = "mcp__"
"""How the names of all tools of MCP servers begin."""

POWERSHELL = "PowerShell"
SHELLS = ("Bash", POWERSHELL)
"""The tools that run commands."""


def before_edit(visit: Visit) -> str:
    """Answer a PreToolUse call: '' lets it go on."""
    if visit.call.event != "PreToolUse" or not visit.call.text("tool_name"):
        raise UserError("the gate was called for no tool that is about to be used", code="hook_input")
    if visit.call.text("tool_name") in SHELLS:
        from covey.hooks.command import before_command  # noqa: PLC0415 - edits do not pay for commands; ADR 0003

        return before_command(visit)
    if visit.call.is_of_our_tool:
        from covey.hooks.own_tool import before_own_tool  # noqa: PLC0415 - as above; ADR 0003

        return before_own_tool(visit)
    targets = edited(visit)
    settle(visit, targets)
    return visit.decide(lambda tx: _judged(visit, tx, targets))


def _judged(visit: Visit, tx: Transaction, targets: Sequence[Target]) -> str:
    desk = visit.desk(tx, visit.machine.now())
    Register(desk).present(visit.call.session_id, BUSY, visit.arrival)
    wishes = [Wish(holder_of(visit), target) for target in targets if visit.law.guards(target)]
    rulings = [Ruling(wish, desk.acquire(wish), visit.law.action(wish.target)) for wish in wishes]
    if all(ruling.is_plain for ruling in rulings):
        return ""
    from covey.hooks.refusal import answer  # noqa: PLC0415 - the common path does not pay for it; ADR 0003

    return answer(desk, visit.call.session_id, rulings)


def settle(visit: Visit, targets: Sequence[Target]) -> None:
    """Take the settings of the repository that a file is in, which may be another than the session's."""
    if targets and targets[0].worktree != places.NO_REPOSITORY:
        visit.settle(targets[0].worktree)


def edited(visit: Visit) -> list[Target]:
    """Give what an editing tool's call is about; nothing where it is no editing tool's."""
    call = visit.call
    tool = call.text("tool_name")
    if tool.startswith(MCP) and not call.is_of_our_tool:
        from covey.hooks.write_tools import written  # noqa: PLC0415 - tools of MCP servers alone; ADR 0003

        return [places.file_target(path, call.cwd) for path in written(call, visit.settings.write_tools)]
    if tool not in EDIT_TOOLS:
        return []
    path = call.tool_text(EDIT_TOOLS[tool])
    if not path:
        raise UserError(f"the call of {tool} names no file", code="hook_input")
    return [places.file_target(path, call.cwd)]


def holder_of(visit: Visit) -> Holder:
    """Tell who would hold: the session, or the subagent where subagents are told apart."""
    separate = visit.settings.subagents == "separate"
    return Holder(visit.call.session_id, visit.call.agent_id if separate else "")
