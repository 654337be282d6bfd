"""The tables, as numbered migrations that are only ever added to."""

from __future__ import annotations

FIRST = """
CREATE TABLE session (
  session_id TEXT PRIMARY KEY, name TEXT NOT NULL, workspace TEXT NOT NULL, project TEXT NOT NULL,
  path TEXT NOT NULL, worktree TEXT NOT NULL,
  started REAL NOT NULL, last_seen REAL NOT NULL, last_awake REAL NOT NULL,
  host TEXT NOT NULL, pid INTEGER, pid_start TEXT NOT NULL,
  git_branch TEXT, git_dirty INTEGER, status TEXT NOT NULL, waiting_for TEXT, task TEXT,
  model TEXT, kind TEXT NOT NULL, transcript TEXT, ended REAL, outcome TEXT
) WITHOUT ROWID;
CREATE INDEX session_live ON session(workspace) WHERE ended IS NULL;
CREATE INDEX session_ended ON session(ended) WHERE ended IS NOT NULL;

CREATE TABLE lock (
  generation INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace TEXT NOT NULL, worktree TEXT NOT NULL, path TEXT NOT NULL, key TEXT NOT NULL,
  is_pattern INTEGER NOT NULL, anchor TEXT NOT NULL,
  session_id TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE, agent_id TEXT NOT NULL,
  mode TEXT NOT NULL, reason TEXT NOT NULL,
  acquired REAL NOT NULL, touched REAL NOT NULL, expires REAL NOT NULL, awake_expires REAL NOT NULL,
  estimated_completion REAL,
  UNIQUE (workspace, worktree, key, is_pattern, session_id, agent_id)
);
CREATE INDEX lock_anchor ON lock(workspace, anchor);
CREATE INDEX lock_session ON lock(session_id);

CREATE TABLE waiting (
  workspace TEXT NOT NULL, worktree TEXT NOT NULL, path TEXT NOT NULL, key TEXT NOT NULL,
  is_pattern INTEGER NOT NULL,
  session_id TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE, agent_id TEXT NOT NULL,
  since REAL NOT NULL, offered REAL, heard INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace, worktree, key, is_pattern, session_id, agent_id)
) WITHOUT ROWID;
CREATE INDEX waiting_session ON waiting(session_id);

CREATE TABLE notice (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE,
  at REAL NOT NULL, text TEXT NOT NULL
);
CREATE INDEX notice_session ON notice(session_id);

CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, kind TEXT NOT NULL,
  session_id TEXT NOT NULL, workspace TEXT NOT NULL, path TEXT NOT NULL, detail TEXT NOT NULL,
  seconds REAL
);
CREATE INDEX event_session ON event(session_id);
CREATE INDEX event_held ON event(workspace, id) WHERE kind = 'lock.released';

CREATE TABLE contact (
  event TEXT PRIMARY KEY, at REAL NOT NULL, session_id TEXT NOT NULL, covey_version TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE forecast (
  one TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE,
  other TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE,
  digest TEXT NOT NULL, what TEXT NOT NULL, at REAL NOT NULL,
  PRIMARY KEY (one, other)
) WITHOUT ROWID;
CREATE INDEX forecast_other ON forecast(other);
"""

SETTING_FILES = """
CREATE TABLE setting_file (
  path TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL, content TEXT NOT NULL, problems TEXT NOT NULL
) WITHOUT ROWID;
"""

WATCHES = """
CREATE TABLE watch (
  session_id TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE, tool_use_id TEXT NOT NULL,
  agent_id TEXT NOT NULL, worktree TEXT NOT NULL, started REAL NOT NULL, command TEXT NOT NULL,
  is_background INTEGER NOT NULL,
  PRIMARY KEY (session_id, tool_use_id)
) WITHOUT ROWID;
CREATE TABLE watched_file (
  session_id TEXT NOT NULL, tool_use_id TEXT NOT NULL, path TEXT NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (session_id, tool_use_id, path),
  FOREIGN KEY (session_id, tool_use_id) REFERENCES watch(session_id, tool_use_id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX event_taken_path ON event(workspace, path) WHERE kind = 'lock.acquired';
"""

ADVICE = """
CREATE TABLE item (
  session_id TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE,
  item_id TEXT NOT NULL, subject TEXT NOT NULL, is_done INTEGER NOT NULL,
  PRIMARY KEY (session_id, item_id)
) WITHOUT ROWID;
CREATE INDEX event_taken ON event(workspace, id) WHERE kind = 'lock.acquired';
CREATE INDEX event_denied ON event(workspace, id) WHERE kind = 'lock.denied';
CREATE INDEX event_denied_path ON event(workspace, path, id) WHERE kind = 'lock.denied';
CREATE INDEX event_held_path ON event(workspace, path, id) WHERE kind = 'lock.released';
"""

GRAPH = """
CREATE TABLE graph (id INTEGER PRIMARY KEY, place TEXT NOT NULL, context TEXT NOT NULL, UNIQUE (place, context));
CREATE TABLE entity (
  id INTEGER PRIMARY KEY, graph INTEGER NOT NULL REFERENCES graph(id) ON DELETE CASCADE,
  name TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL, author TEXT NOT NULL, extra TEXT NOT NULL,
  UNIQUE (graph, name)
);
CREATE TABLE observation (
  id INTEGER PRIMARY KEY, entity INTEGER NOT NULL REFERENCES entity(id) ON DELETE CASCADE,
  text TEXT NOT NULL, at REAL NOT NULL, author TEXT NOT NULL
);
CREATE INDEX observation_entity ON observation(entity);
CREATE TABLE relation (
  id INTEGER PRIMARY KEY, graph INTEGER NOT NULL REFERENCES graph(id) ON DELETE CASCADE,
  source TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL,
  at REAL NOT NULL, author TEXT NOT NULL, extra TEXT NOT NULL,
  UNIQUE (graph, source, target, kind)
);
CREATE INDEX relation_target ON relation(graph, target);

CREATE VIRTUAL TABLE entity_text USING fts5(graph, name, kind, content='', prefix='2 3');
CREATE TRIGGER entity_in AFTER INSERT ON entity BEGIN
  INSERT INTO entity_text (rowid, graph, name, kind) VALUES (new.id, 'g' || new.graph, new.name, new.kind); END;
CREATE TRIGGER entity_out BEFORE DELETE ON entity BEGIN
  DELETE FROM observation WHERE entity = old.id; INSERT INTO entity_text (entity_text, rowid, graph, name, kind)
    VALUES ('delete', old.id, 'g' || old.graph, old.name, old.kind); END;
CREATE VIRTUAL TABLE observation_text USING fts5(graph, name, kind, text, content='', prefix='2 3');
CREATE TRIGGER observation_in AFTER INSERT ON observation BEGIN
  INSERT INTO observation_text (rowid, graph, name, kind, text)
    SELECT new.id, 'g' || graph, name, kind, new.text FROM entity WHERE id = new.entity; END;
CREATE TRIGGER observation_out BEFORE DELETE ON observation BEGIN
  INSERT INTO observation_text (observation_text, rowid, graph, name, kind, text)
    SELECT 'delete', old.id, 'g' || graph, name, kind, old.text FROM entity WHERE id = old.entity; END;
"""

CALLERS = """
CREATE TABLE ticket (
  number TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE,
  agent_id TEXT NOT NULL, at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX ticket_session ON ticket(session_id);
CREATE TABLE dependency (
  session_id TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE,
  needs TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE,
  at REAL NOT NULL,
  PRIMARY KEY (session_id, needs)
) WITHOUT ROWID;
CREATE INDEX dependency_needs ON dependency(needs);
"""

PLANS = """
CREATE TABLE run (
  run_id TEXT PRIMARY KEY, plan TEXT NOT NULL, file TEXT NOT NULL, project TEXT NOT NULL, workspace TEXT NOT NULL,
  definition TEXT NOT NULL, state TEXT NOT NULL, started REAL NOT NULL, ended REAL, cancel_asked REAL,
  host TEXT NOT NULL, pid INTEGER, pid_start TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX run_started ON run(started);
CREATE TABLE task (
  run_id TEXT NOT NULL REFERENCES run(run_id) ON DELETE CASCADE, task_id TEXT NOT NULL,
  number INTEGER NOT NULL, line TEXT NOT NULL, state TEXT NOT NULL, conversation TEXT, started REAL, ended REAL,
  summary TEXT NOT NULL, problem TEXT NOT NULL,
  PRIMARY KEY (run_id, task_id)
) WITHOUT ROWID;
CREATE TABLE attempt (
  run_id TEXT NOT NULL, task_id TEXT NOT NULL, number INTEGER NOT NULL, purpose TEXT NOT NULL, how TEXT NOT NULL,
  source TEXT, reason TEXT NOT NULL, folder TEXT NOT NULL, started REAL NOT NULL, reserved REAL NOT NULL, ended REAL,
  outcome TEXT, detail TEXT NOT NULL, conversation TEXT,
  input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cache_read_tokens INTEGER NOT NULL,
  cache_created_tokens INTEGER NOT NULL, cost REAL NOT NULL, turns INTEGER NOT NULL,
  total_cost REAL NOT NULL, total_tokens INTEGER NOT NULL,
  context_tokens INTEGER NOT NULL, context_window INTEGER NOT NULL,
  PRIMARY KEY (run_id, task_id, number),
  FOREIGN KEY (run_id, task_id) REFERENCES task(run_id, task_id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX attempt_ended ON attempt(ended);
CREATE TABLE plan_session (
  plan TEXT PRIMARY KEY, session_id TEXT NOT NULL, conversation TEXT, created REAL NOT NULL, last_used REAL NOT NULL,
  task_count INTEGER NOT NULL, project TEXT NOT NULL, expires REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE slot (
  run_id TEXT NOT NULL, task_id TEXT NOT NULL, priority INTEGER NOT NULL, since REAL NOT NULL,
  host TEXT NOT NULL, pid INTEGER NOT NULL, pid_start TEXT NOT NULL, granted REAL,
  PRIMARY KEY (run_id, task_id)
) WITHOUT ROWID;
CREATE TABLE gate (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), until REAL NOT NULL, why TEXT NOT NULL);
"""

TOOL_CALLS = """
DROP TABLE ticket;
CREATE TABLE tool_call (
  tool_use_id TEXT NOT NULL,
  session_id TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE,
  agent_id TEXT NOT NULL, at REAL NOT NULL,
  PRIMARY KEY (tool_use_id, session_id)
) WITHOUT ROWID;
CREATE INDEX tool_call_session ON tool_call(session_id);
"""

SCALE = """
CREATE INDEX lock_worktree ON lock(workspace, worktree);
CREATE INDEX waiting_key ON waiting(workspace, is_pattern, key);
"""

SETTINGS_READ_ANEW = """
DELETE FROM setting_file;
"""

STASHES = """
CREATE TABLE stash_entry (
  workspace TEXT NOT NULL, commit_id TEXT NOT NULL,
  session_id TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE,
  worktree TEXT NOT NULL, stashed REAL NOT NULL,
  PRIMARY KEY (workspace, commit_id)
) WITHOUT ROWID;
CREATE INDEX stash_entry_session ON stash_entry(session_id);
"""

TURNS = """
ALTER TABLE session ADD COLUMN turn_started REAL;
ALTER TABLE lock ADD COLUMN is_reserved INTEGER NOT NULL DEFAULT 0;
"""

FILES = """
ALTER TABLE lock ADD COLUMN is_file INTEGER NOT NULL DEFAULT 0;
ALTER TABLE waiting ADD COLUMN is_file INTEGER NOT NULL DEFAULT 0;
"""

PLACES = """
ALTER TABLE lock ADD COLUMN root TEXT NOT NULL DEFAULT '';
ALTER TABLE lock ADD COLUMN root_id TEXT NOT NULL DEFAULT '';
ALTER TABLE lock ADD COLUMN file_id TEXT NOT NULL DEFAULT '';
ALTER TABLE lock ADD COLUMN place TEXT
  AS (rtrim(coalesce(nullif(root, ''), worktree), '/') || CASE anchor WHEN '' THEN '' ELSE '/' || anchor END);
ALTER TABLE waiting ADD COLUMN root TEXT NOT NULL DEFAULT '';
ALTER TABLE waiting ADD COLUMN place TEXT AS (
  rtrim(coalesce(nullif(root, ''), worktree), '/') || CASE WHEN is_pattern = 1 OR key = '' THEN '' ELSE '/' || key END
);
CREATE INDEX lock_place ON lock(place);
CREATE INDEX lock_root ON lock(root_id, worktree);
CREATE INDEX lock_file ON lock(file_id) WHERE file_id <> '';
CREATE INDEX waiting_place ON waiting(place);
"""

WATCHES_BY_WORKTREE = """
CREATE TABLE watch_there (
  session_id TEXT NOT NULL REFERENCES session(session_id) ON DELETE CASCADE, tool_use_id TEXT NOT NULL,
  agent_id TEXT NOT NULL, worktree TEXT NOT NULL, started REAL NOT NULL, command TEXT NOT NULL,
  is_background INTEGER NOT NULL,
  PRIMARY KEY (session_id, tool_use_id, worktree)
) WITHOUT ROWID;
CREATE TABLE watched_file_there (
  session_id TEXT NOT NULL, tool_use_id TEXT NOT NULL, worktree TEXT NOT NULL, path TEXT NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (session_id, tool_use_id, worktree, path),
  FOREIGN KEY (session_id, tool_use_id, worktree)
    REFERENCES watch_there(session_id, tool_use_id, worktree) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO watch_there (session_id, tool_use_id, agent_id, worktree, started, command, is_background)
  SELECT session_id, tool_use_id, agent_id, worktree, started, command, is_background FROM watch;
INSERT INTO watched_file_there (session_id, tool_use_id, worktree, path, state)
  SELECT session_id, tool_use_id, watch.worktree, watched_file.path, watched_file.state
  FROM watched_file JOIN watch USING (session_id, tool_use_id);
DROP TABLE watched_file;
DROP TABLE watch;
ALTER TABLE watch_there RENAME TO watch;
ALTER TABLE watched_file_there RENAME TO watched_file;
CREATE INDEX lock_beneath ON lock(worktree);
"""

MIGRATIONS = (
    ("0001_first", FIRST),
    ("0002_setting_files", SETTING_FILES),
    ("0003_watches", WATCHES),
    ("0004_advice", ADVICE),
    ("0005_graph", GRAPH),
    ("0006_callers", CALLERS),
    ("0007_plans", PLANS),
    ("0008_tool_calls", TOOL_CALLS),
    ("0009_scale", SCALE),
    ("0010_settings_read_anew", SETTINGS_READ_ANEW),
    ("0011_stashes", STASHES),
    ("0012_turns", TURNS),
    ("0013_files", FILES),
    ("0014_places", PLACES),
    ("0015_watches_by_worktree", WATCHES_BY_WORKTREE),
)
"""Name and statements of each; the n-th takes a database of version n-1 to version n.

A semicolon at the end of a line ends a statement; within a trigger none stands there.
"""
