"""The page of plan files: every key, made from the schema that lies in the package."""

from __future__ import annotations

from typing import Any

from covey.running.plan_file import MOST_TOLD
from covey.running.plan_schema import PATH, resolved, schema, takes
from docs.generate.markdown import code, document, table

INTRODUCTION = f"""
A plan is a file of YAML, or of JSON where its name ends in `.json`. [How to write one](../how-to/run-a-plan.md). It is read
by the JSON schema `covey/schemas/{PATH.name}` in the package, which editors can use too. What is wrong is told with line and
column, all at once (of very many, the first {MOST_TOLD}). Prompts are kept as they are written, to the last line end.
"""

READING = """
## How it is read

- YAML is 1.1, as PyYAML reads it: `yes`, `no`, `on`, `off` and dates are no text unless they stand in quotes. Aliases (`*`)
  are not taken, and no key may be there twice.
- Paths are relative to the project and stay in it, also by symbolic links.
- A file has at most 2 MiB, and at most 500 tasks.
- Where no task has `needs`, the tasks are one list in one conversation. Otherwise those without `needs` begin at once, each
  with a conversation of its own.
"""


def page() -> str:
    """Give the page."""
    whole = schema()
    defaults = whole["properties"]["defaults"]["properties"]
    task = whole["$defs"]["task"]
    heads = ["Key", "Takes", "Default", "What it says"]
    return document(
        "Plan files",
        INTRODUCTION,
        "## The plan",
        table(heads, [_row(key, part, whole) for key, part in whole["properties"].items()]),
        "## A task",
        table(heads, [_row(key, part, task) for key, part in task["properties"].items()]),
        f"`defaults` may hold {', '.join(map(code, defaults))}; what a task says itself goes before.",
        READING,
    )


def _row(key: str, part: dict[str, Any], of: dict[str, Any]) -> list[str]:
    whole = resolved(part)
    default = "must be there" if key in of["required"] else _default(whole)
    return [code(key), _takes(whole), default, whole["description"]]


def _takes(part: dict[str, Any]) -> str:
    return ", ".join(code(each) for each in part["enum"] if each is not False) if "enum" in part else takes(part)


def _default(part: dict[str, Any]) -> str:
    return code(part["default"]) if "default" in part else ""
