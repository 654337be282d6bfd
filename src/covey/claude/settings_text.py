"""Our hooks in the text of a settings.json: put in and taken out, while every foreign byte stays as it is.

A container that we make closes after white space; into one that is there, but empty, we write up to its closing
bracket. So taking out knows which to leave, with no other memory than the text itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from covey.claude.hooks_table import Group, Hooks, is_ours, our_handlers
from covey.claude.json_spans import Node, Part, scan
from covey.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

# What taking out leaves of a file that covey made.
NOTHING = "{\n  \n}"
TOP, EVENTS, GROUPS = 1, 2, 3  # how deep they stand


@dataclass(frozen=True)
class Style:
    """How a file is written: on one line or many, and what stands before a line."""

    newline: str
    indent: str
    is_flat: bool

    @classmethod
    def of(cls, text: str, root: Node) -> Style:
        """Read it off the first line inside the file's brackets."""
        before = text[root.start : root.parts[0].start] if root.parts else ""
        return cls(
            newline="\r\n" if "\r\n" in text else "\n",
            indent=before.rpartition("\n")[2] if "\n" in before else "  ",
            is_flat=bool(root.parts) and "\n" not in text.strip(),
        )

    def lead(self, depth: int) -> str:
        """Give what stands before a part at this depth."""
        return " " if self.is_flat else self.newline + self.indent * depth

    def dump(self, value: Any, depth: int) -> str:
        """Write a value that begins at this depth."""
        lines = json.dumps(value, ensure_ascii=False, indent=None if self.is_flat else (self.indent or "  "))
        return lines.replace("\n", self.lead(depth))


def settings_snippet(hooks: Hooks) -> str:
    """Give the whole settings.json for people who install by hand, and for those who have none yet."""
    return json.dumps({"hooks": hooks}, ensure_ascii=False, indent=2) + "\n"


def hooks_in(text: str) -> object:
    """Give the value of `hooks` as Claude Code sees it; raise ConfigError if that is not an object."""
    root = scan(text)
    found = last_of(expect(root, "{", "it"), "hooks")
    return {} if found is None else expect(found.node, "{", "`hooks`").value


def with_hooks(text: str, hooks: Hooks) -> str:
    """Give the text with exactly these hooks of ours; raise ConfigError where they cannot be put."""
    if _sorted(our_handlers(hooks_in(text))) == _sorted(our_handlers(hooks)):
        return text
    text = without_hooks(text)
    for event, groups in hooks.items():
        for group in groups:
            text = _with_group(text, event, group)
    return text


def without_hooks(text: str) -> str:
    """Give the text without any hook of ours."""
    while (trail := next(_trails(scan(text)), None)) is not None:
        text = _cut(text, trail)
    return text


def _with_group(text: str, event: str, group: Group) -> str:
    root = scan(text)
    style = Style.of(text, root)
    item = style.dump(group, GROUPS)
    hooks = last_of(root, "hooks")
    groups = last_of(expect(hooks.node, "{", "`hooks`"), event) if hooks else None
    if groups:
        return append(text, expect(groups.node, "[", f"`hooks.{event}`"), style.lead(GROUPS), item)
    item = f"{json.dumps(event)}: [{style.lead(GROUPS)}{item}{style.lead(EVENTS)}]"
    if hooks:
        return append(text, hooks.node, style.lead(EVENTS), item)
    return append(text, root, style.lead(TOP), f'"hooks": {{{style.lead(EVENTS)}{item}{style.lead(TOP)}}}')


def append(text: str, container: Node, lead: str, item: str) -> str:
    """Put one more part into a container."""
    if container.parts:
        at = container.parts[-1].end
        return f"{text[:at]},{lead}{item}{text[at:]}"
    at = container.end - 1
    return text[:at] + item + text[at:]


def last_of(container: Node, key: str) -> Part | None:
    """Find the member that counts: of equal keys, JSON takes the last."""
    return next((part for part in reversed(container.parts) if part.key == key), None)


def expect(node: Node, opens: str, name: str) -> Node:
    """Refuse a value of another kind than this bracket's."""
    if isinstance(node.value, dict if opens == "{" else list):
        return node
    raise ConfigError(f"{name} is not {'an object' if opens == '{' else 'a list'}")


Trail = tuple[tuple[Node, Part], ...]


def _trails(root: Node) -> Iterator[Trail]:
    """Find our handlers, each with what it stands in, innermost first."""
    for hooks in (part for part in root.parts if part.key == "hooks"):
        for event in hooks.node.parts:
            for group in event.node.parts:
                for handlers in (part for part in group.node.parts if part.key == "hooks"):
                    for handler in handlers.node.parts:
                        if is_ours(handler.node.value):
                            yield (
                                (handlers.node, handler),
                                (event.node, group),
                                (hooks.node, event),
                                (root, hooks),
                            )


def _cut(text: str, trail: Trail) -> str:
    """Cut the handler, or the outermost thing around it that is ours and would be empty without it."""
    for depth, (container, part) in enumerate(trail):
        is_last = depth == len(trail) - 1
        is_made_by_us = depth == 0 or text[container.end - 2].isspace()
        if is_last or len(container.parts) > 1 or not is_made_by_us:
            return without_part(text, container.parts, part)
    return text


def without_part(text: str, parts: tuple[Part, ...], part: Part) -> str:
    """Cut one part of a container, with the comma that it needed."""
    index = parts.index(part)
    start = parts[index - 1].end if index else part.start
    end = parts[1].start if index == 0 and len(parts) > 1 else part.end
    return text[:start] + text[end:]


def _sorted(found: list[Any]) -> list[Any]:
    return sorted(found, key=str)
