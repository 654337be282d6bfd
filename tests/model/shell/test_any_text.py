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
VALUES = st.recursive(
    st.sampled_from(
        ["x", "p", "'a.py'", "f'{x}.py'", "1", "None", "sys.argv", "Path('src')", "b'a'", "True", "-1", "..."]
    ),
    lambda inner: st.builds(
        str.format,
        st.sampled_from(
            [
                *("{}.{}", "{} / {}", "{} + {}", "{} % {}", "[{}, {}]", "({}, *{})", "{{{}: {}}}", "{}[{}]", "{}({})"),
                *("open({}, {})", "{}.replace({})", "{}.format({})", "os.path.join({}, {})", "os.walk({})", "{}[{}:]"),
                *("[{} for x in {}]", "(lambda x: {})({})", "{} if x else {}", "{}.glob({})", "{}.with_suffix({})"),
                *(
                    "{} or {}",
                    "map({}, {})",
                    "zip({}, {})",
                    "dict({}, a={})",
                    "{}.join({})",
                    "(x := {}, {})",
                    "{}.items()",
                ),
                *(
                    "os.rename({}, {})",
                    "shutil.move({}, {})",
                    "subprocess.run({}, shell={})",
                    "enumerate({})",
                    "not {}",
                ),
            ]
        ),
        inner,
        inner,
    ),
    max_leaves=6,
)
EXPRESSIONS = st.builds(
    str.format,
    st.sampled_from(
        [
            *("x = {}", "for x in {}: open({}, 'w')", "x.y = {}", "x, *p = {}", "x += {}", "with {} as x: {}", "{}"),
            *("if {}.endswith({}): open(x, 'w')", "def p(x={}): return {}", "while {}: x = {}", "x[{}] = {}"),
            *("try: x = {}\nexcept {}: pass", "class x:\n    p = {}", "del x", "import os, sys; os.chdir({})"),
            *("match {}:\n    case _: x = {}", "return {}", "raise {}", "assert {}", "x.append({})", "os.remove({})"),
        ]
    ),
    VALUES,
    VALUES,
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


@settings(max_examples=300, deadline=None)
@given(st.lists(EXPRESSIONS, min_size=1, max_size=6).map("\n".join))
@example("d = {}\nd[[]] = 1\nprint(d[{}], -'a', [1][:'a'])")
@example("for a, *b in [(1, 2, 3)]: open(b[0], 'w')")
@example("def f(*a, b=1, **c): return f(*a, **c)\nf(1)")
@example("class A:\n    def f(self): return self.g\nA().f()()")
def test_no_python_makes_the_reading_fail(code: str) -> None:
    assert Effect(WRITE, "first", 0, CWD, ">") in read(f"> first; python3 - x <<'EOF'\n{code}\nEOF")


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


def test_of_very_many_names_some_are_read_and_the_rest_is_not_known() -> None:
    names = " ".join(f"f{number}.py" for number in range(5000))
    for command in (f"echo {names} | xargs rm", f"for f in $(printf '%s\\n' {names}); do rm $f; done"):
        found = read(command)
        assert len(found) < 1000
        assert UNRESOLVED in {effect.kind for effect in found}
