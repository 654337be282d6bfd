"""Path patterns: exact overlap, held against a slow and simple reading of the same rules."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import covey
from covey.errors import UserError
from covey.model import pattern as pattern_module
from covey.model.automaton import Automaton, common, has, search
from covey.model.pattern import anchor, has_magic, literal, matches, overlap, witness
from covey.model.pattern_syntax import MAX_PATH, MAX_PATTERN, read

pytestmark = pytest.mark.requirement("B-2")
patient = settings(deadline=None)  # no test asserts on elapsed time

# ---------------------------------------------------------------- the slow and simple reading

Atom = tuple[str, str]  # "char", "one" (a class, as a regular expression), "star", "globstar", or the sign itself


def atoms_of(text: str) -> list[Atom]:
    """Cut a pattern into atoms with one regular expression."""
    classes = r"\[(?P<negated>[!^]?)(?P<members>(?:\\.|[^\\])(?:\\.|[^\]\\])*)\]"
    grammar = rf"\\(?P<escaped>.)|{classes}|(?P<stars>\*+)|(?P<rest>.)"
    atoms: list[Atom] = []
    for found in re.finditer(grammar, text, re.DOTALL):
        if escaped := found["escaped"]:
            atoms.append(("/" if escaped == "/" else "char", escaped))
        elif found["members"]:
            atoms.append(("one", class_of(found["members"], negated=bool(found["negated"]))))
        elif found["stars"]:
            atoms.append(("globstar" if found["stars"] == "**" else "star", "[^/]*"))
        elif found["rest"] == "?":
            atoms.append(("one", "[^/]"))
        else:
            atoms.append((found["rest"] if found["rest"] in "/{,}" else "char", found["rest"]))
    return atoms


def class_of(members: str, *, negated: bool) -> str:
    """Translate a class, each range and character by itself."""
    single = r"(\\.|[^\\])"
    said = [
        ((low or alone)[-1], (high or alone)[-1])
        for low, high, alone in re.findall(f"{single}-{single}|{single}", members, re.DOTALL)
    ]
    ranges = "".join(f"\\U{ord(low):08x}-\\U{ord(high):08x}" for low, high in said if low <= high)
    if negated:
        return f"[^/{ranges}]"
    return f"(?!/)[{ranges}]" if ranges else "(?!)"


def expanded(atoms: list[Atom]) -> list[list[Atom]]:
    """Write out all alternatives, the first closed brace first."""
    opened: list[int] = []
    for at, (kind, _) in enumerate(atoms):
        if kind == "{":
            opened.append(at)
        elif kind == "}" and opened:
            start = opened.pop()
            alternatives: list[list[Atom]] = [[]]
            for atom in atoms[start + 1 : at]:
                if atom[0] == ",":
                    alternatives.append([])
                else:
                    alternatives[-1].append(atom)
            return [all_ for one in alternatives for all_ in expanded([*atoms[:start], *one, *atoms[at + 1 :]])]
    return [atoms]


def names_of(atoms: list[Atom]) -> list[list[Atom]]:
    """Split at the slashes."""
    names: list[list[Atom]] = [[]]
    for atom in atoms:
        if atom[0] == "/":
            names.append([])
        else:
            names[-1].append(atom)
    return names


def is_skipped(name: list[Atom]) -> bool:
    return name in ([], [("char", ".")])


def is_globstar(name: list[Atom]) -> bool:
    return [kind for kind, _ in name] == ["globstar"]


def regex_of(name: list[Atom]) -> re.Pattern[str]:
    said = "".join(how if kind in ("one", "star", "globstar") else re.escape(how) for kind, how in name)
    return re.compile(said, re.DOTALL)


@cache
def readings(text: str) -> list[tuple[list[re.Pattern[str] | None], bool]]:
    """Give the names to match for each choice of alternatives, None for **, and whether what is beneath is held."""
    found: list[tuple[list[re.Pattern[str] | None], bool]] = []
    for names in map(names_of, expanded(atoms_of(text))):
        written_out = all(kind in ("char", "{", ",", "}") for kind, _ in names[-1])
        wanted = [None if is_globstar(name) else regex_of(name) for name in names if not is_skipped(name)]
        found.append((wanted, written_out or is_globstar(names[-1])))
    return found


def names_match(wanted: list[re.Pattern[str] | None], names: list[str], *, beneath: bool) -> bool:
    if not wanted:
        return beneath or not names
    if wanted[0] is None:
        return any(names_match(wanted[1:], names[k:], beneath=beneath) for k in range(len(names) + 1))
    if not names or not wanted[0].fullmatch(names[0]):
        return False
    return names_match(wanted[1:], names[1:], beneath=beneath)


def is_held(text: str, path: str) -> bool:
    """Tell whether a pattern holds a path, by the rules of pattern's docstring, one after the other."""
    return any(names_match(wanted, path.split("/"), beneath=beneath) for wanted, beneath in readings(text))


def is_path(text: str) -> bool:
    return not any(name in ("", ".", "..") for name in text.split("/"))


PATHS = [
    path for length in range(1, 6) for path in map("".join, product("ab./", repeat=length)) if is_path(path)
]  # every path of up to five characters


def size(path: str) -> int:
    return len(path.replace("/", ""))


# ---------------------------------------------------------------- what patterns are made of

single = [
    "a",
    "b",
    "c",
    ".",
    "?",
    "[ab]",
    "[!a]",
    "[^b.]",
    "[a-b]",
    "[.-b]",
    "[b-a]",
    "{",
    "}",
    ",",
    "[",
    "]",
    "\\",
    "\\*",
]
several = ["/", "/", "*", "**", "**/", "/**", "{a,b}", "{,a}", "{a/,}", "{a,{b,.}}", "{**/,b}", "{*,./a}"]
pieces = st.sampled_from(single + several)
patterns = st.lists(pieces, min_size=1, max_size=7).map("".join)
any_text = st.text(st.sampled_from("ab./*?[]!^-{},\\ \n\0é\U0001f600") | st.characters(), max_size=30)
names = st.text(
    st.sampled_from("ab.*?[]!^-{},\\ \né") | st.characters(exclude_characters="/\0"), min_size=1, max_size=6
)
paths = st.lists(names, min_size=1, max_size=4).map("/".join).filter(is_path)


def accepted(text: str) -> bool:
    """Tell whether a pattern may be used at all."""
    try:
        anchor(text)
    except UserError:
        return False
    return True


usable = patterns.filter(accepted)

# ---------------------------------------------------------------- what users meet


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("src/*.py", "src/a*"),
        ("src/**", "**/*.py"),
        ("src/a/**", "src/**/b.py"),
        ("src/[ab].py", "src/[bc].py"),
        ("src/app.py", "src/**"),
        ("src/**/*.ts", "src/app.ts"),
        ("src", "src/app.py"),
        ("src/**", "src"),
        ("src/*/", "src/a/b.py"),
        ("{src,lib}/**/*.{ts,tsx}", "lib/a/b.tsx"),
        ("**/node_modules", "a/node_modules/b/index.js"),
        ("*a*b*", "b*a*"),
        ("src/*", "src"),
        ("src/**/a", "src/b"),
    ],
)
def test_patterns_with_a_common_path_overlap(one: str, two: str) -> None:
    assert overlap(one, two)
    assert overlap(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("src/[ab].py", "src/[cd].py"),
        ("src/*.rs", "src/*.txt"),
        ("src/*", "src/a/b.py"),
        ("src", "srcs/app.py"),
        (".*", "?"),
        (".?", "?."),
        ("a?b", "a/b"),
        ("a[/]b", "a/b"),
        ("a[.-0]b", "a/b"),
        ("a[!b]c", "a/c"),
    ],
)
def test_patterns_without_a_common_path_do_not_overlap(one: str, two: str) -> None:
    assert not overlap(one, two)
    assert not overlap(two, one)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("src", "src/a/b.py"),
        ("./src//a/", "src/a"),
        ("\\/a", "a"),
        ("**", "a"),
        ("a/**/b", "a/b"),
        ("a/**/b", "a/x/y/b"),
        ("a**b", "axb"),
        ("[id]x", "dx"),
        ("[id", "[id"),
        ("{a,b", "{a,b"),
        ("{a,{b,c}", "{a,c"),
        ("a}", "a}"),
        ("a\\", "a\\"),
        ("[]]", "]"),
        ("[!]]", "a"),
        ("[a\\]]", "]"),
        ("[a\\-c]", "-"),
        ("[a-]", "-"),
        ("[\\*]", "*"),
        ("{a,b{c,d/e}}/f", "bd/e/f"),
        ("src{/app,}/*.py", "src/x.py"),
        ("{a}", "a"),
        ("*", "a\nb"),
        ("*", ".hidden"),
        ("*", "\udc80"),
    ],
)
def test_a_pattern_holds_a_path(pattern: str, path: str) -> None:
    assert matches(pattern, path)
    assert is_held(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("src/app.py", "src"),
        ("a**b", "a/b"),
        ("[a\\-c]", "b"),
        ("[c-a]", "b"),
        ("***", "a/b"),
        ("\\**", "ab"),
        ("src/*.d", "src/a.d/b"),
        ("a/*", "a"),
        ("a", ""),
        ("**", ".."),
    ],
)
def test_a_pattern_does_not_hold_a_path(pattern: str, path: str) -> None:
    assert not matches(pattern, path)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "pattern_empty"),
        ("/etc", "pattern_outside"),
        ("..", "pattern_outside"),
        ("a/../b", "pattern_outside"),
        ("a/{b,..}", "pattern_outside"),
        (".{a,\\.}/b", "pattern_outside"),
        ("*" + "a" * MAX_PATTERN, "pattern_too_large"),
        ("a" * (MAX_PATH + 1), "pattern_too_large"),
        ("a" * 10_000_000, "pattern_too_large"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_with_a_hint(text: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        overlap("a", text)
    assert refused.value.code == code
    assert refused.value.hint
    assert len(refused.value.message) < 200


@pytest.mark.parametrize("text", ["a..b", "...", "..a", "x{..,a}", "a.{.,b}", "..*"])
def test_dots_within_a_name_are_no_way_out(text: str) -> None:
    assert overlap(text, text)


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("src/**", "**/*.py", "src/.py"),
        ("**", "**", "a"),
        ("x[.b]", "x[.b]", "xb"),
        ("[^a-z]", "?", "0"),
        (".*", ".*", ".a"),
        ("**/..?", "*", "..a"),
        ("a", "b", None),
    ],
)
def test_the_witness_is_a_short_and_readable_path(one: str, two: str, expected: str | None) -> None:
    assert witness(one, two) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("src/app.py", "src/app.py"),
        ("src/**", "src"),
        ("./src//lib/*.py", "src/lib"),
        ("src/a*/b", "src"),
        ("src{,x}/b", ""),
        ("[ab]/c", ""),
        ("**/a", ""),
        ("[a/b", "[a/b"),
        ("a\\*b/\\[id]/c?", "a*b/[id]"),
    ],
)
def test_the_anchor_is_the_leading_names_without_magic(text: str, expected: str) -> None:
    assert anchor(text) == expected


@pytest.mark.parametrize("text", ["*", "a?", "[a]", "{a}", "a/**", "\\\\*"])
def test_wildcards_and_alternatives_are_magic(text: str) -> None:
    assert has_magic(text)


@pytest.mark.parametrize("text", ["", "a", "/a", "../a", "[a", "{a", "a}", "\\*", "a]b", "a,b", "a!-^"])
def test_all_else_is_no_magic(text: str) -> None:
    assert not has_magic(text)


# ---------------------------------------------------------------- against brute force


@patient
@given(usable, usable)
@example("{**/,b}a", "*/a")
@example("**.", ".**/a")
@example("a/{,a}/", "a/{a,{b,.}}/")
@example("{a,}/**/{,b}", "**/b/*")
def test_overlap_is_what_trying_every_short_path_says(one: str, two: str) -> None:
    found = witness(one, two)
    shared = [path for path in PATHS if is_held(one, path) and is_held(two, path)]
    if found is None:
        assert shared == []
    else:
        assert is_path(found)
        assert is_held(one, found)
        assert is_held(two, found)
        assert all(size(found) <= size(path) for path in shared)


@patient
@given(usable)
def test_a_pattern_matches_the_paths_that_it_should(text: str) -> None:
    assert [path for path in PATHS if matches(text, path)] == [path for path in PATHS if is_held(text, path)]


@patient
@given(any_text.filter(accepted), paths)
def test_a_pattern_of_any_characters_matches_as_it_should(text: str, path: str) -> None:
    assert matches(text, path) == is_held(text, path)


@patient
@given(usable, usable)
def test_overlap_is_symmetric(one: str, two: str) -> None:
    assert overlap(one, two) == overlap(two, one)


@patient
@given(usable, st.sampled_from(PATHS))
def test_a_pattern_that_holds_anything_overlaps_itself(text: str, path: str) -> None:
    assert overlap(text, text) or not is_held(text, path)


@patient
@given(usable, usable)
def test_only_patterns_with_related_anchors_overlap(one: str, two: str) -> None:
    short, long = sorted(([name for name in anchor(text).split("/") if name] for text in (one, two)), key=len)
    assert long[: len(short)] == short or not overlap(one, two)


@patient
@given(paths, paths)
def test_literal_paths_overlap_if_one_is_the_other_or_above_it(one: str, two: str) -> None:
    related = f"{one}/".startswith(f"{two}/") or f"{two}/".startswith(f"{one}/")
    assert overlap(literal(one), literal(two)) == related


@patient
@given(paths, paths)
def test_a_literal_path_holds_itself_and_what_is_beneath(path: str, deeper: str) -> None:
    assert matches(literal(path), path)
    assert matches(literal(path), f"{path}/{deeper}")
    assert not matches(literal(f"{path}/{deeper}"), path)
    assert not has_magic(literal(path))
    assert anchor(literal(path)) == path


@patient
@given(any_text, any_text)
@example("[" * 5000, "{" * 5000)
def test_any_text_gets_an_answer_or_a_users_error(one: str, two: str) -> None:
    has_magic(one)
    literal(one)
    with suppress(UserError):
        overlap(one, two)
    with suppress(UserError):
        matches(one, two)


@patient
@given(*2 * [st.lists(st.characters(), max_size=4).map(sorted).filter(lambda bounds: len(bounds) % 2 == 0)])
def test_sets_of_characters_meet_if_they_have_a_character_in_common(one: list[str], two: list[str]) -> None:
    first, second = "".join(one), "".join(two)
    shared = [char for char in {*one, *two} if has(first, char) and has(second, char)]
    assert bool(common(first, second)) == bool(shared)


# ---------------------------------------------------------------- what it costs


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("*a" * 60 + "b", "**/" + "*a" * 60 + "*c"),
        ("{,a}" * 60, "{,a}" * 60 + "b"),
        ("{a,{a,{a,{a,a}}}}" * 12, "{a/,**/}" * 20 + "*b"),
        ("**/" * 80 + "a", "**/" * 80 + "b"),
    ],
)
def test_a_search_visits_no_more_than_pairs_of_states_which_are_linear_in_the_patterns(one: str, two: str) -> None:
    first, second = Automaton(read(one)), Automaton(read(two))
    assert len(first.edges) <= 4 * len(one)
    assert len(second.edges) <= 4 * len(two)
    trail, _ = search(first, second)
    assert len(trail) <= 2 * len(first.edges) * len(second.edges)


@patient
@given(usable)
def test_an_automaton_has_at_most_eight_states_for_each_part(text: str) -> None:
    parts = read(text)
    assert len(Automaton(parts).edges) <= 8 * len(parts) <= 8 * (len(text) + 1)


def test_many_patterns_do_not_fill_the_memory() -> None:
    for number in range(1_000):
        overlap(f"a{number}", "a*")
    assert len(vars(pattern_module)["_known"]) < 1_000


def test_a_hook_that_imports_patterns_imports_nothing_else_with_them() -> None:
    source = str(Path(covey.__file__).parents[1])
    script = f"import sys; sys.path.insert(0, {source!r}); old = set(sys.modules); import covey.model.pattern"
    command = [sys.executable, "-I", "-S", "-c", f"{script}; print(*sorted(set(sys.modules) - old))"]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    ours = ["covey", "covey.errors", "covey.model", "covey.model.automaton", "covey.model.pattern"]
    assert found.stdout.split() == ["__future__", *ours, "covey.model.pattern_syntax"]
