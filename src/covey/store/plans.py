"""The SQL of plans: the verbs behind `tx.plans`; their promises are written in plans_contract.py."""

from __future__ import annotations

from covey.model.run import OVER, Attempt, PlanSession, Run, Slot, TaskRun
from covey.store.transaction import Speaker, columns, marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.value import Value

DAY_SECONDS = 86400.0
RUN = f"SELECT {columns(Run)} FROM run"
ATTEMPT = f"SELECT {columns(Attempt)} FROM attempt"
NEWEST = "ORDER BY started DESC, run_id DESC"
SPENT = "SELECT total(CASE WHEN ended IS NULL THEN reserved ELSE cost END) FROM attempt"


class Plans(Speaker):
    """The verbs of plans within one transaction."""

    # runs

    def save_run(self, run: Run) -> None:
        """Write a run's whole record, new or known."""
        self._save("run", ("run_id",), run)

    def run(self, run_id: str) -> Run | None:
        """Give a run."""
        rows = self._rows(f"{RUN} WHERE run_id = ?", run_id)
        return Run(*rows[0]) if rows else None

    def runs(self, limit: int = 100, workspace: str | None = None) -> list[Run]:
        """List the runs of one workspace or of all, the newest first, so many at most."""
        where, values = ("", ()) if workspace is None else (" WHERE workspace = ?", (workspace,))
        return [Run(*row) for row in self._rows(f"{RUN}{where} {NEWEST} LIMIT ?", *values, limit)]

    def named_runs(self, beginning: str) -> list[Run]:
        """List the runs whose id begins so, the newest first."""
        where = "WHERE substr(run_id, 1, ?) = ?"
        return [Run(*row) for row in self._rows(f"{RUN} {where} {NEWEST}", len(beginning), beginning)]

    def runs_over(self, before: float, limit: int) -> list[Run]:
        """List the runs that ended before a time, the oldest first, so many at most."""
        where = f"WHERE ended < ? AND state IN ({', '.join('?' * len(OVER))}) ORDER BY ended, run_id LIMIT ?"
        return [Run(*row) for row in self._rows(f"{RUN} {where}", before, *OVER, limit)]

    def forget_run(self, run_id: str) -> bool:
        """Remove a run with its tasks and attempts; tell whether it was there."""
        return bool(self._rows("DELETE FROM run WHERE run_id = ? RETURNING 1", run_id))

    # tasks and attempts

    def save_task(self, task: TaskRun) -> None:
        """Write how far a task has come, new or known."""
        self._save("task", ("run_id", "task_id"), task)

    def tasks(self, run_id: str) -> list[TaskRun]:
        """List the tasks of a run, in the order of its file."""
        rows = self._rows(f"SELECT {columns(TaskRun)} FROM task WHERE run_id = ? ORDER BY number", run_id)
        return [TaskRun(*row) for row in rows]

    def save_attempt(self, attempt: Attempt) -> None:
        """Write an attempt, new or known."""
        self._save("attempt", ("run_id", "task_id", "number"), attempt)

    def attempts(self, run_id: str, task_id: str | None = None) -> list[Attempt]:
        """List the attempts of one task by number, or of all tasks of a run in the order in which they began."""
        only, values = ("", (run_id,)) if task_id is None else (" AND task_id = ?", (run_id, task_id))
        order = "ORDER BY started, task_id, number" if task_id is None else "ORDER BY number"
        rows = self._rows(f"{ATTEMPT} WHERE run_id = ?{only} {order}", *values)
        return [Attempt(*row) for row in rows]

    def spent(self, run_id: str) -> float:
        """Add up what the attempts of a run cost, and what those that are open may cost yet."""
        return self._rows(f"{SPENT} WHERE run_id = ?", run_id)[0][0]

    def spent_since(self, since: float) -> float:
        """Add up the same over all runs: what ended since a time, and what is open and began at most a day before."""
        where = "WHERE ended >= ? OR (ended IS NULL AND started >= ?)"
        return self._rows(f"{SPENT} {where}", since, since - DAY_SECONDS)[0][0]

    def open_attempts(self) -> list[Attempt]:
        """List the attempts of all runs that are open, in the order in which they began."""
        where = "WHERE ended IS NULL ORDER BY started, run_id, task_id, number"
        return [Attempt(*row) for row in self._rows(f"{ATTEMPT} {where}")]

    # plan sessions

    def save_plan_session(self, session: PlanSession, expires: float) -> None:
        """Keep a plan's conversation until a time, in place of what was kept of the plan."""
        self._rows(
            f"INSERT OR REPLACE INTO plan_session ({columns(PlanSession)}, expires) VALUES ({marks(PlanSession)}, ?)",
            *session.as_dict().values(),
            expires,
        )

    def plan_session(self, plan: str, at: float) -> PlanSession | None:
        """Give a plan's conversation, unless its time is over."""
        where = "WHERE plan = ? AND expires > ?"
        rows = self._rows(f"SELECT {columns(PlanSession)} FROM plan_session {where}", plan, at)
        return PlanSession(*rows[0]) if rows else None

    def plan_sessions(self, at: float) -> list[PlanSession]:
        """List the conversations whose time is not over, oldest first."""
        where = "WHERE expires > ? ORDER BY created, plan"
        rows = self._rows(f"SELECT {columns(PlanSession)} FROM plan_session {where}", at)
        return [PlanSession(*row) for row in rows]

    def forget_plan_session(self, plan: str) -> bool:
        """Forget a plan's conversation; tell whether one was kept."""
        return bool(self._rows("DELETE FROM plan_session WHERE plan = ? RETURNING 1", plan))

    def forget_expired(self, at: float) -> int:
        """Forget the conversations whose time is over, and tell how many they were."""
        return len(self._rows("DELETE FROM plan_session WHERE expires <= ? RETURNING 1", at))

    # the pool and its gate

    def save_slot(self, slot: Slot) -> None:
        """Write who asks for a place in the pool or has one, new or known."""
        self._save("slot", ("run_id", "task_id"), slot)

    def slots(self) -> list[Slot]:
        """List who has or wants a place: those who have one, then by priority (high first), then as they came."""
        order = "ORDER BY granted IS NULL, priority DESC, since, run_id, task_id"
        return [Slot(*row) for row in self._rows(f"SELECT {columns(Slot)} FROM slot {order}")]

    def remove_slot(self, run_id: str, task_id: str) -> None:
        """Give a place in the pool back, or stop asking for one."""
        self._rows("DELETE FROM slot WHERE run_id = ? AND task_id = ?", run_id, task_id)

    def close_gate(self, until: float, why: str) -> None:
        """Let nobody begin before a time, since a usage limit was hit; a later time counts, an earlier does not."""
        later = "ON CONFLICT DO UPDATE SET until = excluded.until, why = excluded.why WHERE excluded.until > until"
        self._rows(f"INSERT INTO gate (only_one, until, why) VALUES (1, ?, ?) {later}", until, why)

    def gate(self) -> tuple[float, str] | None:
        """Give until when nobody may begin, and why; None where the gate was never closed."""
        rows = self._rows("SELECT until, why FROM gate")
        return rows[0] if rows else None

    def open_gate(self, at: float) -> bool:
        """Let everybody begin again from a time on, or since the gate's own; tell whether nobody said so before."""
        opened = "UPDATE gate SET until = min(until, ?), why = '' WHERE why <> '' RETURNING 1"
        return bool(self._rows(opened, at))

    def _save(self, table: str, key: tuple[str, ...], value: Value) -> None:
        """Write a row in place of the one with the same key, without touching what refers to it."""
        changes = ", ".join(f"{name} = excluded.{name}" for name in value.fields if name not in key)
        keep = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"
        kind = type(value)
        self._rows(
            f"INSERT INTO {table} ({columns(kind)}) VALUES ({marks(kind)}) {keep}",
            *value.as_dict().values(),
        )
