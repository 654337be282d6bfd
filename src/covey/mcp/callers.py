"""Who calls, and from which folder, as a request of the protocol tells it.

Nothing that a model writes names its session. The client says which tool use it carries out, and our hook noted before
whose that is (ADR 0018).
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from covey.model.mcp import PROJECT_HEADER, TOOL_USE_ID
from covey.model.tool_call import is_tool_use_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

NO_FOLDER = "/"


@dataclass(frozen=True)
class Caller:
    """What a request says of its sender: which tool use it is, '' for none, and the folder of its project."""

    tool_use_id: str = ""
    folder: str = NO_FOLDER


_caller: ContextVar[Caller] = ContextVar("caller")


def caller() -> Caller:
    """Give who sent the request that is being answered."""
    return _caller.get(Caller())


async def note_caller(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Note who sent a request, for as long as it is answered."""
    token = _caller.set(Caller(_tool_use_id(ctx.params), _folder(ctx.request)))
    try:
        return await call_next(ctx)
    finally:
        _caller.reset(token)


def _tool_use_id(params: Mapping[str, Any] | None) -> str:
    meta = (params or {}).get("_meta")
    told = meta.get(TOOL_USE_ID) if isinstance(meta, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - JSON
    return str(told) if is_tool_use_id(told) else ""  # pyright: ignore[reportUnknownArgumentType]


def _folder(request: Any) -> str:
    """Give the project's folder: of the bridge that sent a request over HTTP, else of our own process."""
    if request is not None:
        return unquote(request.headers.get(PROJECT_HEADER, ""), errors="surrogateescape") or NO_FOLDER
    try:
        return os.environ.get("CLAUDE_PROJECT_DIR") or str(Path.cwd())
    except OSError:  # it was removed
        return NO_FOLDER
