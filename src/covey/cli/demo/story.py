"""What happens in the demo: a small shop, two sessions, and what each of them wants to change."""

from __future__ import annotations

from dataclasses import dataclass

FILES = {
    "auth.py": "def login(user, password):\n    return user.password == password\n",
    "test_auth.py": 'def test_a_wrong_password_is_refused(user):\n    assert not login(user, "wrong")\n',
    "pages/cart.py": "def cart(user):\n    return user.items\n",
}


@dataclass(frozen=True)
class Change:
    """One edit that a session wants: in this file, this for that."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Role:
    """One of the two sessions: the letter it is called by, and what its person asked for."""

    letter: str
    task: str


FIRST = Role("A", "hash passwords")
SECOND = Role("B", "add 2FA")

LOGIN = Change("auth.py", "user.password == password", "verify(password, user.hash)")
# Written so that it can be made before and after A's change.
FACTOR = Change("auth.py", "(user, password):", "(user, password, code):")
TEST = Change("test_auth.py", '"wrong")', '"wrong", code="1234")')
NEXT_TEST = Change("test_auth.py", "test_a_wrong_password_is", "test_a_wrong_password_or_code_is")
