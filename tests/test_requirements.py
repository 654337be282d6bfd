"""The register of promises and the tests' marks agree, in both directions."""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent
REGISTER = tomllib.loads((TESTS / "requirements.toml").read_text(encoding="utf-8"))
PLANNED = {promise for promise, row in REGISTER.items() if "planned" in row}


def is_mark(node: ast.AST) -> bool:
    """Whether this is a call of pytest.mark.requirement."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requirement"


def marks_in(file: Path) -> Iterator[str]:
    """Give the ids that a file's marks name; one that is not written out literally fails here."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), file.name)):
        if isinstance(node, ast.Call) and is_mark(node):
            yield from (ast.literal_eval(argument) for argument in node.args)


def all_marks() -> dict[str, list[str]]:
    """Give each id that is named in a mark, with the files that name it."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(TESTS.rglob("*.py")):
        for promise in marks_in(file):
            found[promise].append(file.relative_to(TESTS).as_posix())
    return found


def test_every_promise_that_is_built_has_a_test() -> None:
    missing = {promise: row["sentence"] for promise, row in REGISTER.items() if "planned" not in row}
    for promise in all_marks():
        missing.pop(promise, None)
    assert not missing, "mark the tests that show these, or say under `planned` what brings them"


def test_every_mark_names_a_promise_of_the_register() -> None:
    unknown = {promise: files for promise, files in all_marks().items() if promise not in REGISTER}
    assert not unknown, "these ids are not in requirements.toml"


def test_no_promise_that_has_a_test_is_still_called_planned() -> None:
    early = {promise: files for promise, files in all_marks().items() if promise in PLANNED}
    assert not early, "remove `planned` in requirements.toml, or the mark"


def test_each_promise_is_told_in_a_sentence_and_planned_says_what_brings_it() -> None:
    for promise, row in REGISTER.items():
        assert row.keys() <= {"sentence", "planned"}, promise
        assert all(isinstance(text, str) and text.strip() for text in row.values()), promise
        assert row.get("sentence"), promise
