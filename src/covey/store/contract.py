"""What every store promises: the verbs that coordination speaks, and what each of them keeps.

A write scope is one exclusive transaction: its reads see every earlier write, and all its changes appear together or
not at all, also when the process is killed. Two write scopes never overlap; the second waits, and raises StoreError
(`store_busy`) when its patience ends. A read scope sees one state throughout. covey.testing.store_contract checks it.
This module is for type checkers and readers; no process of ours needs it at run time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from covey.model.event import Contact, Event
    from covey.model.lock import Holder, Lock, Target, Waiting
    from covey.model.session import Item, Session
    from covey.model.stash import StashEntry
    from covey.model.watch import Watch
    from covey.settings import SettingFile
    from covey.store.graph_contract import GraphVerbs
    from covey.store.plans_contract import PlanVerbs


class Store(Protocol):
    """A place that keeps everything."""

    def write(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that changes things."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """Begin a transaction that only looks."""
        ...

    def problems(self) -> list[str]:
        """Check everything that can be checked and give what is wrong, in words."""
        ...

    def close(self) -> None:
        """Let go of what the store holds open."""
        ...

    def abandon(self) -> None:
        """Prepare for the process to end at once, without `close`."""
        ...


class Transaction(Protocol):
    """The verbs within a transaction; every time is in seconds since 1970."""

    @property
    def graph(self) -> GraphVerbs:
        """The verbs of the knowledge graphs."""
        ...

    @property
    def plans(self) -> PlanVerbs:
        """The verbs of plans."""
        ...

    def session(self, session_id: str) -> Session | None:
        """Give a session's record, live or ended."""
        ...

    def live_sessions(self, workspace: str | None = None) -> list[Session]:
        """List the sessions that have not ended, oldest first, of one workspace or of all."""
        ...

    def ended_sessions(self, since: float, until: float) -> list[Session]:
        """List the sessions that ended in a span of time, newest first."""
        ...

    def save_session(self, session: Session) -> None:
        """Write a session's whole record, new or known."""
        ...

    def forget_session(self, session_id: str, before: float) -> bool:
        """Remove a session that ended before a time, with all that is its own; tell whether it was there.

        The log keeps its lines.
        """
        ...

    def touch_session(self, session_id: str, wall: float, awake: float, status: str) -> bool:
        """Note that a live session was heard of and what it does; tell whether there is such a session."""
        ...

    def items(self, session_id: str) -> list[Item]:
        """List a session's own task list, in the order of the ids."""
        ...

    def save_item(self, item: Item) -> None:
        """Write one entry of a session's task list, new or known; raise StoreError for a session never entered."""
        ...

    def remove_item(self, session_id: str, item_id: str | None = None) -> None:
        """Take one entry of a session's task list away, or all of them."""
        ...

    def locks(self, workspace: str | None = None) -> list[Lock]:
        """List the locks of one workspace or of all, by workspace and path."""
        ...

    def lapsed_locks(self, at: float) -> list[Lock]:
        """List the locks whose time is over at a time, by the wall's clock, and those of sessions that have ended."""
        ...

    def locks_of(self, session_id: str, agent_id: str | None = None) -> list[Lock]:
        """List what a session (or only one of its subagents) holds, by path."""
        ...

    def lock_at(self, target: Target, holder: Holder) -> Lock | None:
        """Give a holder's own lock on exactly this target."""
        ...

    def locks_near(self, target: Target, root_id: str = "", file_id: str = "") -> list[Lock]:
        """List every lock that may overlap a target: at, above or beneath its anchor in the workspace, or on disk.

        So, too, what was taken in the worktree `root_id` by another path, and what is on the file `file_id`.
        """
        ...

    def is_near_others(self, target: Target, session_id: str) -> bool:
        """Tell whether any other session has a lock that may overlap a target; takes no longer where many do."""
        ...

    def held_worktrees(self) -> list[tuple[str, str]]:
        """List the workspaces and worktrees in which something is held."""
        ...

    def is_held_within(self, target: Target, root_id: str, session_id: str) -> bool:
        """Tell whether others hold something where a target lies on disk, or did before its worktree moved."""
        ...

    def held_by_others(self, workspace: str, worktree: str, session_id: str, most: int) -> list[Lock]:
        """List the locks on plain paths that other sessions have in a worktree, the newest first, so many at most."""
        ...

    def held_beneath(self, folder: str, session_id: str, most: int) -> list[Lock]:
        """List the locks on plain paths that other sessions have in worktrees beneath a folder, the newest first."""
        ...

    def add_lock(self, lock: Lock) -> Lock:
        """Write a new lock and give it back with its generation, higher than any before."""
        ...

    def renew_lock(self, lock: Lock) -> None:
        """Write the mode, reason and times of a lock that is there, and whether it is reserved."""
        ...

    def identify_lock(self, lock: Lock) -> None:
        """Write whether a lock that is there is on a file, and by what its worktree and file are known."""
        ...

    def remove_lock(self, lock: Lock) -> bool:
        """Take one lock away; tell whether it was there."""
        ...

    def wait(self, target: Target, holder: Holder, since: float) -> None:
        """Put somebody in line for a target, unless there already."""
        ...

    def line(self, target: Target) -> list[Waiting]:
        """List who waits for exactly this target, first come first."""
        ...

    def lines(self, workspace: str | None = None) -> list[Waiting]:
        """List everybody who waits, in one workspace or in all, first come first."""
        ...

    def lines_near(self, target: Target) -> list[Waiting]:
        """List everybody whose wish may overlap a target, first come first: at, above or beneath it, or a pattern."""
        ...

    def awaited(self, session_id: str) -> list[Waiting]:
        """List what a session and its subagents wait for, oldest wish first."""
        ...

    def note_offer(self, waiting: Waiting) -> None:
        """Write since when a target is kept for somebody in line, and whether they know; the place stays."""
        ...

    def leave_line(self, holder: Holder, target: Target | None = None) -> None:
        """Take somebody out of the line for a target, or out of all lines."""
        ...

    def leave_notice(self, session_id: str, text: str, at: float) -> None:
        """Leave a short message for a session; raise StoreError for one that was never entered."""
        ...

    def notices(self, session_id: str) -> list[tuple[int, str]]:
        """List the messages that wait for a session, oldest first, each with its number."""
        ...

    def remove_notice(self, number: int) -> None:
        """Take a message away: it is being delivered, or means nothing any more."""
        ...

    def append(self, event: Event) -> None:
        """Write one line of the log."""
        ...

    def events(self, session_id: str | None = None, limit: int = 100, after: int = 0) -> list[tuple[int, Event]]:
        """Give the newest lines of the log after a number, oldest first, each with its number."""
        ...

    def old_events(self, before: float, kept: int) -> list[int]:
        """List the numbers of the lines from before a time, without the newest hold times of each workspace."""
        ...

    def remove_event(self, number: int) -> None:
        """Take a line out of the log; nothing happens where it is not there."""
        ...

    def hold_times(self, workspace: str, most: int, path: str | None = None) -> list[float]:
        """List how long the newest released locks of a workspace, or on one path, had been held, shortest first."""
        ...

    def taken_lately(self, workspace: str, most: int) -> list[Event]:
        """List the newest events of locks that were taken in a workspace, newest first."""
        ...

    def denied_lately(self, workspace: str, most: int, path: str | None = None) -> list[Event]:
        """List the newest events of edits that were stopped in a workspace, or on one path, newest first."""
        ...

    def last_taker(self, workspace: str, path: str) -> str | None:
        """Name the session that took a path last, in whichever worktree, whether it still holds it or not."""
        ...

    def depend(self, session_id: str, needs: str, at: float) -> bool:
        """Keep that a session's work depends on another's; tell whether it is new; raise StoreError for strangers."""
        ...

    def dependencies(self, session_id: str) -> list[str]:
        """List whose work a session's depends on, longest known first."""
        ...

    def dependents(self, needs: str) -> list[str]:
        """List the sessions whose work depends on a session's, longest known first."""
        ...

    def cease(self, session_id: str, needs: str) -> bool:
        """Forget that a session's work depends on another's; tell whether it was known."""
        ...

    def note_contact(self, contact: Contact) -> None:
        """Note that a hook reached us."""
        ...

    def contacts(self) -> list[Contact]:
        """List when each hook last reached us."""
        ...

    def save_watch(self, watch: Watch) -> None:
        """Keep a command that begins in a worktree; one known there by the same ids is forgotten, with its files."""
        ...

    def watches(self, session_id: str) -> list[Watch]:
        """List the commands of a session that nobody has looked at yet, oldest first, once for each worktree."""
        ...

    def remove_watch(self, watch: Watch) -> None:
        """Forget a command in a worktree, and its files there."""
        ...

    def note_state(self, watch: Watch, path: str, state: str) -> None:
        """Keep what a file looks like; raise StoreError for a command that is not known."""
        ...

    def watched_files(self, watch: Watch) -> list[tuple[str, str]]:
        """List the files of a command as path and state, by path."""
        ...

    def stash_entries(self, workspace: str) -> list[StashEntry]:
        """List the known entries of a workspace's stash, whether git still has them or not, oldest first."""
        ...

    def save_stash_entry(self, entry: StashEntry) -> None:
        """Keep whose an entry is, unless that is known; raise StoreError for a session that was never entered."""
        ...

    def remove_stash_entry(self, entry: StashEntry) -> None:
        """Forget an entry."""
        ...

    def forecast(self, one: str, other: str) -> tuple[str, str] | None:
        """Give digest and words of what two sessions were last told of the merge of their work."""
        ...

    def save_forecast(self, one: str, other: str, digest: str, what: str, at: float) -> None:
        """Keep what two sessions, in this order, are told of the merge of their work; it replaces what was kept."""
        ...

    def begin_tool_call(self, tool_use_id: str, holder: Holder, at: float) -> None:
        """Note whose a call of our own tools is that is about to be made; forget calls that are older than a day.

        Raise StoreError for a session that was never entered.
        """
        ...

    def tool_caller(self, tool_use_id: str) -> Holder | None:
        """Say whose a call is; None for one that nobody's hook noted, and where several sessions' have this id."""
        ...

    def take_tool_call(self, tool_use_id: str) -> Holder | None:
        """Say whose a call is, and forget it: it counts once."""
        ...

    def end_tool_call(self, tool_use_id: str, session_id: str) -> None:
        """Forget a session's call that is over."""
        ...

    def setting_files(self, paths: tuple[str, ...]) -> list[SettingFile]:
        """Give what is known of these settings files, in any order; nothing of those that were never saved."""
        ...

    def save_setting_file(self, file: SettingFile) -> None:
        """Keep what was read in a settings file, in place of what was known of its path."""
        ...
