"""A plan's data written as YAML, its prompts in blocks, as a person would write it."""

from __future__ import annotations

from typing import Any

import yaml

WIDTH, SHORT = 100, 60


def as_yaml(data: dict[str, Any]) -> str:
    """Write a plan's data."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


class _Dumper(yaml.SafeDumper):
    """Writes long texts as blocks, and lists indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - as PyYAML calls it
        super().increase_indent(flow, indentless=False)


def _text(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text or len(text) > SHORT else None
    )


_Dumper.add_representer(str, _text)
