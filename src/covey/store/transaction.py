"""What can be asked and changed within one transaction: every SQL statement of the embedded store.

The promises of each verb are written in contract.py; covey.testing.store_contract checks them.
"""

from __future__ import annotations

from covey.model.event import Contact, Event
from covey.model.lock import Holder, Lock, Target, Waiting, ancestors
from covey.model.session import Item, Session
from covey.model.watch import Watch
from covey.settings import SettingFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from covey.model.value import Value
    from covey.store import driver


def _columns(kind: type[Value]) -> str:
    return ", ".join(kind.fields)


def _marks(kind: type[Value]) -> str:
    return ", ".join("?" * len(kind.fields))


_SESSION = f"SELECT {_columns(Session)} FROM session"
_LOCK = f"SELECT {_columns(Lock)} FROM lock"
_WATCH = f"SELECT {_columns(Watch)} FROM watch"
_WAITING = f"SELECT {_columns(Waiting)} FROM waiting"
_FIRST_COME = "ORDER BY since, session_id, key"
_TARGET = "workspace = ? AND worktree = ? AND key = ? AND is_pattern = ?"


def _near(target: Target) -> tuple[str, tuple[str, ...]]:
    anchor = target.anchor
    if not anchor:
        return "workspace = ?", (target.workspace,)
    above = ancestors(anchor)
    marks = ", ".join("?" * len(above))
    # two searches of the index: with OR between them SQLite would look through the whole workspace
    where = (
        f"generation IN (SELECT generation FROM lock WHERE workspace = ? AND anchor IN ({marks}) "
        "UNION ALL SELECT generation FROM lock WHERE workspace = ? AND anchor >= ? AND anchor < ?)"
    )
    return where, (target.workspace, *above, target.workspace, anchor + "/", anchor + "0")


def _place(workspace: str, path: str | None) -> tuple[str, tuple[str, ...]]:
    return ("workspace = ?", (workspace,)) if path is None else ("workspace = ? AND path = ?", (workspace, path))


class Transaction:
    """The verbs of the store, valid until its scope is left."""

    def __init__(self, connection: driver.Connection) -> None:
        """Speak through an open transaction."""
        self._connection = connection

    def _rows(self, sql: str, *values: object) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    # sessions

    def session(self, session_id: str) -> Session | None:
        """Give a session's record, live or ended."""
        rows = self._rows(f"{_SESSION} WHERE session_id = ?", session_id)
        return Session(*rows[0]) if rows else None

    def live_sessions(self, workspace: str | None = None) -> list[Session]:
        """List the sessions that have not ended, oldest first, of one workspace or of all."""
        if workspace is None:
            rows = self._rows(f"{_SESSION} WHERE ended IS NULL ORDER BY started, session_id")
        else:
            where = "WHERE ended IS NULL AND workspace = ? ORDER BY started, session_id"
            rows = self._rows(f"{_SESSION} {where}", workspace)
        return [Session(*row) for row in rows]

    def ended_sessions(self, since: float, until: float) -> list[Session]:
        """List the sessions that ended in a span of time, newest first."""
        where = "WHERE ended >= ? AND ended < ? ORDER BY ended DESC, session_id"
        return [Session(*row) for row in self._rows(f"{_SESSION} {where}", since, until)]

    def save_session(self, session: Session) -> None:
        """Write a session's whole record, new or known."""
        keep = ", ".join(f"{name} = excluded.{name}" for name in Session.fields[1:])
        self._rows(
            f"INSERT INTO session ({_columns(Session)}) VALUES ({_marks(Session)}) "
            f"ON CONFLICT (session_id) DO UPDATE SET {keep}",
            *session.as_dict().values(),
        )

    def forget_session(self, session_id: str, before: float) -> bool:
        """Remove a session that ended before a time, with all that is its own; tell whether it was there."""
        where = "session_id = ? AND ended < ?"
        return bool(self._rows(f"DELETE FROM session WHERE {where} RETURNING 1", session_id, before))

    def touch_session(self, session_id: str, wall: float, awake: float, status: str) -> bool:
        """Note that a live session was heard of and what it does; tell whether there is such a session."""
        rows = self._rows(
            "UPDATE session SET last_seen = ?, last_awake = ?, status = ?, waiting_for = NULL "
            "WHERE session_id = ? AND ended IS NULL RETURNING 1",
            wall,
            awake,
            status,
            session_id,
        )
        return bool(rows)

    def items(self, session_id: str) -> list[Item]:
        """List a session's own task list, in the order of the ids."""
        order = "ORDER BY length(item_id), item_id"  # they are numbers, mostly
        rows = self._rows(f"SELECT {_columns(Item)} FROM item WHERE session_id = ? {order}", session_id)
        return [Item(*row) for row in rows]

    def save_item(self, item: Item) -> None:
        """Write one entry of a session's task list, new or known."""
        keep = "ON CONFLICT DO UPDATE SET subject = excluded.subject, is_done = excluded.is_done"
        self._rows(
            f"INSERT INTO item ({_columns(Item)}) VALUES ({_marks(Item)}) {keep}",
            *item.as_dict().values(),
        )

    def remove_item(self, session_id: str, item_id: str | None = None) -> None:
        """Take one entry of a session's task list away, or all of them."""
        only, values = ("", (session_id,)) if item_id is None else (" AND item_id = ?", (session_id, item_id))
        self._rows(f"DELETE FROM item WHERE session_id = ?{only}", *values)

    # locks

    def locks(self, workspace: str | None = None) -> list[Lock]:
        """List the locks of one workspace or of all, by workspace and path."""
        where = "" if workspace is None else " WHERE workspace = ?"
        values = () if workspace is None else (workspace,)
        return [Lock(*row) for row in self._rows(f"{_LOCK}{where} ORDER BY workspace, key, generation", *values)]

    def lapsed_locks(self, at: float) -> list[Lock]:
        """List the locks whose time is over at a time, by the wall's clock, and those of sessions that have ended."""
        ended = "SELECT 1 FROM session WHERE session.session_id = lock.session_id AND ended IS NOT NULL"
        where = f"WHERE expires <= ? OR EXISTS ({ended}) ORDER BY generation"
        return [Lock(*row) for row in self._rows(f"{_LOCK} {where}", at)]

    def locks_of(self, session_id: str, agent_id: str | None = None) -> list[Lock]:
        """List what a session (or only one of its subagents) holds, by path."""
        only = "" if agent_id is None else " AND agent_id = ?"
        values = (session_id,) if agent_id is None else (session_id, agent_id)
        return [Lock(*row) for row in self._rows(f"{_LOCK} WHERE session_id = ?{only} ORDER BY key", *values)]

    def lock_at(self, target: Target, holder: Holder) -> Lock | None:
        """Give a holder's own lock on exactly this target."""
        where = f"WHERE {_TARGET} AND session_id = ? AND agent_id = ?"
        values = (target.workspace, target.worktree, target.key, target.is_pattern, holder.session_id, holder.agent_id)
        rows = self._rows(f"{_LOCK} {where}", *values)
        return Lock(*rows[0]) if rows else None

    def locks_near(self, target: Target) -> list[Lock]:
        """List every lock of the workspace that may overlap a target: at, above or beneath its anchor."""
        where, values = _near(target)
        return [Lock(*row) for row in self._rows(f"{_LOCK} WHERE {where}", *values)]

    def is_near_others(self, target: Target, session_id: str) -> bool:
        """Tell whether any other session has a lock that may overlap a target."""
        where, values = _near(target)
        rows = self._rows(f"SELECT 1 FROM lock WHERE {where} AND session_id <> ? LIMIT 1", *values, session_id)
        return bool(rows)

    def held_by_others(self, workspace: str, worktree: str, session_id: str, most: int) -> list[Lock]:
        """List the locks on plain paths that other sessions have in a worktree, the newest first, so many at most."""
        where = "WHERE workspace = ? AND worktree = ? AND is_pattern = 0 AND session_id <> ? ORDER BY generation DESC"
        rows = self._rows(f"{_LOCK} {where} LIMIT ?", workspace, worktree, session_id, most)
        return [Lock(*row) for row in rows]

    def add_lock(self, lock: Lock) -> Lock:
        """Write a new lock and give it back with its generation, higher than any before."""
        new = lock.as_dict()
        del new["generation"]
        marks = ", ".join("?" * len(new))
        rows = self._rows(f"INSERT INTO lock ({', '.join(new)}) VALUES ({marks}) RETURNING generation", *new.values())
        return lock.but(generation=rows[0][0])

    def renew_lock(self, lock: Lock) -> None:
        """Write the mode, reason and times of a lock that is there."""
        self._rows(
            "UPDATE lock SET mode = ?, reason = ?, touched = ?, expires = ?, awake_expires = ?, "
            "estimated_completion = ? WHERE generation = ?",
            lock.mode,
            lock.reason,
            lock.touched,
            lock.expires,
            lock.awake_expires,
            lock.estimated_completion,
            lock.generation,
        )

    def remove_lock(self, lock: Lock) -> bool:
        """Take one lock away; tell whether it was there."""
        return bool(self._rows("DELETE FROM lock WHERE generation = ? RETURNING 1", lock.generation))

    # the waiting line

    def wait(self, target: Target, holder: Holder, since: float) -> None:
        """Put somebody in line for a target, unless there already."""
        self._rows(
            "INSERT INTO waiting (workspace, worktree, path, key, is_pattern, session_id, agent_id, since) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            *(target.workspace, target.worktree, target.path, target.key, target.is_pattern),
            *(holder.session_id, holder.agent_id, since),
        )

    def line(self, target: Target) -> list[Waiting]:
        """List who waits for exactly this target, first come first."""
        key = (target.workspace, target.worktree, target.key, target.is_pattern)
        return [Waiting(*row) for row in self._rows(f"{_WAITING} WHERE {_TARGET} {_FIRST_COME}", *key)]

    def lines(self, workspace: str | None = None) -> list[Waiting]:
        """List everybody who waits, in one workspace or in all, first come first."""
        where = "" if workspace is None else " WHERE workspace = ?"
        values = () if workspace is None else (workspace,)
        return [Waiting(*row) for row in self._rows(f"{_WAITING}{where} {_FIRST_COME}", *values)]

    def lines_near(self, target: Target) -> list[Waiting]:
        """List everybody whose wish may overlap a target, first come first: at, above or beneath it, or a pattern."""
        anchor = target.anchor
        marks = ", ".join("?" * len(above := ancestors(anchor)))
        where = f"workspace = ? AND (is_pattern = 1 OR key IN ({marks}) OR (key >= ? AND key < ?) OR ? = '')"
        values = (target.workspace, *above, anchor + "/", anchor + "0", anchor)
        return [Waiting(*row) for row in self._rows(f"{_WAITING} WHERE {where} {_FIRST_COME}", *values)]

    def awaited(self, session_id: str) -> list[Waiting]:
        """List what a session and its subagents wait for, oldest wish first."""
        return [Waiting(*row) for row in self._rows(f"{_WAITING} WHERE session_id = ? {_FIRST_COME}", session_id)]

    def note_offer(self, waiting: Waiting) -> None:
        """Write since when a target is kept for somebody in line, and whether they know."""
        self._rows(
            f"UPDATE waiting SET offered = ?, heard = ? WHERE {_TARGET} AND session_id = ? AND agent_id = ?",
            *(waiting.offered, waiting.heard),
            *(waiting.workspace, waiting.worktree, waiting.key, waiting.is_pattern),
            *(waiting.session_id, waiting.agent_id),
        )

    def leave_line(self, holder: Holder, target: Target | None = None) -> None:
        """Take somebody out of the line for a target, or out of all lines."""
        where, values = "session_id = ? AND agent_id = ?", (holder.session_id, holder.agent_id)
        if target is None:
            self._rows(f"DELETE FROM waiting WHERE {where}", *values)
            return
        key = (target.workspace, target.worktree, target.key, target.is_pattern)
        self._rows(f"DELETE FROM waiting WHERE {_TARGET} AND {where}", *key, *values)

    # notices

    def leave_notice(self, session_id: str, text: str, at: float) -> None:
        """Leave a short message for a session."""
        self._rows("INSERT INTO notice (session_id, at, text) VALUES (?, ?, ?)", session_id, at, text)

    def notices(self, session_id: str) -> list[tuple[int, str]]:
        """List the messages that wait for a session, oldest first, each with its number."""
        return self._rows("SELECT id, text FROM notice WHERE session_id = ? ORDER BY id", session_id)

    def remove_notice(self, number: int) -> None:
        """Take a message away: it is being delivered, or means nothing any more."""
        self._rows("DELETE FROM notice WHERE id = ?", number)

    # the log

    def append(self, event: Event) -> None:
        """Write one line of the log."""
        self._rows(f"INSERT INTO event ({_columns(Event)}) VALUES ({_marks(Event)})", *event.as_dict().values())

    def events(self, session_id: str | None = None, limit: int = 100, after: int = 0) -> list[tuple[int, Event]]:
        """Give the newest lines of the log after a number, oldest first, each with its number."""
        only = "" if session_id is None else " AND session_id = ?"
        values: tuple[object, ...] = (after, limit) if session_id is None else (after, session_id, limit)
        rows = self._rows(
            f"SELECT id, {_columns(Event)} FROM event WHERE id > ?{only} ORDER BY id DESC LIMIT ?", *values
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

    def hold_times(self, workspace: str, most: int, path: str | None = None) -> list[float]:
        """List how long the newest released locks of a workspace, or on one path, had been held, shortest first."""
        where, values = _place(workspace, path)
        rows = self._rows(
            f"SELECT seconds FROM event WHERE {where} AND kind = 'lock.released' AND seconds IS NOT NULL "
            "ORDER BY id DESC LIMIT ?",
            *(*values, most),
        )
        return sorted(row[0] for row in rows)

    def last_taker(self, workspace: str, path: str) -> str | None:
        """Name the session that took a path last, in whichever worktree, whether it still holds it or not."""
        sql = "SELECT session_id FROM event WHERE workspace = ? AND path = ? AND kind = 'lock.acquired'"
        rows = self._rows(f"{sql} ORDER BY id DESC LIMIT 1", workspace, path)
        return rows[0][0] if rows else None

    def taken_lately(self, workspace: str, most: int) -> list[Event]:
        """List the newest events of locks that were taken in a workspace, newest first."""
        return self._lately("kind = 'lock.acquired'", workspace, most)

    def denied_lately(self, workspace: str, most: int, path: str | None = None) -> list[Event]:
        """List the newest events of edits that were stopped in a workspace, or on one path, newest first."""
        return self._lately("kind = 'lock.denied'", workspace, most, path)

    def _lately(self, kind: str, workspace: str, most: int, path: str | None = None) -> list[Event]:
        """List the newest events of a kind; it is written out, since only so SQLite takes the index of that kind."""
        where, values = _place(workspace, path)
        sql = f"SELECT {_columns(Event)} FROM event WHERE {where} AND {kind} ORDER BY id DESC LIMIT ?"
        return [Event(*row) for row in self._rows(sql, *values, most)]

    def note_contact(self, contact: Contact) -> None:
        """Note that a hook reached us."""
        self._rows(
            "INSERT INTO contact (event, at, session_id, covey_version) VALUES (?, ?, ?, ?) ON CONFLICT (event) "
            "DO UPDATE SET at = excluded.at, session_id = excluded.session_id, covey_version = excluded.covey_version",
            *contact.as_dict().values(),
        )

    def contacts(self) -> list[Contact]:
        """List when each hook last reached us."""
        rows = self._rows(f"SELECT {_columns(Contact)} FROM contact ORDER BY event")
        return [Contact(*row) for row in rows]

    # commands that run

    def save_watch(self, watch: Watch) -> None:
        """Keep a command that begins; one that is known by the same ids is forgotten, with its files."""
        self.remove_watch(watch)
        self._rows(f"INSERT INTO watch ({_columns(Watch)}) VALUES ({_marks(Watch)})", *watch.as_dict().values())

    def watches(self, session_id: str) -> list[Watch]:
        """List the commands of a session that nobody has looked at yet, oldest first."""
        rows = self._rows(f"{_WATCH} WHERE session_id = ? ORDER BY started, tool_use_id", session_id)
        return [Watch(*row) for row in rows]

    def remove_watch(self, watch: Watch) -> None:
        """Forget a command and its files."""
        self._rows("DELETE FROM watch WHERE session_id = ? AND tool_use_id = ?", watch.session_id, watch.tool_use_id)

    def note_state(self, watch: Watch, path: str, state: str) -> None:
        """Keep what a file looks like, for a command that is known."""
        self._rows(
            "INSERT OR REPLACE INTO watched_file (session_id, tool_use_id, path, state) VALUES (?, ?, ?, ?)",
            *(watch.session_id, watch.tool_use_id, path, state),
        )

    def watched_files(self, watch: Watch) -> list[tuple[str, str]]:
        """List the files of a command as path and state, by path."""
        where = "WHERE session_id = ? AND tool_use_id = ? ORDER BY path"
        return self._rows(f"SELECT path, state FROM watched_file {where}", watch.session_id, watch.tool_use_id)

    # forecasts of merges

    def forecast(self, one: str, other: str) -> tuple[str, str] | None:
        """Give digest and words of what two sessions were last told of the merge of their work."""
        rows = self._rows("SELECT digest, what FROM forecast WHERE one = ? AND other = ?", one, other)
        return rows[0] if rows else None

    def save_forecast(self, one: str, other: str, digest: str, what: str, at: float) -> None:
        """Keep what two sessions, in this order, are told of the merge of their work; it replaces what was kept."""
        sql = "INSERT OR REPLACE INTO forecast (one, other, digest, what, at) VALUES (?, ?, ?, ?, ?)"
        self._rows(sql, one, other, digest, what, at)

    # settings files

    def setting_files(self, paths: tuple[str, ...]) -> list[SettingFile]:
        """Give what is known of these settings files."""
        marks = ", ".join("?" * len(paths))
        rows = self._rows(f"SELECT {_columns(SettingFile)} FROM setting_file WHERE path IN ({marks})", *paths)
        return [SettingFile(*row) for row in rows]

    def save_setting_file(self, file: SettingFile) -> None:
        """Keep what was read in a settings file, new or known."""
        self._rows(
            f"INSERT OR REPLACE INTO setting_file ({_columns(SettingFile)}) VALUES ({_marks(SettingFile)})",
            *file.as_dict().values(),
        )
