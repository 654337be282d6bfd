"""Two sessions with nearly the same task are told so; two with different tasks never are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.model.likeness import in_common, is_same_task, words_of
from covey.model.task import LONGEST, title

SAME = [
    ("rewrite the login", "rewrite the login"),
    ("rewrite the login", "Refactor the login, please"),
    ("Refactor the API endpoints", "refactoring API endpoints"),
    ("add voice selection", "implement the voice selection feature"),
    ("add voice selection", "add voice selection to the settings"),
    ("fix the failing tests", "fix failing test"),
    ("write tests for the parser", "add tests for the parser"),
    ("fix userService.getName", "fix user_service get_name"),
    ("corriger la connexion", "Corriger la connexion"),
    ("修复登录 页面", "修复登录 页面"),
]
DIFFERENT = [
    ("add tests for the login page", "add tests for the signup page"),
    ("fix the bug in auth.py", "fix the bug in cart.py"),
    ("write tests for the login", "rewrite the login"),
    ("write tests for the login", "add the login"),
    ("document the API", "refactor the API"),
    ("remove the login", "add the login"),
    ("review the login", "fix the login"),
    ("run the tests", "fix the tests"),
    ("fix issue #12", "fix issue #13"),
    ("add export to CSV in the reports of the admin panel", "add export to PDF in the reports of the admin panel"),
    ("upgrade django to 5.0", "upgrade celery to 5.0"),
    ("fix the login", "fix the login redirect after logout on Safari"),
    ("refactor the API", "refactor the API clients and servers"),
    ("translate the docs to French", "translate the docs to German"),
    ("update the README", "update the changelog"),
    ("continue", "continue"),
    ("continue with this task", "continue with the task please"),
    ("hi", "hi"),
    ("ok go on", "ok go on"),
    ("yes", "yes"),
    ("", ""),
    ("make the header blue", "make the footer blue"),
    ("add a user model", "add a user model test"),
    ("move utils to core", "move helpers to core"),
    ("libs/ui: add a button", "libs/core: add a button"),
    ("implement step 1 of plan.md", "implement step 2 of plan.md"),
    ("worker 1 of 4: port the suite", "worker 2 of 4: port the suite"),
    ("deploy the shop to staging", "deploy the shop to production"),
    ("rename getUser to findUser", "rename getCart to findCart"),
    ("why does the build fail", "why does the deploy fail"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_nearly_the_same_task_is_seen(one: str, other: str) -> None:
    assert is_same_task(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_tasks_are_never_taken_for_the_same(one: str, other: str) -> None:
    assert not is_same_task(one, other)


@given(st.text(), st.text())
def test_it_does_not_matter_who_is_asked_first(one: str, other: str) -> None:
    assert is_same_task(one, other) == is_same_task(other, one)


@given(st.text(), st.text())
def test_a_task_that_was_cut_short_is_like_no_other(one: str, other: str) -> None:
    """Its end may be what makes it another: orders to many workers begin alike."""
    assert not is_same_task(title(one + " x" * LONGEST), other)


@given(st.text(), st.text())
def test_what_is_in_common_is_in_both(one: str, other: str) -> None:
    ours, theirs = words_of(one), words_of(other)
    assert in_common(ours, theirs) == in_common(theirs, ours) <= min(len(ours.topics), len(theirs.topics))
    assert in_common(ours, ours) == len(ours.topics)


@given(st.text())
def test_case_does_not_matter_between_words(text: str) -> None:
    spaced = " ".join(text.lower().split())
    assert words_of(spaced) == words_of(f"  {spaced}  ")


def test_words_of_names_are_taken_apart() -> None:
    assert words_of("src/billing/invoiceTotals.py") == words_of("billing invoice totals")
