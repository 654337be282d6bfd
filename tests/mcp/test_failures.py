"""What a model can mend it is told; what is our own mistake is recorded, and says nothing of its insides."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NoReturn

import pytest
from mcp.shared.exceptions import MCPError

from covey.coordination import failures
from covey.coordination.locks import Desk
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from .conftest import Office, Tools


def fail(*_arguments: object, **_named: object) -> NoReturn:
    """Fail as only a bug can."""
    raise RuntimeError("the secret is 4711")


@pytest.fixture(autouse=True)
def _private_reports(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    """Let bug reports lie in the world; tempfile remembers where it wrote last."""
    monkeypatch.setattr("tempfile.tempdir", str(office.world.root / "tmp"))


def test_a_bug_says_nothing_of_its_insides_and_is_recorded(
    office: Office, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.enter("one")
    monkeypatch.setattr("covey.mcp.sessions.overview.session_row", fail)
    assert tools.refusal("session_current", office.tool_use("one")) == "Error executing tool session_current"
    (failure,) = failures.since(str(office.home), 0)
    assert (failure.event, failure.session_id) == ("mcp session_current", "one")
    assert "RuntimeError: the secret is 4711" in failure.message
    (report,) = (office.world.root / "tmp").glob("covey-bug-*.txt")
    assert str(report) in failure.where
    shown = office.world.run(["covey", "sessions", "live"]).stdout
    assert "within a day covey failed once" in shown


def test_a_bug_in_a_resource_is_recorded_too(office: Office, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("covey.mcp.sessions.overview.live", fail)
    with pytest.raises(MCPError) as problem:
        tools.resource("covey://sessions")
    assert "4711" not in str(problem.value)
    assert [failure.event for failure in failures.since(str(office.home), 0)] == ["mcp covey://sessions"]


def test_a_bug_amid_a_change_leaves_nothing_of_it(
    office: Office, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.enter("one")
    monkeypatch.setattr(Desk, "_renewed", fail)
    tool_use = office.tool_use("one")
    tools.data("lock_acquire", tool_use, path="a.py")
    tools.refusal("lock_acquire", office.tool_use("one"), path="a.py")
    (lock,) = tools.data("locks_list")["locks"]
    assert lock["path"] == "a.py"


def test_a_store_that_cannot_be_read_is_told_with_what_to_do(office: Office, tools: Tools) -> None:
    office.enter("one")
    (office.home / "covey.db").write_bytes(b"no database at all" * 1000)
    said, hint = tools.refusal("sessions_live").split("\n", 1)
    assert "covey.db" in said
    assert hint
    assert failures.since(str(office.home), 0) == []


def test_a_store_that_others_keep_busy_is_told_as_such(
    office: Office, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("covey.mcp.calls.SqliteStore", partial(SqliteStore, patience=0.01))
    office.enter("one")
    other = SqliteStore(str(office.home))
    with other.write():
        said = tools.refusal("aim_create_entities", entities=[{"name": "x", "entityType": "t"}])
    other.close()
    assert "busy" in said
