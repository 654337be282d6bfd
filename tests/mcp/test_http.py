"""One server answers for many sessions over HTTP, and takes none for another; each request says what it is about."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from covey.model.mcp import TOOL_USE_ID

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office

BOUND_SECONDS = 30
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


def call(url: str, tool: str, project: Path | None = None, tool_use: str = "", **arguments: Any) -> Any:
    """Call a tool as a bridge does, in a request of its own; give the structured result, else what it says."""
    params = {"name": tool, "arguments": arguments, "_meta": {TOOL_USE_ID: tool_use}}
    told = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).encode()
    headers = HEADERS | ({"Covey-Project": quote(str(project))} if project else {})
    with urlopen(Request(url, told, headers), timeout=BOUND_SECONDS) as answer:  # noqa: S310 - it is ours
        result = json.load(answer)["result"]
    return result["content"][0]["text"] if result["isError"] else result["structuredContent"]


def test_the_project_is_what_the_request_says(office: Office, url: str) -> None:
    one, other = office.world.repository("a b 😀"), office.world.repository("other")
    entity: dict[str, Any] = {"name": "x", "entityType": "t", "observations": []}
    assert call(url, "aim_create_entities", one, entities=[entity]) == {"entities": [entity]}
    assert call(url, "aim_open_nodes", one, names=["x"])["entities"] == [entity]
    assert call(url, "aim_open_nodes", other, names=["x"])["entities"] == []
    assert call(url, "aim_open_nodes", names=["x"]).startswith("this call names no project")


def test_calls_at_once_are_each_their_own_sessions(office: Office, url: str) -> None:
    office.enter("one")
    office.enter("two")
    callers = ["one", "two", ""] * 8
    uses = {name: office.tool_use(name) for name in ("one", "two")} | {"": ""}

    def ask(caller: str) -> str:
        found = call(url, "session_current", tool_use=uses[caller])
        return "" if isinstance(found, str) else found["session_id"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, callers)) == callers


def test_calls_at_once_lose_nothing(url: str) -> None:
    def record(number: int) -> Any:
        entities = [{"name": f"e{number}", "entityType": "t"}]
        return call(url, "aim_create_entities", entities=entities, location="global")["entities"][0]["name"]

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(record, range(100)))
    found = call(url, "aim_read_graph", limit=1000, location="global")["entities"]
    assert sorted(made) == sorted(entity["name"] for entity in found)
