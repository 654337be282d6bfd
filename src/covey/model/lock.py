"""A lock: a session's hold on a path or a pattern, for a limited time, and when two of them conflict."""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.automaton import Automaton

EXCLUSIVE, SHARED = "exclusive", "shared"
HERE, ELSEWHERE = "here", "elsewhere"


class Target(Value):
    """What a lock is about: a path or pattern, relative to its worktree, in a workspace.

    `key` is what is compared (folded where the file system does not tell upper from lower case), `path` what is shown.
    With `is_file` it is a file alone, or the files that a pattern matches; without, what lies beneath belongs to it.
    `root` is the worktree as it is compared where that is folded as the key is, else ''.
    """

    workspace: str
    worktree: str
    path: str
    key: str
    is_pattern: int = 0
    is_file: int = 0
    root: str = ""

    @property
    def base(self) -> str:
        """The worktree as it is compared, without a slash at its end: '' for the root of all files."""
        return (self.root or self.worktree).rstrip("/")

    @property
    def whole(self) -> str:
        """The key as a whole path."""
        return f"{self.base}/{self.key}" if self.key else self.base

    @property
    def place(self) -> str:
        """The anchor as a whole path: what an index can find of files, whichever repository they were found in."""
        return f"{self.base}/{self.anchor}" if self.anchor else self.base

    @property
    def anchor(self) -> str:
        """The longest leading run of components that is literal: what an index can find."""
        if not self.is_pattern:
            return self.key
        from covey.model import pattern  # noqa: PLC0415 - most locks are no patterns; ADR 0003

        return pattern.anchor(self.key)


class Holder(Value):
    """Who holds: a session, or one of its subagents where these are told apart."""

    session_id: str
    agent_id: str = ""


class Lock(Value):
    """One hold; `generation` rises with every new hold in the store, so that an old one can be told from a new one.

    `is_reserved` tells that it was asked for by name, and that no edit or command has used it yet.
    """

    generation: int
    workspace: str
    worktree: str
    path: str
    key: str
    is_pattern: int
    is_file: int
    root: str
    anchor: str
    session_id: str
    agent_id: str
    mode: str
    reason: str
    acquired: float
    touched: float
    expires: float
    awake_expires: float
    estimated_completion: float | None = None
    is_reserved: int = 0
    root_id: str = ""
    file_id: str = ""

    @property
    def target(self) -> Target:
        """What it is about."""
        return Target(self.workspace, self.worktree, self.path, self.key, self.is_pattern, self.is_file, self.root)

    @property
    def holder(self) -> Holder:
        """Who holds it."""
        return Holder(self.session_id, self.agent_id)

    @property
    def awake_touched(self) -> float:
        """When it was last used, on the clock that stands still in sleep."""
        return self.awake_expires - (self.expires - self.touched)


class Wish(Value):
    """What somebody wants to hold, how, why, until when they think they need it, and whether ahead of any use."""

    holder: Holder
    target: Target
    mode: str = EXCLUSIVE
    reason: str = ""
    estimated_completion: float | None = None
    is_reserved: int = 0


class Waiting(Value):
    """Somebody's place in the line for a target; `offered` is since when it is kept for them, `heard` if they know."""

    workspace: str
    worktree: str
    path: str
    key: str
    is_pattern: int
    is_file: int
    root: str
    session_id: str
    agent_id: str
    since: float
    offered: float | None = None
    heard: int = 0

    @property
    def target(self) -> Target:
        """What is waited for."""
        return Target(self.workspace, self.worktree, self.path, self.key, self.is_pattern, self.is_file, self.root)

    @property
    def holder(self) -> Holder:
        """Who waits."""
        return Holder(self.session_id, self.agent_id)


def ancestors(key: str) -> list[str]:
    """List a path and every folder above it, the root ('') last."""
    found = [key]
    while key:
        key = key.rpartition("/")[0]
        found.append(key)
    return found


def overlaps(one: Target, other: Target) -> bool:
    """Tell whether some path is held by both, whichever worktree each stands in."""
    return one.workspace == other.workspace and _share_keys(one, other)


def overlaps_on_disk(one: Target, other: Target) -> bool:
    """Tell whether some file is held by both, whichever repository each was found in."""
    outer, inner = (one, other) if len(one.base) <= len(other.base) else (other, one)
    if outer.base == inner.base:
        return _share_keys(one, other)
    if not inner.base.startswith(f"{outer.base}/"):
        return False
    between = inner.base[len(outer.base) + 1 :]
    return _share_keys(outer, inner.but(key=_joined(between, inner)))


def _joined(folder: str, target: Target) -> str:
    if target.is_pattern:
        from covey.model import pattern  # noqa: PLC0415 - most locks are no patterns; ADR 0003

        folder = pattern.literal(folder)
    return f"{folder}/{target.key}" if target.key else folder


def _share_keys(one: Target, other: Target) -> bool:
    if not one.is_pattern and not other.is_pattern:
        return one.key == other.key or _is_beneath(one, other) or _is_beneath(other, one)
    from covey.model import pattern  # noqa: PLC0415 - most locks are no patterns; ADR 0003

    return pattern.have_common(_paths_of(one), _paths_of(other))


def _is_beneath(inner: Target, outer: Target) -> bool:
    return not outer.is_file and (not outer.key or inner.key.startswith(f"{outer.key}/"))


def _paths_of(target: Target) -> Automaton:
    from covey.model import pattern  # noqa: PLC0415 - as above; ADR 0003

    text = target.key if target.is_pattern else pattern.literal(target.key) or "**"
    return pattern.paths_of(text, is_file=bool(target.is_file))


def relation(lock: Target, wish: Target, *, crosses: bool = False) -> str:
    """Say how a held target stands to a wanted one: on the same files (HERE), in another worktree (ELSEWHERE), or ''.

    Another worktree of the repository has other files, also where it lies beneath. Only what `crosses` gets at those:
    a command that removes or rewrites whatever lies in a folder.
    """
    if lock.workspace == wish.workspace and lock.worktree != wish.worktree and not crosses:
        return ELSEWHERE if _share_keys(lock, wish) else ""
    return HERE if overlaps_on_disk(lock, wish) else ""


def may_exclude(lock: Lock, holder: Holder, mode: str) -> bool:
    """Tell whether a lock keeps somebody, in a mode, from what it is on: it is another's, and not shared by both."""
    return lock.holder != holder and not (lock.mode == SHARED and mode == SHARED)
