"""Whatever stands in a command: no name is misread, and nothing makes the reading fail."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from covey.model.shell.effect import REMOVE, UNRESOLVED, WRITE, Effect

from .conftest import CWD, read

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=30)
PIECES = st.sampled_from(
    [*"'\"\\$`(){}[]<>|&;\n #*?~=!a-/0", "<<EOF\n", "\nEOF\n", "$(", "${", "rm ", "eval ", "for ", "do "]
)


@settings(deadline=None)
@given(NAMES)
@example("two words")
@example("it's")
@example("-rf")
@example("a\nb")
@example("*.py")
@example("🐦.py")
@example("\\")
@example("$HOME/~")
@example("{a,b}")
def test_a_quoted_name_is_read_as_that_name(name: str) -> None:
    assume(not name.startswith(("/dev/", "/proc/")))
    quoted = shlex.quote(name)
    assert read(f"echo a > {quoted}") == (Effect(WRITE, name, 0, CWD, ">"),)
    assert read(f"rm -- {quoted}") == (Effect(REMOVE, name, 0, CWD, "rm"),)
    assert read(f"sed -i s/a/b/ -- {quoted}") == (Effect(WRITE, name, 0, CWD, "sed -i"),)


@settings(deadline=None)
@given(st.text(max_size=60) | st.lists(PIECES, max_size=25).map("".join))
@example("0 0<<")
@example("77777< 9 <<'E'\nx\nE")
@example("{-[rm =~<<EOF\n!|eval for (/?")
@example("}{\U000f24c1")
@example("{\U0010ffff")
def test_no_text_makes_the_reading_fail(text: str) -> None:
    found = read(f"> a.py; {text}")
    assert all((effect.path or effect.kind == UNRESOLVED) and effect.base.startswith("/") for effect in found)


@pytest.mark.parametrize(
    "command",
    [
        "(" * 3000 + "rm a.py" + ")" * 3000,
        "echo " + "$(" * 2000 + "rm a.py" + ")" * 2000,
        "eval " * 3000 + "rm a.py",
        "sudo " * 3000 + "rm a.py",
        "f() { f; rm a.py; }; f",
        "for a in {1..60}; do for b in {1..60}; do for c in {1..60}; do touch $a$b$c; done; done; done",
        "touch " + "{a,b}" * 40,
        "python3 -c '" + "(" * 3000 + "'",
        "python3 -c 'x = " + "-" * 5000 + "1'",
        "if " * 2000,
        "<<EOF " * 200,
        "\ud800 > \udfff",
    ],
    ids=lambda command: command[:20].encode("ascii", "replace").decode(),
)
def test_what_is_nested_without_end_ends(command: str) -> None:
    assert Effect(WRITE, "first", 0, CWD, ">") in read(f"> first\n{command}")
