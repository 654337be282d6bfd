"""How a function becomes a tool: its schema, its answer in a few words, and every error translated once."""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver.tools import Tool as SdkTool
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BeforeValidator

from covey.coordination import failures
from covey.coordination.failures import Failure
from covey.coordination.unforeseen import as_covey_error
from covey.errors import BugError
from covey.mcp.callers import caller
from covey.mcp.calls import Call
from covey.model.text import EMOJI_JOINER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import BaseModel

Row = dict[str, Any]

Text = Annotated[str, BeforeValidator(lambda given: "" if given is None else given)]
"""A text that may be left out, or null, as some models write it. (Of `str | None` the SDK would take JSON apart.)"""

NULL = {"type": "null"}


@dataclass(frozen=True)
class Tool:
    """A function of a Call and its arguments, the form of what it gives, and what a client may know before it calls."""

    function: Callable[..., Any]
    result: type[BaseModel]
    hints: ToolAnnotations

    @property
    def name(self) -> str:
        """Its name in the protocol."""
        return self.function.__name__

    def for_server(self, home: str) -> SdkTool:
        """Make it what the SDK serves, with a state folder to work on."""
        made = SdkTool.from_function(_answering(self, home), annotations=self.hints)
        made.parameters = _bare(made.parameters)
        made.fn_metadata.output_schema = _bare(made.fn_metadata.output_schema)
        return made


def tool(
    result: type[BaseModel], *, reads: bool = False, destroys: bool = False, repeats: bool = False
) -> Callable[[Callable[..., Any]], Tool]:
    """Make a tool of a function whose docstring is its description; it only reads, takes away, or may be repeated."""
    hints = ToolAnnotations(
        read_only_hint=reads, destructive_hint=destroys, idempotent_hint=reads or repeats, open_world_hint=False
    )
    return lambda function: Tool(function, result, hints)


def compact(row: Mapping[str, Any]) -> Row:
    """Leave out of a row what says nothing: nulls and empty lists, at every depth."""
    return {name: _compact(value) for name, value in row.items() if value is not None and value != []}


def _compact(value: Any) -> Any:
    if isinstance(value, dict):
        return compact(value)  # pyright: ignore[reportUnknownArgumentType]
    return [_compact(each) for each in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]


def as_text(data: object) -> str:
    """Write data as JSON without a space too many: a model pays for each."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = text if text.isprintable() else "".join(map(_escaped, text))
    return safe.replace("</", "<\\/")  # it is the same JSON, and can neither hide nor end what is around it


def _escaped(char: str) -> str:
    return char if char.isprintable() or char == EMOJI_JOINER else json.dumps(char)[1:-1]


def _answering(tool: Tool, home: str) -> Callable[..., Any]:
    """Wrap a tool's function as the SDK calls it: without the Call, and answering with a whole result."""
    signature = inspect.signature(tool.function, eval_str=True)
    parameters = list(signature.parameters.values())[1:]

    @functools.wraps(tool.function)
    async def answer(**arguments: Any) -> CallToolResult:
        call = Call(home, caller())
        try:
            row = await _carried_out(tool.function, call, arguments)
        except Exception as error:  # noqa: BLE001 - the door: every error is told, and told once
            return _refusal(home, tool.name, call, error)
        return CallToolResult(content=[TextContent(type="text", text=as_text(row))], structured_content=row)

    given = Annotated[CallToolResult, tool.result]
    vars(answer)["__signature__"] = signature.replace(parameters=parameters, return_annotation=given)
    return answer


async def _carried_out(function: Callable[..., Any], call: Call, arguments: dict[str, Any]) -> Row:
    if inspect.iscoroutinefunction(function):
        return await function(call, **arguments)
    return await asyncio.to_thread(function, call, **arguments)


def _refusal(home: str, name: str, call: Call, error: Exception) -> CallToolResult:
    """Say what a model can act on; our own mistake is recorded, and left to the SDK, which says no more than that."""
    told = as_covey_error(f"mcp {name}", error)
    if isinstance(told, BugError):
        note_failure(home, name, call, told)
        raise error
    text = f"{told.message}\n{told.hint}" if told.hint else told.message
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


def note_failure(home: str, name: str, call: Call, bug: BugError) -> None:
    """Record a failure of ours, so that `covey doctor` tells of it, and where its report is."""
    event = f"{failures.OF_MCP}{name}"
    failures.record(home, Failure(call.machine.now().wall, event, call.session_id, bug.message, bug.hint))


def _bare(schema: Any) -> Any:
    """Take out of a schema what only costs: titles, which repeat the names, and that what is left out may be null."""
    if isinstance(schema, list):
        return [_bare(each) for each in schema]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(schema, dict):
        return schema
    known: dict[str, Any] = schema  # pyright: ignore[reportUnknownVariableType]
    if known.get("anyOf", [None])[-1] == NULL:
        known = {**known["anyOf"][0], **{key: value for key, value in known.items() if key not in ("anyOf", "default")}}
    return {key: _bare(value) for key, value in known.items() if key != "title" or isinstance(value, dict)}
