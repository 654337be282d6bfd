"""The page of the MCP server: each tool with its parameters and results, as a client is told them, and the resources."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from covey.mcp.server import INSTRUCTIONS, server
from covey.model.json_rpc import LARGEST_MESSAGE
from docs.generate.markdown import code, document, plain, table

if TYPE_CHECKING:
    from mcp.types import Tool

INTRODUCTION = """
What `covey mcp` offers, as it tells its clients. A tool's result comes twice, as `structuredContent` and as the same
JSON in a text; what is null or empty is left out of the rows of sessions, locks and suggestions, which are else those
of [`--json`](json.md). What a model can mend comes as a tool error, in words with a hint. How to use it:
[the MCP server](../how-to/use-the-mcp-server.md).
"""

CALLERS = """
## Who may do what

In Claude Code, covey's hook notes whose each call is, by the id of the tool use, which Claude Code sends with the call in
[`_meta["claudecode/toolUseId"]`](../adr/0018-tool-use-ids.md). An id counts for one change, and only until its call is
over. A call without one that was noted, from another client for instance, may read everything, and record ordinary
knowledge; it has no session, so it can hold nothing, set no task and send no notice.
"""

LINES = f"""
## What it answers

A client writes a message in a line, and each request is answered once, under its id. That holds for one that cannot be
carried out too: where the line is no JSON, says no `"jsonrpc": "2.0"`, is nested too deeply or has more than
{LARGEST_MESSAGE // 1024 // 1024} MB, the answer is an error that says so, and its id is `null` only where none can be found. The messages of a
batch are answered each in a line of its own. A byte order mark is passed over, and half of a surrogate pair
(`\\ud83d`) is replaced by U+FFFD.
"""

NOTES = {
    "read_only_hint": "only reads",
    "destructive_hint": "takes something away",
    "idempotent_hint": "may be repeated",
}


def page() -> str:
    """Give the page."""
    made = server("")
    tools = asyncio.run(made.list_tools())
    rows = [[f"[{code(tool.name)}](#{tool.name})", plain(_first(tool)), _notes(tool)] for tool in tools]
    said = "## What it says of itself\n\n" + "\n".join(f"> {line}" for line in plain(INSTRUCTIONS).splitlines())
    overview = table(["Tool", "What it does", "It"], rows)
    return document(
        "The MCP server", INTRODUCTION, overview, CALLERS, LINES, said, _resources(made), *map(_chapter, tools)
    )


def _resources(made: Any) -> str:
    listed = asyncio.run(made.list_resources()), asyncio.run(made.list_resource_templates())
    rows = [[code(each.uri), each.description] for each in listed[0]]
    rows += [[code(each.uri_template), each.description] for each in listed[1]]
    return "## Resources\n\n" + table(["Resource", "What it is"], rows)


def _first(tool: Tool) -> str:
    return (tool.description or "").partition(". ")[0].rstrip(".") + "."


def _notes(tool: Tool) -> str:
    return ", ".join(words for hint, words in NOTES.items() if tool.annotations and getattr(tool.annotations, hint))


def _chapter(tool: Tool) -> str:
    parts = [f"## {tool.name}", plain(tool.description or "")]
    for title, schema in (("Parameter", tool.input_schema), ("Result", tool.output_schema or {})):
        rows = _rows(schema, schema.get("$defs", {}))
        parts.append(table([title, "Type", "What it is"], rows) if rows else "It takes no parameters.")
    return "\n\n".join(parts)


def _rows(schema: dict[str, Any], shapes: dict[str, Any], above: str = "") -> list[list[str]]:
    """Give a row for each field, those of what is inside it below it."""
    rows: list[list[str]] = []
    for name, field in schema.get("properties", {}).items():
        needed = "" if name in schema.get("required", ()) else ", may be left out"
        rows.append([code(above + name), _kind(field) + needed, _said(field)])
        inside, mark = (field["items"], "[].") if "items" in field else (field, ".")
        rows += _rows(_shape(inside, shapes), shapes, f"{above}{name}{mark}")
    return rows


def _shape(field: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    return shapes[field["$ref"].rpartition("/")[2]] if "$ref" in field else {}


def _kind(field: dict[str, Any]) -> str:
    if "enum" in field:
        return " or ".join(code(value) for value in field["enum"])
    if "items" in field:
        return f"list of {_kind(field['items'])}s"
    return "object" if "$ref" in field else str(field.get("type", "object"))


def _said(field: dict[str, Any]) -> str:
    bounds = [
        f"{words} {field[key]:g}"
        for key, words in (("minimum", "at least"), ("exclusiveMinimum", "above"), ("maximum", "at most"))
        if key in field
    ]
    usual = [f"{field['default']!r} where it is left out"] if field.get("default") else []
    return plain("; ".join([*([field["description"]] if "description" in field else []), *bounds, *usual]))
