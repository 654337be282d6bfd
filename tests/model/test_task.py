"""A task is one short line, and no place for secrets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.model.task import LONGEST, title

SECRETS = [
    "password=hunter2",
    "DB_PASSWORD=hunter2",
    "password: hunter2",
    "token = hunter2",
    "api_key:hunter2",
    "--password hunter2",
    "--api-key hunter2",
    "Authorization: Bearer hunter2",
    "bearer hunter2",
    "https://tess:hunter2@example.invalid/x",
    "postgres://hunter2:hunter2@db/shop",
    "sk-ant-hunter2-xx",
    "(ghp_hunter2xxxxxxxxxxxxxxxxxxxxxxxxx)",
    "AKIAhunter2XXXXX",
    "eyJhunter2xx.eyJzdWIi.c2ln",
    "x9hunter2x9x9x9x9x9x9x9x9x9x9",
]


@pytest.mark.requirement("S1-16")
@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_is_not_kept(secret: str) -> None:
    said = title(f"use {secret} for the login")
    assert "hunter2" not in said
    assert "[hidden]" in said
    assert said.startswith("use ")
    assert said.endswith("for the login")


@pytest.mark.parametrize(
    "text",
    [
        "refactor the token handling in src/auth/session_tokens_v2_final.py",
        "add password reset",
        "why is bearer-auth slow?",
        "open https://example.invalid/a/b?c=d@e",
        "skip the sk-learn tests",
        "rename internationalization_of_everything",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert title(text) == text


def test_several_lines_become_one() -> None:
    assert title("  fix\n\tthe   login \r\n") == "fix the login"
    assert title("") == title(" \n ") == ""


def test_a_long_text_is_cut_where_a_reader_sees_it() -> None:
    assert title("word " * 1000).endswith("word…")
    assert len(title("ab " * 1000)) <= LONGEST


@given(st.text(st.characters(codec=None)))
def test_whatever_the_text_a_title_is_one_short_printable_line(text: str) -> None:
    assert len(title(text)) <= LONGEST
    assert title(text).isprintable()


def test_megabytes_are_not_read_to_their_end() -> None:
    assert title("word " + "x" * 50_000_000).startswith("word x")
