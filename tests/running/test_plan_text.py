"""A plan written as YAML is read again as it was, and its prompts stand in blocks."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from covey.running.plan_text import as_yaml


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n \t:#-|>'\"\x85\u2028")))
def test_any_text_is_read_again_as_it_was(text: str) -> None:
    data = {"tasks": [{"id": "a", "prompt": text}]}
    assert yaml.safe_load(as_yaml(data)) == data


def test_a_text_of_several_lines_is_a_block_and_lists_are_indented() -> None:
    data = {"name": "shop", "tasks": [{"id": "a", "prompt": "Write it.\n\n  With types: all.\n", "needs": ["b"]}]}
    assert as_yaml(data).splitlines() == [
        "name: shop",
        "tasks:",
        "  - id: a",
        "    prompt: |",
        "      Write it.",
        "",
        "        With types: all.",
        "    needs:",
        "      - b",
    ]


def test_a_long_line_stays_one() -> None:
    prompt = "Write it, and write it well. " * 10 + "Done."
    assert f"prompt: |-\n  {prompt}\n" in as_yaml({"prompt": prompt})
