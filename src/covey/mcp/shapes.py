"""What our tools give, as their output schemas say: the rows of `--json`, with what is null or empty left out."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Data of ours."""

    model_config = ConfigDict(extra="forbid")


class Progress(Shape):
    """How far a session is with its own task list."""

    done: int
    total: int


class SessionRow(Shape):
    """A session of this machine."""

    session_id: str
    name: str
    project: str
    path: str
    worktree: str
    git_branch: str = ""
    git_dirty: bool = False
    started: str
    last_seen: str
    pid: int = 0
    host: str
    status: str = Field(description="busy, idle, waiting (for a person), stale, gone or unhooked")
    waiting_for: str = ""
    task: str = ""
    progress: Progress = Field(default_factory=lambda: Progress(done=0, total=0))
    library: str = ""
    locks: list[str] = Field(default_factory=list)
    model: str = ""
    kind: str = ""


class SessionList(Shape):
    """Sessions, the oldest first."""

    sessions: list[SessionRow]


class TaskRow(Shape):
    """What a session works on, and the sessions that have nearly the same task."""

    session_id: str
    name: str
    task: str = ""
    same_task: list[str] = Field(default_factory=list)


class ConflictList(Shape):
    """Projects in which several sessions work: the risk, what to do, and whether their work would merge."""

    conflicts: list[dict[str, object]]


class LockRow(Shape):
    """A hold on a file, a folder or a pattern."""

    workspace: str
    worktree: str
    path: str
    session_id: str
    name: str = ""
    task: str = ""
    mode: str = Field(description="exclusive or shared")
    reason: str = ""
    acquired: str
    expires: str
    estimated_completion: str = ""
    generation: int
    waiting: list[str] = Field(default_factory=list)
    void: str = Field(default="", description="why it counts no more")


class LockList(Shape):
    """Locks."""

    locks: list[LockRow]


class Wait(Shape):
    """What came of waiting: whether the path is held now, the lock or the reason, and whether other news ended it."""

    held: bool
    lock: LockRow | None = None
    reason: str = ""
    called: bool = Field(default=False, description="a message waits for this session: it comes with its next contact")


class Suggestion(Shape):
    """What is free to work on: areas, work of others that matters, and files that many want."""

    workspace: str
    worktree: str
    session_id: str = ""
    task: str = ""
    areas: list[dict[str, object]] = Field(default_factory=list[dict[str, object]])
    same_task: list[dict[str, object]] = Field(default_factory=list[dict[str, object]])
    dependent: list[dict[str, object]] = Field(default_factory=list[dict[str, object]])
    hot: list[dict[str, object]] = Field(default_factory=list[dict[str, object]])


class Sent(Shape):
    """To whom a notice was left, and what they do."""

    session_id: str
    name: str
    status: str


class Released(Shape):
    """The paths that were released."""

    released: list[str]
