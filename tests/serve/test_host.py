"""The monitor's MCP host: it runs as soon as somebody calls, opens to who has the token, and ends with the monitor."""

from __future__ import annotations

import http.client
import json
import os
import signal
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from covey.settings import PYTHON_RECORD

from .conftest import BOUND_SECONDS, end

if TYPE_CHECKING:
    from covey.serve.address import Address

    from .conftest import Office

PING = json.dumps({"jsonrpc": "2.0", "id": 7, "method": "ping"})
HEAD = {"Content-Type": "application/json", "Accept": "application/json", "MCP-Protocol-Version": "2025-11-25"}


def bearer(address: Address) -> dict[str, str]:
    """Give the field that opens the host."""
    return {"Authorization": f"Bearer {address.token}"}


def post(address: Address, fields: dict[str, str]) -> tuple[int, dict[str, str], str]:
    """Send a ping; give the status, the head's fields and the content of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=BOUND_SECONDS)
    connection.request("POST", "/mcp", PING, HEAD | fields)
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
    connection.close()
    return found


def test_nobody_who_does_not_call_pays_for_a_host_and_the_first_who_calls_gets_one(office: Office) -> None:
    office.monitor()
    address = office.address()
    assert office.hosts() == []
    status, _, answer = post(address, bearer(address))
    assert (status, json.loads(answer)) == (200, {"jsonrpc": "2.0", "id": 7, "result": {}})
    assert len(office.hosts()) == 1
    assert [line["detail"] for line in office.said("mcp.started")] == [f"process {office.host()}"]


@pytest.mark.parametrize("given", ["", "Bearer wrong", "Bearer ", "Basic dGVzczp0ZXNz"])
def test_who_has_no_token_is_told_so_and_nothing_else(office: Office, given: str) -> None:
    office.monitor()
    status, fields, answer = post(office.address(), {"Authorization": given} if given else {})
    assert (status, fields["www-authenticate"]) == (401, 'Bearer realm="covey"')
    assert answer == "this needs the token of covey's MCP host\n"


@pytest.mark.parametrize(
    ("field", "status"), [({"Origin": "https://evil.example"}, 403), ({"Host": "evil.example"}, 421)]
)
def test_a_web_page_that_was_led_here_is_refused_even_with_the_token(
    office: Office, field: dict[str, str], status: int
) -> None:
    office.monitor()
    address = office.address()
    assert post(address, bearer(address) | field)[0] == status


def test_the_token_is_for_the_user_alone_and_stays_as_does_the_port(office: Office) -> None:
    first = office.monitor()
    before = office.address()
    assert stat.S_IMODE((office.home / "mcp.json").stat().st_mode) == 0o600
    end(first)
    office.monitor()
    after = office.address()
    assert (after.token, after.port) == (before.token, before.port)
    assert after.process != before.process


def test_a_host_that_was_killed_is_followed_by_another_at_the_next_call(office: Office) -> None:
    office.monitor()
    address = office.address()
    assert post(address, bearer(address))[0] == 200
    first = office.host()
    os.kill(first, signal.SIGKILL)
    office.wait(lambda: bool(office.said("mcp.failed")))
    assert "status -9" in office.said("mcp.failed")[0]["detail"]
    assert post(address, bearer(address))[0] == 200
    assert office.host() != first


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_host_ends_with_the_monitor_however_that_ends(office: Office, number: signal.Signals) -> None:
    monitor = office.monitor()
    address = office.address()
    assert post(address, bearer(address))[0] == 200
    monitor.send_signal(number)
    monitor.wait(BOUND_SECONDS)
    office.wait(lambda: office.hosts() == [])


def test_where_the_host_cannot_run_the_monitor_says_so_once_sends_callers_away_and_does_its_own_work(
    office: Office,
) -> None:
    (office.home / PYTHON_RECORD).write_text(f"{Path(sys.executable).resolve()}\n", encoding="utf-8")  # it has no SDK
    office.monitor()
    address = office.address()
    for _ in range(2):
        with pytest.raises(OSError, match=r"."):
            post(address, bearer(address))
    with pytest.raises(ConnectionRefusedError):
        post(address, bearer(address))
    (told,) = office.said("mcp.failed")
    assert "No module named" in told["detail"]
    holder = office.enter("holder")
    office.edit("holder", "auth.py", holder)
    end(holder)
    office.wait(lambda: office.held() == [])
