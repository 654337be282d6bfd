"""Who calls, and from which folder, as a request of the protocol tells it.

Nothing that a model writes names its session: a ticket does, which our hook puts into the arguments (ADR 0013).
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from covey.model.mcp import PROJECT_HEADER, TICKET

if TYPE_CHECKING:
    from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

NO_FOLDER = "/"
LONGEST_TICKET = 64


@dataclass(frozen=True)
class Caller:
    """What a request says of its sender: a ticket, '' for none, and the folder of its project."""

    ticket: str = ""
    folder: str = NO_FOLDER


_caller: ContextVar[Caller] = ContextVar("caller")


def caller() -> Caller:
    """Give who sent the request that is being answered."""
    return _caller.get(Caller())


async def note_caller(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
    """Take the ticket out of a request's arguments before anything else sees them."""
    params = dict(ctx.params or {})
    ticket: object = ""
    if isinstance(params.get("arguments"), dict):
        params["arguments"] = dict(params["arguments"])
        ticket = params["arguments"].pop(TICKET, "")
    known = isinstance(ticket, str) and len(ticket) <= LONGEST_TICKET
    token = _caller.set(Caller(str(ticket) if known else "", _folder(ctx.request)))
    try:
        return await call_next(replace(ctx, params=params if ctx.params is not None else None))
    finally:
        _caller.reset(token)


def _folder(request: Any) -> str:
    """Give the project's folder: of the bridge that sent a request over HTTP, else of our own process."""
    if request is not None:
        return unquote(request.headers.get(PROJECT_HEADER, ""), errors="surrogateescape") or NO_FOLDER
    try:
        return os.environ.get("CLAUDE_PROJECT_DIR") or str(Path.cwd())
    except OSError:  # it was removed
        return NO_FOLDER
