"""The tools that show, take, await and release locks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from covey.coordination import overview
from covey.coordination.attempts import LockRequest, let_go
from covey.coordination.readings import target_of
from covey.mcp import shapes
from covey.mcp.calls import Call
from covey.mcp.tool import Row, Text, compact, tool
from covey.model.lock import EXCLUSIVE, SHARED, Wish
from covey.model.task import title

if TYPE_CHECKING:
    from covey.coordination.locks import Desk
    from covey.model.session import Session

LONGEST_WAIT = 100.0
LOOK_SECONDS = 0.25
HINT = "lock_wait waits for it; locks_list shows who holds what"

Path = Annotated[
    str,
    Field(description="file, folder or pattern (*, ?, ** across folders, [ab], {a,b}); relative: from the worktree"),
]
Reason = Annotated[Text, Field(description="what it is held for; others are told")]


@tool(shapes.LockList, reads=True)
def locks_list(call: Call) -> Row:
    """List the locks of this machine: what is held, by whom, for what, until when, and who waits."""
    with call.looking() as desk:
        return {"locks": [compact(row) for row in overview.lock_rows(desk, desk.tx.locks())]}


@tool(shapes.LockRow, repeats=True)
def lock_acquire(
    call: Call,
    path: Path,
    reason: Reason = "",
    estimate_minutes: Annotated[float | None, Field(gt=0, le=10_000, description="how long; others are told")] = None,
    shared: Annotated[bool, Field(description="only keep others from writing")] = False,  # noqa: FBT002 - called by name
) -> Row:
    """Hold a path ahead of its edits, which else take their own locks; held by another, the session stands in line."""
    mode = SHARED if shared else EXCLUSIVE
    return compact(_request(call, path, mode, reason, estimate_minutes).attempt().granted(HINT))


@tool(shapes.Wait, repeats=True)
async def lock_wait(
    call: Call,
    path: Path,
    seconds: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = LONGEST_WAIT,
    reason: Reason = "",
) -> Row:
    """Wait in line for a path and hold it as soon as it is free; ends early when a message waits for this session."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    request = _request(call, path, EXCLUSIVE, reason)
    last = await asyncio.to_thread(request.attempt)
    while not last.is_over and loop.time() < until:
        await asyncio.sleep(LOOK_SECONDS)
        last = await asyncio.to_thread(request.attempt)
    if last.row is not None:
        return {"held": True, "lock": compact(last.row)}
    return {"held": False, "reason": last.refusal, "called": last.is_called}


@tool(shapes.Released, repeats=True)
def lock_release(
    call: Call, path: Annotated[Text, Field(description="as it was acquired; none: all that it holds")] = ""
) -> Row:
    """Let go of what this session holds; whoever waits for it is told."""
    with call.changing() as desk:
        holder = call.own_holder()
        return {"released": [row["path"] for row in let_go(desk, holder, path or None, call.folder)]}


def _request(call: Call, path: str, mode: str, reason: str, minutes: float | None = None) -> LockRequest:
    def describe(desk: Desk) -> tuple[Session, Wish]:
        until = None if minutes is None else desk.now.wall + minutes * 60
        session, holder = call.own_session(), call.own_holder()
        target = target_of(path, call.folder)
        return session, Wish(holder, target, mode, title(reason), until, is_reserved=1)

    return LockRequest(call.changing, describe)
