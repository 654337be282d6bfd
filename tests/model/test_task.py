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
    "redis://:hunter2@cache:6379",
    "sk-ant-hunter2-xx",
    "(ghp_hunter2xxxxxxxxxxxxxxxxxxxxxxxxx)",
    "AKIAhunter2XXXXX",
    "eyJhunter2xx.eyJzdWIi.c2ln",
    "x9hunter2x9x9x9x9x9x9x9x9x9x9",
    "hf_hunter2AbCdEfGh",
    "npm_hunter2AbCdEfGh",
    "HF=hf_hunter2AbCdEfGh",
    "https://x.invalid/?key=AIzahunter2AbCd&v=1",
    "curl -u name:hunter2",
    "curl -uname:hunter2",
    "curl --user 'name:hunter2'",
    "mysql -u root -phunter2",
    "/usr/bin/mysqldump -phunter2",
    "sshpass -p hunter2",
    "docker login -u me -p hunter2",
    "redis-cli -a hunter2",
    '{"password": "hunter2"}',
    '{"password":"hunter2"}',
    '{\\"password\\": \\"hunter2\\"}',
    """{'user': 'x', 'api_token': 'hunter2'}""",
    '{"password": "my hunter2 is long"}',
    "DB_PASS='two hunter2 words'",
    'DB_PASS="hunter2 words"',
    "'DB_PASS=my hunter2'",
    "export MYSQL_PWD=hunter2",
    "STRIPE_KEY=hunter2",
    "aws_secret_access_key = hunter2",
    "password is hunter2",
    "password is: hunter2",
    "the token is hunter",
    'the passphrase is "my hunter2 thing"',
    "password hunter2",
    "password => 'hunter2'",
    "<password>hunter2</password>",
    "-H 'X-Api-Key: hunter2'",
    "-H 'Authorization: Basic hunter2='",
    "Authorization: token hunter2",
    "pass:hunter2",
    "secret: hunter2",
    "client_secret=hunter2",
    "--from-literal=password=hunter2",
    "password to hunter2",
    "tess and password hunter2!",
    "token abchunter2def",
    "the API key is hunter2",
    "api key: hunter2",
    "pw: hunter2",
    "aws configure set aws_secret_access_key abcdhunter2GHIJ",
    "Cookie: session=hunter2",
    "-----BEGIN RSA PRIVATE KEY----- hunter2 hunter2 -----END RSA PRIVATE KEY-----",
]
ORDINARY = [
    "the password field is required",
    "pass is a keyword",
    "token is expired",
    "the token is not refreshed when the tab sleeps",
    "why is the password too short?",
    "the password is stored in plain text",
    "password is hashed with bcrypt twice",
    "the secret is out of date in CI",
    "add password reset",
    "add a forgot password link",
    "refactor the token handling in src/auth/session_tokens_v2_final.py",
    "fix src/tokens.py:42",
    "run tests/test_password.py::test_token_is_refreshed",
    "why is bearer-auth slow?",
    "open https://example.invalid/a/b?c=d@e",
    "skip the sk-learn tests",
    "rename internationalization_of_everything",
    "the API key page is empty",
    "rename api_key parameter to client",
    "token: string is the wrong type",
    "password: required, at least eight characters",
    "secret: must not be logged",
    "pass the token to the child",
    "pass: all tests are green",
    "let the tests pass, then commit",
    "tokenize the input before parsing",
    "secretary role needs a page",
    "count tokens: why are there so many?",
    "auth: fix the redirect after login",
    "authorization: check roles before reading",
    "bearer tokens and basic auth side by side",
    "primary key is missing in the orders table",
    "foreign_key: add an index",
    "use the key=value format",
    "sort with key=len",
    "docker run -p 8080:80 nginx",
    "docker run -u 1000:1000 image",
    "mkdir -p build/out",
    "ssh -p 2222 host",
    "mysql -u root shop",
    "cp -p a.py b.py",
    "grep -p pattern file",
    "set PWD=/srv/app in the service",
    "the user's password isn't checked",
    "don't log the user's token",
    "what does the passphrase prompt do?",
    "explain password hashing",
    "password-strength meter: add it to the form",
    "the credentials page is slow",
    "use OAuth2 instead of a password",
    "a password manager for teams",
    "tidy up hf_hub imports",
    "npm_lifecycle_event is unset",
    'set max_tokens=4096 and "output_tokens": 9000',
    "run it with --no-password build",
    "the key is in the lock",
    "is the secret rotated every month?",
]


@pytest.mark.requirement("S1-16")
@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_is_not_kept(secret: str) -> None:
    said = title(f"use {secret} for the login")
    assert "hunter2" not in said
    assert "[hidden]" in said
    assert said.startswith("use ")
    assert said.endswith("for the login")


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_stay(text: str) -> None:
    assert title(text) == text


@pytest.mark.parametrize("secret", SECRETS)
def test_what_was_left_out_once_is_left_as_it_is(secret: str) -> None:
    said = title(f"use {secret} for the login")
    assert title(said) == said


def test_a_quote_that_is_cut_or_never_closed_hides_what_follows() -> None:
    assert title("DB_PASS='hunter2 and hunter2") == "[hidden]"
    assert title("DB_PASS='hunter2 " + "hunter2 " * 1000 + "' x") == "[hidden]"
    assert title("password=don't tell the user's friend") == "[hidden] friend"
    assert title("password=don't tell") == "[hidden] tell"


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
