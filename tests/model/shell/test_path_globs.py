"""Globs and expressions over whole paths, held against Python's own matching."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from hypothesis import example, given
from hypothesis import strategies as st

from covey.model.pattern import matches
from covey.model.shell.path_globs import crossing, globs_of

NAMES = st.text("ab.", min_size=1, max_size=3).filter(lambda name: set(name) != {"."})
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
GLOBS = st.lists(st.text("ab*", min_size=1, max_size=4), min_size=1, max_size=4).map("/".join)
PIECES = st.sampled_from(["a", "b", r"\.", ".*", ".", "/", "(a|b)", "ab"])


def _regex(start: str, pieces: list[str], end: str) -> str:
    return start + "".join(pieces) + end


REGEXES = st.builds(
    _regex, st.sampled_from(["", "^"]), st.lists(PIECES, min_size=1, max_size=4), st.sampled_from(["", "$"])
)


@given(GLOBS, PATHS)
@example("*", "a/b")
@example("*b", "b/a")
@example("*/b", "b")
@example("a/*", "a/b/a")
@example("a*b", "a/b/b")
@example("*a*", "b/a/b")
def test_a_star_goes_beyond_slashes_as_in_a_pathspec(glob: str, path: str) -> None:
    last = glob.rpartition("/")[2]
    beneath = [path, f"{path}/"] if last.endswith("*") else [path] if "*" in last else [path, *_folders(path)]
    assert matches(crossing(glob), path) == any(fnmatchcase(one, glob) for one in beneath)


def _folders(path: str) -> list[str]:
    """Give the folders above a path, which a pattern that ends in a plain name holds with all that is in them."""
    names = path.split("/")
    return ["/".join(names[:depth]) for depth in range(1, len(names))]


@given(REGEXES, PATHS)
@example(r"\.b$", "a.b")
@example("^a/", "a/b")
def test_a_plain_expression_finds_what_its_globs_match(regex: str, path: str) -> None:
    globs = globs_of(regex, is_extended=True, is_fixed=False)
    assert globs is not None
    assert any(fnmatchcase(path, glob) for glob in globs) == bool(re.search(regex, path))


def test_an_expression_that_no_glob_can_say_is_given_up() -> None:
    assert [globs_of(regex, is_extended=True, is_fixed=False) for regex in ("a+", "[ab]", "a{2}", r"\w", "^a|b$")] == [
        None
    ] * 5
