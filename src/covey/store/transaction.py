"""What can be asked and changed within one transaction: the SQL of the embedded store; more.py has the rest of it.

The promises of each verb are written in contract.py; covey.testing.store_contract checks them.
"""

from __future__ import annotations

from covey.model.event import Contact, Event
from covey.model.lock import Holder, Lock, Target, Waiting, ancestors
from covey.model.session import Session
from covey.settings import SettingFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from covey.model.value import Value
    from covey.store import driver
    from covey.store.graph_contract import GraphVerbs
    from covey.store.plans_contract import PlanVerbs

    Condition = tuple[str, list[str]]  # of a WHERE clause, and the values of its marks


def columns(kind: type[Value]) -> str:
    """Write the names of a table's columns, which are those of a value's fields."""
    return ", ".join(kind.fields)


def marks(kind: type[Value]) -> str:
    """Write a question mark for each of them."""
    return ", ".join("?" * len(kind.fields))


SESSION = f"SELECT {columns(Session)} FROM session"
LOCK = f"SELECT {columns(Lock)} FROM lock"
WAITING = f"SELECT {columns(Waiting)} FROM waiting"
LAST = "\U0010ffff"
"""What every other text stands before."""

FIRST_COME = "ORDER BY since, session_id, key"
_TARGET = "workspace = ? AND worktree = ? AND key = ? AND is_pattern = ?"


def _near(target: Target, root_id: str = "", file_id: str = "") -> list[Condition]:
    """Give the conditions for what may overlap a target, by its key in the workspace or by where it lies on disk."""
    keys = _around("workspace = ? AND anchor", target.anchor, target, target.workspace)
    named = [("file_id = ? AND file_id <> ''", [file_id])] if file_id else []
    return [*keys, *on_disk(target, root_id), *named]


def on_disk(target: Target, root_id: str) -> list[Condition]:
    """Give those for what lies at, above or beneath a target, or was taken in its worktree before that was moved."""
    moved = [(f"root_id = ? AND worktree {sign} ?", [root_id, target.worktree]) for sign in "<>" if root_id]
    return [*_around("place", target.place, target), *moved]


def _around(column: str, path: str, target: Target, *values: str) -> list[Condition]:
    """Find what is at a path or above it and, unless the target is a file alone, what is beneath it."""
    above = ancestors(path)
    found = [(f"{column} IN ({', '.join('?' * len(above))})", [*values, *above])]
    if target.is_pattern or not target.is_file:
        lowest = f"{path}/" if path or column == "place" else ""
        found.append((f"{column} BETWEEN ? AND ?", [*values, lowest, lowest + LAST]))
    return found


def _searches(column: str, conditions: list[Condition]) -> tuple[str, list[str]]:
    """Join searches of which each goes through an index: with OR SQLite would look through all there is."""
    searches = " UNION ALL ".join(f"SELECT {column} FROM lock WHERE {where}" for where, _ in conditions)
    return searches, [value for _, values in conditions for value in values]


def _place(workspace: str, path: str | None) -> tuple[str, tuple[str, ...]]:
    return ("workspace = ?", (workspace,)) if path is None else ("workspace = ? AND path = ?", (workspace, path))


class Speaker:
    """Speaks SQL through an open transaction."""

    def __init__(self, connection: driver.Connection) -> None:
        """Take the connection that the transaction is open on."""
        self._connection = connection

    def _rows(self, sql: str, *values: object) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    def is_any_of_others(self, conditions: list[Condition], session_id: str) -> bool:
        """Tell whether another session has a lock for which one of some conditions holds; the first one ends it."""
        others = [(f"{where} AND session_id <> ?", [*values, session_id]) for where, values in conditions]
        searches, values = _searches("1", others)
        return bool(self._rows(f"{searches} LIMIT 1", *values))


if TYPE_CHECKING:
    from covey.store.more import More
else:

    class More(Speaker):
        """Stands in for the verbs of more.py, which a plain edit does not pay for; ADR 0003."""

        def __getattr__(self, name: str) -> Any:
            """Give one of them."""
            from covey.store.more import More as Loaded  # noqa: PLC0415 - loaded when the first is asked for; ADR 0003

            return getattr(Loaded(self._connection), name)


class Transaction(More):
    """The verbs of the store, valid until its scope is left."""

    @property
    def graph(self) -> GraphVerbs:
        """The verbs of the knowledge graphs."""
        from covey.store.graph import Graphs  # noqa: PLC0415 - no edit asks for it; ADR 0003

        return Graphs(self._connection)

    @property
    def plans(self) -> PlanVerbs:
        """The verbs of plans."""
        from covey.store.plans import Plans  # noqa: PLC0415 - no edit asks for it; ADR 0003

        return Plans(self._connection)

    # sessions

    def session(self, session_id: str) -> Session | None:
        """Give a session's record, live or ended."""
        rows = self._rows(f"{SESSION} WHERE session_id = ?", session_id)
        return Session(*rows[0]) if rows else None

    def live_sessions(self, workspace: str | None = None) -> list[Session]:
        """List the sessions that have not ended, oldest first, of one workspace or of all."""
        if workspace is None:
            rows = self._rows(f"{SESSION} WHERE ended IS NULL ORDER BY started, session_id")
        else:
            where = "WHERE ended IS NULL AND workspace = ? ORDER BY started, session_id"
            rows = self._rows(f"{SESSION} {where}", workspace)
        return [Session(*row) for row in rows]

    def save_session(self, session: Session) -> None:
        """Write a session's whole record, new or known."""
        keep = ", ".join(f"{name} = excluded.{name}" for name in Session.fields[1:])
        self._rows(
            f"INSERT INTO session ({columns(Session)}) VALUES ({marks(Session)}) "
            f"ON CONFLICT (session_id) DO UPDATE SET {keep}",
            *session.as_dict().values(),
        )

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

    # locks

    def locks(self, workspace: str | None = None) -> list[Lock]:
        """List the locks of one workspace or of all, by workspace and path."""
        where = "" if workspace is None else " WHERE workspace = ?"
        values = () if workspace is None else (workspace,)
        return [Lock(*row) for row in self._rows(f"{LOCK}{where} ORDER BY workspace, key, generation", *values)]

    def locks_of(self, session_id: str, agent_id: str | None = None) -> list[Lock]:
        """List what a session (or only one of its subagents) holds, by path."""
        only = "" if agent_id is None else " AND agent_id = ?"
        values = (session_id,) if agent_id is None else (session_id, agent_id)
        return [Lock(*row) for row in self._rows(f"{LOCK} WHERE session_id = ?{only} ORDER BY key", *values)]

    def lock_at(self, target: Target, holder: Holder) -> Lock | None:
        """Give a holder's own lock on exactly this target."""
        where = f"WHERE {_TARGET} AND session_id = ? AND agent_id = ?"
        values = (target.workspace, target.worktree, target.key, target.is_pattern, holder.session_id, holder.agent_id)
        rows = self._rows(f"{LOCK} {where}", *values)
        return Lock(*rows[0]) if rows else None

    def locks_near(self, target: Target, root_id: str = "", file_id: str = "") -> list[Lock]:
        """List every lock that may overlap a target."""
        searches, values = _searches("generation", _near(target, root_id, file_id))
        return [Lock(*row) for row in self._rows(f"{LOCK} WHERE generation IN ({searches})", *values)]

    def is_near_others(self, target: Target, session_id: str) -> bool:
        """Tell whether any other session has a lock that may overlap a target."""
        return self.is_any_of_others(_near(target), session_id)

    def add_lock(self, lock: Lock) -> Lock:
        """Write a new lock and give it back with its generation, higher than any before."""
        new = lock.as_dict()
        del new["generation"]
        marks = ", ".join("?" * len(new))
        rows = self._rows(f"INSERT INTO lock ({', '.join(new)}) VALUES ({marks}) RETURNING generation", *new.values())
        return lock.but(generation=rows[0][0])

    def renew_lock(self, lock: Lock) -> None:
        """Write the mode, reason and times of a lock that is there, and whether it is reserved."""
        self._rows(
            "UPDATE lock SET mode = ?, reason = ?, touched = ?, expires = ?, awake_expires = ?, "
            "estimated_completion = ?, is_reserved = ? WHERE generation = ?",
            lock.mode,
            lock.reason,
            lock.touched,
            lock.expires,
            lock.awake_expires,
            lock.estimated_completion,
            lock.is_reserved,
            lock.generation,
        )

    def identify_lock(self, lock: Lock) -> None:
        """Write whether a lock that is there is on a file, and by what its worktree and file are known."""
        self._rows(
            "UPDATE lock SET is_file = ?, root_id = ?, file_id = ? WHERE generation = ?",
            *(lock.is_file, lock.root_id, lock.file_id, lock.generation),
        )

    def remove_lock(self, lock: Lock) -> bool:
        """Take one lock away; tell whether it was there."""
        return bool(self._rows("DELETE FROM lock WHERE generation = ? RETURNING 1", lock.generation))

    # the waiting line

    def wait(self, target: Target, holder: Holder, since: float) -> None:
        """Put somebody in line for a target, unless there already."""
        self._rows(
            f"INSERT INTO waiting ({columns(Target)}, session_id, agent_id, since) "
            f"VALUES ({marks(Target)}, ?, ?, ?) ON CONFLICT DO NOTHING",
            *target.as_dict().values(),
            *(holder.session_id, holder.agent_id, since),
        )

    def line(self, target: Target) -> list[Waiting]:
        """List who waits for exactly this target, first come first."""
        key = (target.workspace, target.worktree, target.key, target.is_pattern)
        return [Waiting(*row) for row in self._rows(f"{WAITING} WHERE {_TARGET} {FIRST_COME}", *key)]

    def lines_near(self, target: Target) -> list[Waiting]:
        """List everybody whose wish may overlap a target, first come first: at, above or beneath it, or a pattern."""
        kind = "workspace = ? AND is_pattern"
        keys = [(f"{kind} = 1", [target.workspace])]
        keys += _around(f"{kind} = 0 AND key", target.anchor, target, target.workspace)
        places = _around("place", target.place, target)
        # each search through an index that is named: left to choose, SQLite looks through the whole workspace
        found = [("waiting_key", *one) for one in keys] + [("waiting_place", *one) for one in places]
        sql = " UNION ALL ".join(f"{WAITING} INDEXED BY {index} WHERE {where}" for index, where, _ in found)
        values = [value for _, _, some in found for value in some]
        return [Waiting(*row) for row in dict.fromkeys(self._rows(f"{sql} {FIRST_COME}", *values))]

    def awaited(self, session_id: str) -> list[Waiting]:
        """List what a session and its subagents wait for, oldest wish first."""
        return [Waiting(*row) for row in self._rows(f"{WAITING} WHERE session_id = ? {FIRST_COME}", session_id)]

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
        self._rows(f"INSERT INTO event ({columns(Event)}) VALUES ({marks(Event)})", *event.as_dict().values())

    def hold_times(self, workspace: str, most: int, path: str | None = None) -> list[float]:
        """List how long the newest released locks of a workspace, or on one path, had been held, shortest first."""
        where, values = _place(workspace, path)
        rows = self._rows(
            f"SELECT seconds FROM event WHERE {where} AND kind = 'lock.released' AND seconds IS NOT NULL "
            "ORDER BY id DESC LIMIT ?",
            *(*values, most),
        )
        return sorted(row[0] for row in rows)

    def taken_lately(self, workspace: str, most: int) -> list[Event]:
        """List the newest events of locks that were taken in a workspace, newest first."""
        return self._lately("kind = 'lock.acquired'", workspace, most)

    def denied_lately(self, workspace: str, most: int, path: str | None = None) -> list[Event]:
        """List the newest events of edits that were stopped in a workspace, or on one path, newest first."""
        return self._lately("kind = 'lock.denied'", workspace, most, path)

    def _lately(self, kind: str, workspace: str, most: int, path: str | None = None) -> list[Event]:
        """List the newest events of a kind; it is written out, since only so SQLite takes the index of that kind."""
        where, values = _place(workspace, path)
        sql = f"SELECT {columns(Event)} FROM event WHERE {where} AND {kind} ORDER BY id DESC LIMIT ?"
        return [Event(*row) for row in self._rows(sql, *values, most)]

    def note_contact(self, contact: Contact) -> None:
        """Note that a hook reached us."""
        self._rows(
            "INSERT INTO contact (event, at, session_id, covey_version) VALUES (?, ?, ?, ?) ON CONFLICT (event) "
            "DO UPDATE SET at = excluded.at, session_id = excluded.session_id, covey_version = excluded.covey_version",
            *contact.as_dict().values(),
        )

    # settings files

    def setting_files(self, paths: tuple[str, ...]) -> list[SettingFile]:
        """Give what is known of these settings files."""
        marks = ", ".join("?" * len(paths))
        rows = self._rows(f"SELECT {columns(SettingFile)} FROM setting_file WHERE path IN ({marks})", *paths)
        return [SettingFile(*row) for row in rows]
