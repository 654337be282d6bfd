"""The verbs of a transaction that no plain edit needs: loaded when the first of them is asked for."""

from __future__ import annotations

from covey.model.event import Contact, Event
from covey.model.lock import Holder, Lock, Target, Waiting
from covey.model.session import Item, Session
from covey.model.watch import Watch
from covey.settings import SettingFile
from covey.store.transaction import FIRST_COME, LOCK, SESSION, WAITING, Speaker, columns, marks, on_disk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.stash import StashEntry

TOOL_CALL_SECONDS = 86400.0
"""So long a call may be about to be made: a person may take their time to permit it."""

WATCH = f"SELECT {columns(Watch)} FROM watch"
OF_WATCH = "WHERE session_id = ? AND tool_use_id = ? AND worktree = ?"

AFTER_SLASH = "0"
"""The character behind the slash: what is beneath a folder sorts before the folder's name with it."""


class More(Speaker):
    """What transaction.py lacks of the store's contract."""

    # sessions

    def ended_sessions(self, since: float, until: float) -> list[Session]:
        """List the sessions that ended in a span of time, newest first."""
        where = "WHERE ended >= ? AND ended < ? ORDER BY ended DESC, session_id"
        return [Session(*row) for row in self._rows(f"{SESSION} {where}", since, until)]

    def forget_session(self, session_id: str, before: float) -> bool:
        """Remove a session that ended before a time, with all that is its own; tell whether it was there."""
        where = "session_id = ? AND ended < ?"
        return bool(self._rows(f"DELETE FROM session WHERE {where} RETURNING 1", session_id, before))

    def items(self, session_id: str) -> list[Item]:
        """List a session's own task list, in the order of the ids."""
        order = "ORDER BY length(item_id), item_id"  # they are numbers, mostly
        rows = self._rows(f"SELECT {columns(Item)} FROM item WHERE session_id = ? {order}", session_id)
        return [Item(*row) for row in rows]

    def save_item(self, item: Item) -> None:
        """Write one entry of a session's task list, new or known."""
        keep = "ON CONFLICT DO UPDATE SET subject = excluded.subject, is_done = excluded.is_done"
        self._rows(
            f"INSERT INTO item ({columns(Item)}) VALUES ({marks(Item)}) {keep}",
            *item.as_dict().values(),
        )

    def remove_item(self, session_id: str, item_id: str | None = None) -> None:
        """Take one entry of a session's task list away, or all of them."""
        only, values = ("", (session_id,)) if item_id is None else (" AND item_id = ?", (session_id, item_id))
        self._rows(f"DELETE FROM item WHERE session_id = ?{only}", *values)

    # locks

    def lapsed_locks(self, at: float) -> list[Lock]:
        """List the locks whose time is over at a time, by the wall's clock, and those of sessions that have ended."""
        ended = "SELECT 1 FROM session WHERE session.session_id = lock.session_id AND ended IS NOT NULL"
        where = f"WHERE expires <= ? OR EXISTS ({ended}) ORDER BY generation"
        return [Lock(*row) for row in self._rows(f"{LOCK} {where}", at)]

    def held_worktrees(self) -> list[tuple[str, str]]:
        """List the workspaces and worktrees in which something is held."""
        return self._rows("SELECT DISTINCT workspace, worktree FROM lock ORDER BY workspace, worktree")

    def is_held_within(self, target: Target, root_id: str, session_id: str) -> bool:
        """Tell whether others hold something where a target lies on disk, or did before its worktree moved."""
        return self.is_any_of_others(on_disk(target, root_id), session_id)

    def held_by_others(self, workspace: str, worktree: str, session_id: str, most: int) -> list[Lock]:
        """List the locks on plain paths that other sessions have in a worktree, the newest first, so many at most."""
        where = "WHERE workspace = ? AND worktree = ? AND is_pattern = 0 AND session_id <> ? ORDER BY generation DESC"
        rows = self._rows(f"{LOCK} {where} LIMIT ?", workspace, worktree, session_id, most)
        return [Lock(*row) for row in rows]

    def held_beneath(self, folder: str, session_id: str, most: int) -> list[Lock]:
        """List the locks on plain paths that other sessions have in worktrees beneath a folder, the newest first."""
        where = "WHERE worktree > ? AND worktree < ? AND is_pattern = 0 AND session_id <> ? ORDER BY generation DESC"
        above = folder.rstrip("/")
        rows = self._rows(f"{LOCK} {where} LIMIT ?", f"{above}/", f"{above}{AFTER_SLASH}", session_id, most)
        return [Lock(*row) for row in rows]

    # the waiting line

    def lines(self, workspace: str | None = None) -> list[Waiting]:
        """List everybody who waits, in one workspace or in all, first come first."""
        where = "" if workspace is None else " WHERE workspace = ?"
        values = () if workspace is None else (workspace,)
        return [Waiting(*row) for row in self._rows(f"{WAITING}{where} {FIRST_COME}", *values)]

    # the log

    def events(self, session_id: str | None = None, limit: int = 100, after: int = 0) -> list[tuple[int, Event]]:
        """Give the newest lines of the log after a number, oldest first, each with its number."""
        only = "" if session_id is None else " AND session_id = ?"
        values: tuple[object, ...] = (after, limit) if session_id is None else (after, session_id, limit)
        rows = self._rows(
            f"SELECT id, {columns(Event)} FROM event WHERE id > ?{only} ORDER BY id DESC LIMIT ?", *values
        )
        return [(row[0], Event(*row[1:])) for row in reversed(rows)]

    def old_events(self, before: float, kept: int) -> list[int]:
        """List the numbers of the lines from before a time, without the newest hold times of each workspace."""
        newest = (
            "SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY workspace ORDER BY id DESC) AS place "
            "FROM event WHERE kind = 'lock.released') WHERE place <= ?"
        )
        return [
            row[0] for row in self._rows(f"SELECT id FROM event WHERE at < ? AND id NOT IN ({newest})", before, kept)
        ]

    def remove_event(self, number: int) -> None:
        """Take a line out of the log."""
        self._rows("DELETE FROM event WHERE id = ?", number)

    def last_taker(self, workspace: str, path: str) -> str | None:
        """Name the session that took a path last, in whichever worktree, whether it still holds it or not."""
        sql = "SELECT session_id FROM event WHERE workspace = ? AND path = ? AND kind = 'lock.acquired'"
        rows = self._rows(f"{sql} ORDER BY id DESC LIMIT 1", workspace, path)
        return rows[0][0] if rows else None

    def contacts(self) -> list[Contact]:
        """List when each hook last reached us."""
        rows = self._rows(f"SELECT {columns(Contact)} FROM contact ORDER BY event")
        return [Contact(*row) for row in rows]

    # who depends on whom

    def depend(self, session_id: str, needs: str, at: float) -> bool:
        """Keep that a session's work depends on another's; tell whether it is new."""
        sql = "INSERT INTO dependency (session_id, needs, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1"
        return bool(self._rows(sql, session_id, needs, at))

    def dependencies(self, session_id: str) -> list[str]:
        """List whose work a session's depends on, longest known first."""
        sql = "SELECT needs FROM dependency WHERE session_id = ? ORDER BY at, needs"
        return [needs for (needs,) in self._rows(sql, session_id)]

    def dependents(self, needs: str) -> list[str]:
        """List the sessions whose work depends on a session's, longest known first."""
        sql = "SELECT session_id FROM dependency WHERE needs = ? ORDER BY at, session_id"
        return [session_id for (session_id,) in self._rows(sql, needs)]

    def cease(self, session_id: str, needs: str) -> bool:
        """Forget that a session's work depends on another's; tell whether it was known."""
        where = "WHERE session_id = ? AND needs = ? RETURNING 1"
        return bool(self._rows(f"DELETE FROM dependency {where}", session_id, needs))

    # commands that run

    def save_watch(self, watch: Watch) -> None:
        """Keep a command that begins in a worktree; one known there by the same ids is forgotten, with its files."""
        self.remove_watch(watch)
        self._rows(f"INSERT INTO watch ({columns(Watch)}) VALUES ({marks(Watch)})", *watch.as_dict().values())

    def watches(self, session_id: str) -> list[Watch]:
        """List the commands of a session that nobody has looked at yet, oldest first, once for each worktree."""
        rows = self._rows(f"{WATCH} WHERE session_id = ? ORDER BY started, tool_use_id, worktree", session_id)
        return [Watch(*row) for row in rows]

    def remove_watch(self, watch: Watch) -> None:
        """Forget a command in a worktree, and its files there."""
        self._rows(f"DELETE FROM watch {OF_WATCH}", *_ids(watch))

    def note_state(self, watch: Watch, path: str, state: str) -> None:
        """Keep what a file looks like, for a command that is known."""
        names = "session_id, tool_use_id, worktree, path, state"
        sql = f"INSERT OR REPLACE INTO watched_file ({names}) VALUES (?, ?, ?, ?, ?)"
        self._rows(sql, *_ids(watch), path, state)

    def watched_files(self, watch: Watch) -> list[tuple[str, str]]:
        """List the files of a command in a worktree as path and state, by path."""
        return self._rows(f"SELECT path, state FROM watched_file {OF_WATCH} ORDER BY path", *_ids(watch))

    # entries of git's stash

    def stash_entries(self, workspace: str) -> list[StashEntry]:
        """List the known entries of a workspace's stash, whether git still has them or not, oldest first."""
        from covey.model.stash import StashEntry  # noqa: PLC0415 - few commands are about the stash; ADR 0003

        sql = f"SELECT {columns(StashEntry)} FROM stash_entry WHERE workspace = ? ORDER BY stashed, commit_id"
        return [StashEntry(*row) for row in self._rows(sql, workspace)]

    def save_stash_entry(self, entry: StashEntry) -> None:
        """Keep whose an entry is, unless that is known."""
        values = f"({columns(type(entry))}) VALUES ({marks(type(entry))})"
        self._rows(f"INSERT INTO stash_entry {values} ON CONFLICT DO NOTHING", *entry.as_dict().values())

    def remove_stash_entry(self, entry: StashEntry) -> None:
        """Forget an entry."""
        where = "workspace = ? AND commit_id = ?"
        self._rows(f"DELETE FROM stash_entry WHERE {where}", entry.workspace, entry.commit_id)

    # forecasts of merges

    def forecast(self, one: str, other: str) -> tuple[str, str] | None:
        """Give digest and words of what two sessions were last told of the merge of their work."""
        rows = self._rows("SELECT digest, what FROM forecast WHERE one = ? AND other = ?", one, other)
        return rows[0] if rows else None

    def save_forecast(self, one: str, other: str, digest: str, what: str, at: float) -> None:
        """Keep what two sessions, in this order, are told of the merge of their work; it replaces what was kept."""
        sql = "INSERT OR REPLACE INTO forecast (one, other, digest, what, at) VALUES (?, ?, ?, ?, ?)"
        self._rows(sql, one, other, digest, what, at)

    # calls of our own tools

    def begin_tool_call(self, tool_use_id: str, holder: Holder, at: float) -> None:
        """Note whose a call of our own tools is that is about to be made; forget calls that are older than a day."""
        self._rows("DELETE FROM tool_call WHERE at < ?", at - TOOL_CALL_SECONDS)
        self._rows(
            "INSERT OR REPLACE INTO tool_call (tool_use_id, session_id, agent_id, at) VALUES (?, ?, ?, ?)",
            *(tool_use_id, holder.session_id, holder.agent_id, at),
        )

    def tool_caller(self, tool_use_id: str) -> Holder | None:
        """Say whose a call is; None for one that nobody's hook noted, and where several sessions' have this id."""
        rows = self._rows("SELECT session_id, agent_id FROM tool_call WHERE tool_use_id = ?", tool_use_id)
        return Holder(*rows[0]) if len(rows) == 1 else None

    def take_tool_call(self, tool_use_id: str) -> Holder | None:
        """Say whose a call is, and forget it: it counts once."""
        holder = self.tool_caller(tool_use_id)
        if holder is not None:
            self.end_tool_call(tool_use_id, holder.session_id)
        return holder

    def end_tool_call(self, tool_use_id: str, session_id: str) -> None:
        """Forget a session's call that is over."""
        self._rows("DELETE FROM tool_call WHERE tool_use_id = ? AND session_id = ?", tool_use_id, session_id)

    # settings files

    def save_setting_file(self, file: SettingFile) -> None:
        """Keep what was read in a settings file, new or known."""
        self._rows(
            f"INSERT OR REPLACE INTO setting_file ({columns(SettingFile)}) VALUES ({marks(SettingFile)})",
            *file.as_dict().values(),
        )


def _ids(watch: Watch) -> tuple[str, str, str]:
    return watch.session_id, watch.tool_use_id, watch.worktree
