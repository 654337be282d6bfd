"""The task list that a session's client keeps for itself, followed by its events and by the tools that change it.

Seen in 2.1.197 and 2.1.329: TaskCreate and TaskUpdate fire PostToolUse besides TaskCreated and TaskCompleted, in either
order; TodoWrite, where it is there instead, gives the whole list anew and fires no event of its own.
"""

from __future__ import annotations

from covey.coordination.words import how_far
from covey.hooks.call import LONGEST_WORD, is_object, text_in
from covey.model.event import Event
from covey.model.progress import progress
from covey.model.session import Item
from covey.model.task import title

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from covey.coordination.locks import Desk
    from covey.hooks.call import Call

MOST_ITEMS = 200
DONE, DELETED = "completed", "deleted"


def follow(desk: Desk, call: Call) -> None:
    """Bring a session's list to what the call says; the same call may come twice, and changes nothing then."""
    before = desk.tx.items(call.session_id)
    after = _after(before, call)
    for item in before:
        if item.item_id not in {one.item_id for one in after}:
            desk.tx.remove_item(call.session_id, item.item_id)
    for item in after:
        if item not in before:
            desk.tx.save_item(item)
    _log(desk, call, before, after)


def _after(items: list[Item], call: Call) -> list[Item]:
    """Give the list as it is after what a call tells."""
    tool = call.text("tool_name")
    if tool == "TodoWrite":
        return _written(items, call)
    if tool == "TaskUpdate":
        return _updated(items, call.session_id, call.tool_text("taskId"), call.tool_text("status"), call)
    if tool == "TaskCreate":
        made = _field(call.payload.get("tool_response"), "task")
        return _created(items, Item(call.session_id, _id(text_in(made, "id")), title(text_in(made, "subject"))))
    item = Item(call.session_id, _id(call.text("task_id")), title(call.text("task_subject")))
    if call.event == "TaskCompleted":
        return _put(items, item.but(is_done=1))
    return _created(items, item)


def _created(items: list[Item], item: Item) -> list[Item]:
    """Add an entry, unless it is known; where all others are done, a new list begins."""
    if not item.item_id or any(one.item_id == item.item_id for one in items):
        return items
    return [item] if all(one.is_done for one in items) else _put(items, item)


def _updated(items: list[Item], session_id: str, item_id: str, status: str, call: Call) -> list[Item]:
    """Mark an entry as done, or as not done after all, or drop it."""
    if _field(call.payload.get("tool_response"), "success") is False:
        return items
    if status == DELETED:
        return [one for one in items if one.item_id != item_id]
    known = next((one for one in items if one.item_id == item_id), Item(session_id, _id(item_id)))
    subject = title(call.tool_text("subject")) or known.subject
    return _put(items, known.but(subject=subject, is_done=int(status == DONE) if status else known.is_done))


def _written(items: list[Item], call: Call) -> list[Item]:
    """Give a list that was written anew; its entries have no ids, so their places are taken."""
    todos: Any = _field(call.payload.get("tool_input"), "todos")
    if not isinstance(todos, list) or call.agent_id:  # a subagent's list is its own
        return items
    written: list[object] = [*todos[:MOST_ITEMS]]
    return [
        Item(call.session_id, str(place), title(text_in(todo, "content")), int(text_in(todo, "status") == DONE))
        for place, todo in enumerate(written, 1)
    ]


def _put(items: list[Item], item: Item) -> list[Item]:
    """Write an entry in its place, or at the end; a list may not grow for ever."""
    if not item.item_id:
        return items
    rest = [one for one in items if one.item_id != item.item_id]
    return [*rest, item] if len(rest) < MOST_ITEMS else items


def _log(desk: Desk, call: Call, before: list[Item], after: list[Item]) -> None:
    said = progress(after)
    if said is None or said == progress(before):
        return
    session = desk.tx.session(call.session_id)
    workspace = session.workspace if session else ""
    desk.tx.append(Event(desk.now.wall, "session.progress", call.session_id, workspace, "", how_far(said)))


def _field(value: object, name: str) -> Any:
    return value.get(name) if is_object(value) else None


def _id(text: str) -> str:
    return text[:LONGEST_WORD]
