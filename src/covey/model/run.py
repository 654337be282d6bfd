"""A run of a plan, and what is kept of it: its tasks, their attempts, its conversations, and its place in the pool."""

from __future__ import annotations

from covey.model.session import Process
from covey.model.value import Value

RUNNING, DONE, FAILED, CANCELLED = "running", "done", "failed", "cancelled"
"""What a run is; one that is running, and whose process is gone, was interrupted and can be resumed."""

WAITING, SKIPPED = "waiting", "skipped"
"""What a task may be besides: not begun yet, or left out since one that it needs was not done."""

OVER = (DONE, FAILED, CANCELLED, SKIPPED)

START, CONTINUE, FORK, FALLBACK, RENEW = "start", "continue", "fork", "fallback", "renew"
"""How an attempt came to its conversation: a new one, the one before, a fork of it; a new one with rebuilt context,
since the other was lost or expired (`fallback`), or had grown too large (`renew`)."""


class Run(Value):
    """One execution of a plan; times in seconds since 1970. `definition` is the plan as it was read, as JSON."""

    run_id: str
    plan: str
    file: str
    project: str
    workspace: str
    definition: str
    state: str
    started: float
    ended: float | None = None
    cancel_asked: float | None = None
    host: str = ""
    pid: int | None = None
    pid_start: str = ""

    @property
    def process(self) -> Process | None:
        """The process that carries it out, or did."""
        return Process(self.host, self.pid, self.pid_start) if self.pid is not None else None


class TaskRun(Value):
    """How far a task has come. `number` is its place in the file, `line` names its line of conversation.

    `summary` says what it did, as JSON that running/summary.py writes; `problem` why it was not done.
    """

    run_id: str
    task_id: str
    number: int
    line: str
    state: str = WAITING
    conversation: str | None = None
    started: float | None = None
    ended: float | None = None
    summary: str = ""
    problem: str = ""


class Attempt(Value):
    """One turn that was asked for a task; `purpose` is what it was asked for: the task, or mending what was wrong.

    `how` it came to its conversation, `source` is the conversation that it resumed or forked, `reason` says why it was
    not the one before. `reserved` is what it may cost (US dollars) while it is open. `folder` holds what its process
    reads and writes. What came of it is None while it is open.
    """

    run_id: str
    task_id: str
    number: int
    purpose: str
    how: str
    source: str | None
    reason: str
    folder: str
    started: float
    reserved: float = 0.0
    ended: float | None = None
    outcome: str | None = None
    detail: str = ""
    conversation: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_created_tokens: int = 0
    cost: float = 0.0
    turns: int = 0
    total_cost: float = 0.0
    total_tokens: int = 0
    context_tokens: int = 0
    context_window: int = 0


class PlanSession(Value):
    """The conversation of a plan, or of one line of it (S2-1): `plan` is the run's id, or `RUN:TASK` of a fork.

    Times in seconds since 1970.
    """

    session_id: str
    plan: str
    conversation: str | None
    created: float
    last_used: float
    task_count: int
    project: str


class Slot(Value):
    """A place in the pool: who asks for it, how urgently, since when, and since when it is theirs (None: not yet)."""

    run_id: str
    task_id: str
    priority: int
    since: float
    host: str
    pid: int
    pid_start: str
    granted: float | None = None

    @property
    def process(self) -> Process:
        """The process that asks."""
        return Process(self.host, self.pid, self.pid_start)
