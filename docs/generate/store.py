"""The page of the store: the tables and their columns, and where every file of covey's lies."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from covey.store.schema import MIGRATIONS
from docs.generate.columns import MEANINGS, TABLES
from docs.generate.markdown import code, document, table

INTRODUCTION = """
All of covey's state is one SQLite database; everything else is a view of it. The tables may change with any release:
scripts should read [the JSON of the commands](json.md) or the manifests. Looking at it does no harm:
`sqlite3 -readonly ~/.local/state/covey/covey.db .tables`.
"""

PLACES = """
## Where the files lie

In the state folder (mode 0700): `$COVEY_HOME`, else `$XDG_STATE_HOME/covey`, else `~/.local/state/covey`; on macOS
`~/Library/Application Support/covey`. `covey doctor` names it. It must lie on a local disk.

| File | What it is |
|---|---|
| `covey.db` | the database, mode 0600 |
| `covey.db-wal`, `covey.db-shm` | SQLite's write-ahead log and its index: part of the database while they are there |
| `covey.db.backup-v1-20261120T103000` | a copy, made before a newer covey changes the tables; the number is the version it has |
| `hook-failures.tsv` | each time that a hook of covey's failed and let Claude Code go on; above 256 KB it becomes `hook-failures.tsv.old` |
| `plugin/` | the plugin `sc`, which Claude Code is told to install from here |
| `python` | the interpreter of the last `covey install`: it reads settings files that have changed |
| `covey.db-queue` | the queue of those who want to change something; it holds a number, and nothing of yours |
| `README`, `.birth.lock` | whose folder it is, and a lock for the making of the database |

In Claude Code's configuration folder (`~/.claude`, else `$CLAUDE_CONFIG_DIR`):

| File | What it is |
|---|---|
| `sessions/active/ID.json` | the [manifest](json.md#the-manifests) of a live session |
| `sessions/history/YYYY-MM-DD/ID.json` | that of an ended one, under the day on which it ended here |
| `settings.json` | the hooks (`--method settings`), or that the plugin is enabled (`--method plugin`); the status line (`--statusline`) |

Claude Code keeps its own `sessions/PID.json` there, which covey reads and never touches.

Nothing of this is removed by itself yet: ended sessions and the log are kept for ever.

## Versions

The database carries its version as `PRAGMA user_version`, which is the number of the newest migration in it. An older
database is copied and then brought up to date, all of the way or not at all; a newer one is refused with
`store_newer`.
"""


def page() -> str:
    """Give the page."""
    migrations = table(["Version", "Migration"], [[str(n), code(name)] for n, (name, _) in enumerate(MIGRATIONS, 1)])
    chapters = [_chapter(name, columns) for name, columns in tables().items()]
    return document("The store", INTRODUCTION, PLACES, migrations, "## The tables", *chapters)


def tables() -> dict[str, list[tuple[str, str]]]:
    """Give the columns of every table with their types, as SQLite has them once all migrations have run."""
    with closing(sqlite3.connect(":memory:")) as database:
        for _, statements in MIGRATIONS:
            database.executescript(statements)
        names = database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')"
        )
        return {
            name: database.execute("SELECT name, lower(type) FROM pragma_table_info(?)", (name,)).fetchall()
            for (name,) in names.fetchall()
        }


def _chapter(name: str, columns: list[tuple[str, str]]) -> str:
    rows = [[code(column), kind, MEANINGS.get(f"{name}.{column}") or MEANINGS[column]] for column, kind in columns]
    return f"### {name}\n\n{TABLES[name]}\n\n{table(['Column', 'Type', 'What it is'], rows)}"
