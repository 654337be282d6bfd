"""When one hold stands in the way of another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.model.lock import (
    ELSEWHERE,
    EXCLUSIVE,
    HERE,
    SHARED,
    Holder,
    Lock,
    Target,
    ancestors,
    may_exclude,
    overlaps,
    overlaps_on_disk,
    relation,
)

paths = st.lists(st.sampled_from("ab*?"), min_size=0, max_size=4).map("/".join)
modes = st.sampled_from([EXCLUSIVE, SHARED])


def tree(path: str, workspace: str = "/w") -> Target:
    return Target(workspace, workspace, path, path)


def file(path: str) -> Target:
    return Target("/w", "/w", path, path, is_file=1)


def pattern(text: str) -> Target:
    return Target("/w", "/w", text, text, is_pattern=1)


def files(text: str) -> Target:
    return Target("/w", "/w", text, text, is_pattern=1, is_file=1)


def hold(target: Target, session_id: str = "one", agent_id: str = "", mode: str = EXCLUSIVE) -> Lock:
    return Lock(
        generation=1,
        **target.as_dict(),
        anchor=target.anchor,
        session_id=session_id,
        agent_id=agent_id,
        mode=mode,
        reason="",
        acquired=0.0,
        touched=0.0,
        expires=1.0,
        awake_expires=1.0,
    )


def test_ancestors_are_the_path_and_every_folder_above_it() -> None:
    assert ancestors("a/b/c") == ["a/b/c", "a/b", "a", ""]
    assert ancestors("") == [""]


@given(paths)
def test_each_ancestor_is_the_folder_of_the_one_before(path: str) -> None:
    found = ancestors(path)
    assert found[0] == path
    assert found[-1] == ""
    assert all(above == below.rpartition("/")[0] for below, above in pairwise(found))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (tree("src"), tree("src"), True),
        (tree("src"), tree("lib"), False),
        (tree("src"), tree("src/a.py"), True),
        (tree("src"), tree("src2/a.py"), False),
        (tree(""), tree("anything"), True),
        (tree("src"), tree("src", "/other"), False),
        (file("a.py"), file("a.py"), True),
        (file("a.py"), file("b.py"), False),
        (file("src"), file("src/a.py"), False),
        (tree("src"), file("src/a.py"), True),
        (tree("src"), file("src"), True),
        (tree("src/a"), file("src"), False),
        (tree(""), file("a.py"), True),
        (pattern("src/*.py"), tree("src/a.py"), True),
        (pattern("src/*.py"), tree("src/a.js"), False),
        (pattern("src/*.py"), tree("src"), True),
        (pattern("**/*.md"), tree("new"), True),
        (pattern("**"), tree(""), True),
        (pattern("**"), file("a.py"), True),
        (pattern("**/*.md"), file("a.py"), False),
        (pattern("**/*.md"), file("docs/a.md"), True),
        (pattern("**/*.pyc"), file("src/held.py"), False),
        (pattern("src"), file("src/a.py"), True),
        (files("s*/src"), file("src/src"), True),
        (files("s*/src"), file("src/src/a.py"), False),
        (files("s*/src"), tree("src/src/a"), False),
        (files("s*/src"), tree("src/src"), True),
        (pattern("s*/src"), file("src/src/a.py"), True),
        (pattern("src/*.py"), pattern("src/a*"), True),
        (pattern("src/*.py"), pattern("src/*.js"), False),
        (files("**/*.rs"), pattern("**/*.md"), False),
        (files("**/*.rs"), pattern("src/**"), True),
        (pattern("app/[id].tsx"), file("app/[id].tsx"), False),
        (pattern("app/*.tsx"), file("app/[id].tsx"), True),
    ],
)
@pytest.mark.requirement("B-2")
def test_two_holds_overlap_where_some_path_is_of_both(one: Target, other: Target, *, expected: bool) -> None:
    assert overlaps(one, other) is expected
    assert overlaps(other, one) is expected


def test_the_same_path_in_two_worktrees_overlaps() -> None:
    assert overlaps(Target("/w", "/w", "a", "a"), Target("/w", "/w2", "a", "a"))


def there(path: str, worktree: str, workspace: str = "", *, is_pattern: int = 0, is_file: int = 0) -> Target:
    return Target(workspace or worktree, worktree, path, path, is_pattern, is_file)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (there("sub/a.py", "/w"), there("a.py", "/w/sub"), True),
        (there("sub", "/w"), there("a.py", "/w/sub"), True),
        (there("sub/b.py", "/w"), there("a.py", "/w/sub"), False),
        (there("su", "/w"), there("a.py", "/w/sub"), False),
        (there("", "/w"), there("a.py", "/w/sub"), True),
        (there("", "/w"), there("a.py", "/w2"), False),
        (there("w/a.py", "/"), there("a.py", "/w"), True),
        (there("w", "/"), there("a.py", "/w"), True),
        (there("w", "/", is_file=1), there("a.py", "/w"), False),
        (there("w/a.py", "/", is_file=1), there("", "/w"), True),
        (there("w/**/*.py", "/", is_pattern=1), there("src/a.py", "/w", is_file=1), True),
        (there("w/**/*.py", "/", is_pattern=1), there("src/a.md", "/w", is_file=1), False),
        (there("**", "/w", is_pattern=1), there("src/*.md", "/w/[x]", is_pattern=1), True),
        (there("[x]/**", "/w", is_pattern=1), there("src/*.md", "/w/[x]", is_pattern=1), False),
        (there("W/a.py", "/", is_file=1).but(key="w/a.py"), there("a.py", "/W", is_file=1).but(root="/w"), True),
    ],
)
@pytest.mark.requirement("B-2")
def test_two_holds_overlap_on_disk_whichever_repository_each_was_found_in(
    one: Target, other: Target, *, expected: bool
) -> None:
    assert overlaps_on_disk(one, other) is expected
    assert overlaps_on_disk(other, one) is expected


@pytest.mark.parametrize(
    ("lock", "wish", "expected", "crossing"),
    [
        (there("a", "/w"), there("a", "/w"), HERE, HERE),
        (there("a", "/w"), there("a", "/w2", "/w"), ELSEWHERE, ""),
        (there("a", "/w"), there("b", "/w2", "/w"), "", ""),
        (there("a", "/w/.trees/x", "/w"), there("", "/w"), ELSEWHERE, HERE),
        (there("a", "/w/.trees/x", "/w"), there(".trees", "/w"), "", HERE),
        (there("a", "/w/.trees/x", "/w"), there("**/a", "/w", is_pattern=1), ELSEWHERE, HERE),
        (there("a", "/w/inner"), there("inner/a", "/w"), HERE, HERE),
        (there("a", "/w/inner"), there("", "/w"), HERE, HERE),
        (there("a", "/other"), there("a", "/w"), "", ""),
    ],
)
def test_a_hold_stands_in_the_way_on_the_same_files_and_warns_in_another_worktree(
    lock: Target, wish: Target, expected: str, crossing: str
) -> None:
    assert relation(lock, wish) == expected
    assert relation(lock, wish, crosses=True) == crossing


def test_the_place_of_a_hold_is_its_anchor_as_a_whole_path() -> None:
    found = [target.place for target in (tree("a/b"), tree(""), pattern("src/*.py"), there("w/a", "/"), there("", "/"))]
    assert found == ["/w/a/b", "/w", "/w/src", "/w/a", ""]


@given(modes, modes)
def test_exclusion_goes_both_ways(mode: str, other_mode: str) -> None:
    one, two = hold(file("a"), "one", mode=mode), hold(file("a"), "two", mode=other_mode)
    assert may_exclude(one, two.holder, two.mode) is may_exclude(two, one.holder, one.mode)


def test_two_readers_share_and_a_writer_shares_with_nobody() -> None:
    other = Holder("two")
    assert not may_exclude(hold(file("a"), mode=SHARED), other, SHARED)
    assert may_exclude(hold(file("a"), mode=SHARED), other, EXCLUSIVE)
    assert may_exclude(hold(file("a")), other, SHARED)


def test_nobody_excludes_themselves_and_a_subagent_with_a_hold_of_its_own_is_another_holder() -> None:
    assert not may_exclude(hold(file("a")), Holder("one"), EXCLUSIVE)
    assert may_exclude(hold(file("a")), Holder("one", "agent"), EXCLUSIVE)


def test_the_anchor_of_a_file_is_its_key_and_that_of_a_pattern_its_literal_start() -> None:
    assert tree("app/[id].tsx").anchor == "app/[id].tsx"
    assert pattern("src/lib/*.py").anchor == "src/lib"


def test_a_lock_knows_its_target_and_holder() -> None:
    lock = hold(pattern("src/*"), "one", "agent")
    assert lock.target == pattern("src/*")
    assert lock.holder == Holder("one", "agent")
