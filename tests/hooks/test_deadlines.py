"""Every hook answers within its time, whatever the store holds and whoever keeps it busy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from covey.coordination.machine import Machine
from covey.store import driver
from covey.store.sqlite import SqliteStore

from .conftest import HOOKS, RUN_SECONDS

if TYPE_CHECKING:
    from .conftest import Hooks

IMPATIENT = """
import sys
sys.path.insert(0, sys.argv[1].rsplit("/", 3)[0])
import covey.hooks.door, covey.hooks.status
covey.hooks.door.DEADLINE_SECONDS = covey.hooks.status.DEADLINE_SECONDS = 0.3
del sys.argv[0]
__file__ = sys.argv[0]
exec(open(__file__).read())
"""
ENDLESS = """
CREATE TRIGGER endless AFTER UPDATE ON contact BEGIN
  INSERT INTO notice (session_id, at, text)
    SELECT 'one', 0, count(*) FROM (WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number)
      SELECT n FROM number);
END
"""
"""A query that has no end stands for one over very much."""

EVENTS = ["SessionStart", "UserPromptSubmit", "PostToolUse", "Stop", "SessionEnd"]


def impatient(hooks: Hooks, entry: str, call: dict[str, Any], *more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a hook that has little time to its end."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", IMPATIENT, str(HOOKS / entry), "--home", str(hooks.home), *more],
        input=json.dumps(call).encode(),
        capture_output=True,
        timeout=RUN_SECONDS,
        env=hooks.environment(),
        check=False,
        cwd=hooks.workspace,
    )


def change(hooks: Hooks, sql: str) -> None:
    """Change the database behind covey's back."""
    with closing(driver.connect(str(hooks.home / "covey.db"), isolation_level=None)) as connection:
        connection.execute(sql)


@pytest.mark.parametrize("event", ["PreToolUse", *EVENTS])
def test_a_query_that_takes_too_long_is_ended_and_what_it_changed_is_taken_back(hooks: Hooks, event: str) -> None:
    hooks.edit("auth.py")
    hooks.event(event if event in EVENTS else "Stop")
    before = hooks.held()
    change(hooks, ENDLESS)
    call = hooks.call(event, "one", **hooks.tool("new.py", "Edit"))
    done = impatient(hooks, "on_edit.py" if event == "PreToolUse" else "on_event.py", call)
    assert (done.returncode, done.stderr) == (0, b"")
    said = json.loads(done.stdout)["systemMessage"]
    assert "did not answer in time" in said or "no answer within" in said, "the query's end, or the alarm's"
    assert hooks.held() == before
    assert [failure.event for failure in hooks.failures()] == [event]
    change(hooks, "DROP TRIGGER endless")
    hooks.edit("new.py")
    assert ("one", "new.py") in hooks.held()


def test_a_commit_is_not_kept_waiting_either(hooks: Hooks) -> None:
    hooks.edit("auth.py", "two")
    change(hooks, "CREATE VIEW slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n")
    change(hooks, "ALTER TABLE lock RENAME TO kept")
    change(hooks, "CREATE VIEW lock AS SELECT * FROM kept WHERE (SELECT count(*) FROM slow) > 0")
    done = impatient(hooks, "on_git.py", {}, "pre-commit")
    assert done.returncode == 0
    assert b"could not check this commit, and let it pass: " in done.stderr
    assert b"did not answer in time" in done.stderr or b"no answer within" in done.stderr


def test_the_status_line_says_that_it_cannot_look(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    change(hooks, "ALTER TABLE lock RENAME TO kept")
    change(hooks, "CREATE VIEW lock AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
           "SELECT kept.* FROM kept WHERE (SELECT count(*) FROM n) > 0")  # fmt: skip
    done = impatient(hooks, "statusline.py", hooks.call("Status", "one"))
    assert (done.returncode, done.stdout) == (0, b"covey: cannot look (`covey doctor` says why)\n")


def test_a_store_that_others_keep_busy_is_waited_for_no_longer_than_there_is_time(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    with closing(driver.connect(str(hooks.home / "covey.db"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = impatient(hooks, "on_edit.py", hooks.call("PreToolUse", "one", **hooks.tool("new.py", "Edit")))
        assert "covey could not check this edit, and let it pass" in json.loads(done.stdout)["systemMessage"]
        other.execute("ROLLBACK")
    assert hooks.held() == [("one", "auth.py")]


LOOK_FOR_EVER = """
import sys
sys.path.insert(0, sys.argv[1].rsplit("/", 3)[0])
import covey.hooks.door
from covey.coordination import machine
covey.hooks.door.DEADLINE_SECONDS = 0.3
def start(pid):
    while True:
        machine._content(f"/proc/{pid}/stat")
machine._start = start
del sys.argv[0]
__file__ = sys.argv[0]
exec(open(__file__).read())
"""


def test_a_deadline_within_a_look_at_a_process_does_not_pass_for_the_end_of_that_process(hooks: Hooks) -> None:
    hooks.edit("auth.py", "two")
    own = Machine().process(os.getpid())
    assert own is not None
    store = SqliteStore(str(hooks.home))
    with store.write() as tx:
        tx.save_session(hooks.session("two").but(host=own.host, pid=own.pid, pid_start=own.start))
    store.close()
    hooks.edit("new.py", "one")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LOOK_FOR_EVER, *hooks.command("on_edit.py")[3:]],
        input=json.dumps(hooks.call("PreToolUse", "one", **hooks.tool("auth.py", "Edit"))).encode(),
        capture_output=True,
        timeout=RUN_SECONDS,
        env=hooks.environment(),
        check=True,
        cwd=hooks.workspace,
    )
    assert "covey could not check this edit, and let it pass" in json.loads(done.stdout)["systemMessage"]
    assert ("two", "auth.py") in hooks.held()
