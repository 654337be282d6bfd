"""A session has a name that people can say, and a process where that is known."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.model.session import Process, Session, readable_name

RECORD = Session("id", "name", "/w", "w", "/w", "/w", 0.0, 0.0, 0.0, "mac boot")


@pytest.mark.requirement("S1-1")
def test_a_name_tells_host_process_and_start() -> None:
    assert readable_name("mac.local", 4711, "20261120103000") == "Session_mac_4711_20261120103000"


def test_a_name_is_whole_without_a_process_or_a_usual_host() -> None:
    assert readable_name("", None, "1") == "Session_host_0_1"
    assert readable_name("my mac_1", 5, "1") == "Session_my-mac-1_5_1"


@given(st.text())
def test_a_name_is_always_one_word(host: str) -> None:
    assert re.fullmatch(r"Session_[^\W_]?[^\s_]*_7_1", readable_name(host, 7, "1"))


def test_a_process_is_known_only_with_its_pid() -> None:
    assert RECORD.process is None
    assert RECORD.but(pid=5, pid_start="99").process == Process("mac boot", 5, "99")
