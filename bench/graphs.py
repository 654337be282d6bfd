"""Searches of a large knowledge graph: warm and cold, beside a scan for substrings, and among many live sessions."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from covey.coordination import places
from covey.coordination.graph.notebook import Notebook
from covey.coordination.graph.where import where
from covey.coordination.locks import Desk
from covey.coordination.machine import Machine
from covey.coordination.registry import Arrival, Register
from covey.model.graph import Entity, Observation, Place
from covey.model.lock import Holder, Wish
from covey.settings import Settings
from covey.store.sqlite import FILE_NAME, SqliteStore
from covey.testing.git_folder import make_git_folder
from figures import Row, middle

if TYPE_CHECKING:
    from collections.abc import Sequence

ENTITIES, QUICK_ENTITIES, OBSERVATIONS = 100_000, 200, 10
BATCH = 500
VOCABULARY, WORDS = 50_000, 12
CONSONANTS, VOWELS = "bcdfghklmnprstvz", "aeiou"
SEARCHES, QUICK_SEARCHES, COLD, SCANS = 300, 30, 20, 3
LIVE_SEARCHES, QUICK_LIVE_SEARCHES = 50, 3
SESSIONS, LOCKS = 100, 10
LIMIT_MS, LIVE_LIMIT_MS = 50.0, 200.0
MOST = 20
PLACE = Place("", "bench")


def rows(folder: Path, *, quick: bool) -> list[Row]:
    """Fill a graph and search it."""
    home = str(folder / "graph")
    entities = QUICK_ENTITIES if quick else ENTITIES
    words = _vocabulary()
    _fill(home, entities, words)
    queries = _queries(words)[: QUICK_SEARCHES if quick else SEARCHES]
    name = f"search of {entities * OBSERVATIONS:,} observations"
    with closing(SqliteStore(home)) as store:
        is_right = all(_finds_all(home, store, word) for word in words[-SCANS:])
        warm = [_searched(store, query) for query in queries]
        scans = [_scanned(home, query) for query in queries[:SCANS]]
    cold = [_cold(home, query) for query in queries[:COLD]]
    return [
        Row(f"{name}, warm: p50", middle(warm), "ms", LIMIT_MS, milliseconds=warm, is_right=is_right),
        Row(f"{name}, cold: p50", middle(cold), "ms", milliseconds=cold),
        Row(f"{name}: a substring scan", middle(scans), "ms", milliseconds=scans),
        _among_sessions(folder / "graph-among-sessions", quick=quick),
    ]


def _vocabulary() -> list[str]:
    """Make words, the most common first."""
    chance = random.Random(7)  # noqa: S311 - the same words in every run
    syllables = [consonant + vowel for consonant in CONSONANTS for vowel in VOWELS]
    return [f"{''.join(chance.choices(syllables, k=3))}{number:x}" for number in range(VOCABULARY)]


def _fill(home: str, entities: int, words: Sequence[str]) -> None:
    """Record so many entities, their words as common as those of a language are."""
    chance = random.Random(8)  # noqa: S311 - the same texts in every run
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(words))))
    with closing(SqliteStore(home)) as store:
        for start in range(0, entities, BATCH):
            with store.write() as tx:
                for number in range(start, min(start + BATCH, entities)):
                    texts = (" ".join(chance.choices(words, cum_weights=weights, k=WORDS)) for _ in range(OBSERVATIONS))
                    name = f"{chance.choice(words)}_{number}"
                    tx.graph.add_entity(PLACE, Entity(name, "component", tuple(map(Observation, texts))))


def _queries(words: Sequence[str]) -> list[str]:
    """Ask for rare words and common ones, for two and three of them, for beginnings and for names, in turn."""
    chance = random.Random(9)  # noqa: S311 - the same queries in every run
    kinds = (
        lambda: chance.choice(words),
        lambda: chance.choice(words[:20]),
        lambda: " ".join(chance.sample(words[:500], 2)),
        lambda: " ".join(chance.sample(words[:100], 3)),
        lambda: chance.choice(words)[:4],
        lambda: f"{chance.choice(words[:100])}_",
    )
    return [kinds[number % len(kinds)]() for number in range(SEARCHES)]


def _notebook(desk: Desk) -> Notebook:
    return Notebook(desk, where(desk.settings, "/", PLACE.context, "global"))


def _searched(store: SqliteStore, query: str) -> float:
    """Search as the doors do, and give the milliseconds."""
    machine = Machine()
    began = time.perf_counter()
    with store.read() as tx:
        _notebook(Desk(tx, machine, Settings(), machine.now())).search(query, MOST)
    return (time.perf_counter() - began) * 1000


def _cold(home: str, query: str) -> float:
    """Search with nothing of the file in memory: opened anew, and told to the kernel as not needed."""
    with Path(home, FILE_NAME).open("rb") as file:
        os.fsync(file)
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    with closing(SqliteStore(home)) as store:
        return _searched(store, query)


def _scanned(home: str, text: str) -> float:
    """Look for a substring in every name and observation, and give the milliseconds."""
    began = time.perf_counter()
    _holding(home, text)
    return (time.perf_counter() - began) * 1000


def _holding(home: str, text: str) -> set[str]:
    """Name the entities with a substring in name or observation, whatever the index says."""
    sql = (
        "SELECT DISTINCT name FROM entity JOIN observation ON entity = entity.id "
        "WHERE instr(lower(text), ?1) OR instr(lower(name), ?1)"
    )
    with closing(sqlite3.connect(Path(home, FILE_NAME))) as connection:
        return {name for (name,) in connection.execute(sql, (text,))}


def _finds_all(home: str, store: SqliteStore, word: str) -> bool:
    """Tell whether a search for a rare word finds what a scan finds."""
    machine = Machine()
    with store.read() as tx:
        found = _notebook(Desk(tx, machine, Settings(), machine.now())).search(word, ENTITIES)
    return {entity.name for entity in found.entities} == _holding(home, word)


def _among_sessions(folder: Path, *, quick: bool) -> Row:
    """Search for the locks where many sessions hold many (S1-15)."""
    workspace, machine = folder / "shop", Machine()
    make_git_folder(workspace / ".git")
    with closing(SqliteStore(str(folder / "covey"))) as store:
        with store.write() as tx:
            desk = Desk(tx, machine, Settings(), machine.now())
            for number in range(SESSIONS):
                Register(desk).arrive(Arrival(f"s{number}", str(workspace)))
                for path in range(LOCKS):
                    target = places.target(f"area{path}/file{number}.py", str(workspace))
                    desk.acquire(Wish(Holder(f"s{number}"), target))
        times: list[float] = []
        left_off: set[int] = set()
        for _ in range(QUICK_LIVE_SEARCHES if quick else LIVE_SEARCHES):
            began = time.perf_counter()
            with store.read() as tx:
                desk = Desk(tx, machine, Settings(), machine.now())
                left_off.add(Notebook(desk, where(desk.settings, str(workspace))).search("lock_", MOST).more)
            times.append((time.perf_counter() - began) * 1000)
    name = f"search for lock_ among {SESSIONS} sessions with {SESSIONS * LOCKS:,} locks"
    is_right = left_off == {SESSIONS * LOCKS - MOST}
    return Row(name, middle(times), "ms", LIVE_LIMIT_MS, milliseconds=times, is_right=is_right)
