"""What is looked for in a graph is found by the beginnings of its words, and ranked by where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.model.graph_query import plain, understood

WORDS = st.text(st.sampled_from("abAÉéß1 2_-.()漢字"), max_size=20)


@pytest.mark.parametrize(
    ("query", "name", "text"),
    [
        ("lock_", "lock_auth_py", ""),
        ("auth", "lock_auth_py", ""),
        ("active_session", "x", "an active session"),
        ("CAFE", "x", "in the Café"),
        ("login tok", "LoginForm", "keeps tokens"),
        ("a", "x", "plan a"),
        ("漢", "漢字", ""),
    ],
)
def test_it_matches(query: str, name: str, text: str) -> None:
    assert understood(query).matches(name, "kind", text)


@pytest.mark.parametrize(
    ("query", "name", "text"),
    [("uth", "auth", ""), ("a", "auth", ""), ("session active", "x", "active"), ("***", "***", "***"), ("", "", "")],
)
def test_it_does_not_match(query: str, name: str, text: str) -> None:
    assert not understood(query).matches(name, "kind", text)


def test_a_name_weighs_more_than_a_type_and_that_more_than_a_text() -> None:
    query = understood("auth")
    weights = [
        query.weigh("auth", "x"),
        query.weigh("auth service", "x"),
        query.weigh("authority", "x"),
        query.weigh("x", "authors"),
        query.weigh("x", "x", "about auth"),
        query.weigh("x", "x", "about auth, " + "and much more " * 20),
        query.weigh("x", "x", "authors"),
        query.weigh("x", "x", "nothing"),
    ]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] == 0


@given(WORDS, WORDS, WORDS)
def test_what_matches_weighs_something_and_what_weighs_nothing_has_no_word(query: str, name: str, text: str) -> None:
    wanted = understood(query)
    weight = wanted.weigh(name, "kind", text)
    assert weight > 0 or not wanted.matches(name, "kind", text)
    assert weight >= 0


@given(WORDS)
def test_every_name_that_has_a_word_is_found_by_itself(name: str) -> None:
    assert understood(name).matches(name, "kind") or not plain(name).strip()


@given(st.text(max_size=30))
def test_plain_form_is_words_between_single_spaces_and_stays_as_it_is(text: str) -> None:
    form = plain(text)
    assert form.startswith(" ")
    assert "  " not in form.strip() or not form.strip()
    assert plain(form).split() == form.split()
