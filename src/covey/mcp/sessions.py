"""The tools that tell who works where, and what at."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from covey.coordination import advice, forecast, overview, suggestions
from covey.coordination.areas import areas_of
from covey.coordination.suggestions import Question
from covey.coordination.telling import LONGEST_NOTICE, tell
from covey.coordination.undertaking import task_row, undertake
from covey.mcp import shapes
from covey.mcp.calls import Call
from covey.mcp.tool import Row, Text, compact, tool
from covey.model.task import title


@tool(shapes.SessionList, reads=True)
def sessions_live(call: Call) -> Row:
    """List the Claude Code sessions of this machine: project, branch, folder, task, state and what each holds."""
    with call.looking() as desk:
        return {"sessions": [compact(row) for row in overview.live(desk, call.sightings())]}


@tool(shapes.SessionRow, reads=True)
def session_current(call: Call) -> Row:
    """Show the session that calls, as covey knows it."""
    with call.looking() as desk:
        return compact(overview.session_row(desk, call.own_session()))


@tool(shapes.TaskRow, repeats=True)
def session_task(
    call: Call, text: Annotated[Text, Field(description="the new task, in one line; none only shows it")] = ""
) -> Row:
    """Show or set what this session works on. Others are told; those with nearly the same task are listed."""
    if not text:
        with call.looking() as desk:
            session = call.own_session()
            return compact(task_row(session, advice.twins(desk, session)))
    with call.changing() as desk:
        session, same = undertake(desk, call.own_session(), text)
    call.show_manifests([session])
    return compact(task_row(session, same))


@tool(shapes.ConflictList, reads=True)
def sessions_conflicts(call: Call) -> Row:
    """List projects in which several sessions work: the risk, what to do, and which of their work would not merge."""
    with call.looking() as desk:
        found = overview.conflicts(desk, call.sightings())
    return {"conflicts": [compact(each | {"forecast": forecast.rows(each["sessions"])}) for each in found]}


@tool(shapes.Suggestion, reads=True)
def suggest(
    call: Call, task: Annotated[Text, Field(description="order for this task; else for the session's own")] = ""
) -> Row:
    """Say what is free to work on in this repository, and whose work matters to a task."""
    with call.looking() as desk:
        workspace, worktree = suggestions.checkout_of(call.folder)
        wanted = title(task) or (call.session.task if call.session else "") or ""
        asked = Question(workspace, worktree, wanted, call.session)
        gathered = suggestions.gathered(desk, asked, areas_of(worktree, desk.settings.areas))
        own = suggestions.own_files(desk, asked)
    return compact(suggestions.with_imports(gathered, own))


@tool(shapes.Sent)
def notice_send(
    call: Call,
    to: Annotated[str, Field(description="the session's id, the beginning of it, or its name")],
    text: Annotated[str, Field(description=f"one paragraph, at most {LONGEST_NOTICE} characters")],
) -> Row:
    """Leave another session a short message; an idle one hears it at its next prompt."""
    with call.changing() as desk:
        other = tell(desk, call.own_session(), to, text)
    return {"session_id": other.session_id, "name": other.name, "status": other.status}
