"""What the verbs for locks promise."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.errors import StoreError
from covey.model.lock import Holder, Target
from covey.testing.store_contract.check import WORKSPACE, a_lock, a_session, a_target, opened, same

if TYPE_CHECKING:
    from covey.model.lock import Lock
    from covey.store.contract import Store, Transaction
    from covey.testing.store_contract.check import MakeStore


def gives_back_whole(make_store: MakeStore) -> None:
    """A lock comes back with every field as it was written, and with its generation."""
    asked = a_lock("ü/🐑'\n", agent_id="a1", mode="shared", reason="%_", estimated_completion=7.5)
    with opened(make_store) as store:
        with store.write() as tx:
            tx.save_session(a_session())
            lock = tx.add_lock(asked)
        with store.read() as tx:
            same(tx.locks(), [lock])
            same(lock, asked.but(generation=lock.generation))


def counts_generations(make_store: MakeStore) -> None:
    """A lock's generation is higher than any before it, those of removed locks and earlier openings too."""
    found: list[int] = []
    for _ in range(3):
        with opened(make_store) as store, store.write() as tx:
            tx.save_session(a_session())
            found += [tx.add_lock(a_lock(path)).generation for path in ("one", "two")]
            for lock in tx.locks():
                tx.remove_lock(lock)
    same(sorted(set(found)), found)


def refuses_doubles(make_store: MakeStore) -> None:
    """One holder has one lock on one target: a second is refused, and so is one of no known session."""
    with opened(make_store) as store:
        with store.write() as tx:
            tx.save_session(a_session())
            first = tx.add_lock(a_lock())
        for wrong in (a_lock(mode="shared"), a_lock(session_id="nobody")):
            same(_is_taken(store, wrong), promised=False)
        with store.read() as tx:
            same(tx.locks(), [first])


def tells_holders_apart(make_store: MakeStore) -> None:
    """A holder's own lock is found by its exact target, session and subagent, and by nothing else."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        own = tx.add_lock(a_lock())
        agents = tx.add_lock(a_lock(agent_id="a1"))
        same(tx.lock_at(a_target(), Holder("s1")), own)
        same(tx.lock_at(a_target(), Holder("s1", "a1")), agents)
        for target in (a_target("src"), a_target(is_pattern=True), a_target(workspace="/far")):
            same(tx.lock_at(target, Holder("s1")), None)
        same(tx.lock_at(a_target(), Holder("s2")), None)
        same(tx.locks_of("s1", "a1"), [agents])


def lists_in_order(make_store: MakeStore) -> None:
    """Locks are listed by workspace and path, of one workspace or of all, and of one session by path."""
    with opened(make_store) as store, store.write() as tx:
        for session_id in ("s1", "s2"):
            tx.save_session(a_session(session_id))
        for path, session_id in (("b", "s1"), ("a", "s2"), ("c", "s2")):
            tx.add_lock(a_lock(path, session_id))
        tx.add_lock(a_lock("z", workspace="/a"))
        same([lock.path for lock in tx.locks()], ["z", "a", "b", "c"])
        same([lock.path for lock in tx.locks(WORKSPACE)], ["a", "b", "c"])
        same([lock.path for lock in tx.locks_of("s2")], ["a", "c"])


def finds_neighbours(make_store: MakeStore) -> None:
    """Near a target are the locks at its anchor, above and beneath it, of any worktree, and no mere namesakes."""
    keys = ("", "src", "src/a", "src/a/b.py", "src/a.py", "src/a-b", "src/ab", "src/b", "srcs", "Src/a")
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        for key in keys:
            tx.add_lock(a_lock(key))
        tx.add_lock(a_lock("src/a", worktree="/work/other"))
        tx.add_lock(a_lock("src/a", workspace="/far", worktree="/far"))
        same(_near(tx, "src/a"), ["", "src", "src/a", "src/a", "src/a/b.py"])
        same(_near(tx, "src/b/c/d"), ["", "src", "src/b"])
        same(_near(tx, ""), sorted([*keys, "src/a"]))
        found = tx.locks_near(a_target("src/a").but(is_file=1))
        same({"", "src", "src/a"} <= {lock.key for lock in found}, promised=True)


def finds_what_lies_there(make_store: MakeStore) -> None:
    """Near a target are the locks where it lies on disk too, whichever repository or spelling of it they are of."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        inner, plain = f"{WORKSPACE}/lib", WORKSPACE.removeprefix("/")
        tx.add_lock(a_lock("a.py", workspace=inner, worktree=inner))
        tx.add_lock(a_lock(f"{plain}/lib/b.py", workspace="/", worktree="/"))
        tx.add_lock(a_lock("c.py", workspace="/far", worktree="/Far", root=inner))
        tx.add_lock(a_lock("a.py", workspace="/far", worktree="/far"))
        same(_near(tx, "lib"), ["a.py", "c.py", f"{plain}/lib/b.py"])
        same(_near(tx, "lib/b.py"), [f"{plain}/lib/b.py"])
        same(_near(tx, "lib/a.py/deep"), ["a.py"])
        same(_near(tx, "li"), [])
        everything = tx.locks_near(Target("/", "/", "", ""))
        same(len(everything), len(tx.locks()))


def finds_what_moved(make_store: MakeStore) -> None:
    """Near a target are all locks of its worktree's identity under another path, and those on its file's identity."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        for path, worktree in (("a", "/aaa"), ("b", "/zzz"), ("c", WORKSPACE)):
            tx.add_lock(a_lock(path, workspace=worktree, worktree=worktree, root_id="r1", file_id=f"f-{path}"))
        target = a_target("src")
        same(sorted(lock.key for lock in tx.locks_near(target, "r1")), ["a", "b"])
        same([lock.key for lock in tx.locks_near(target, "", "f-c")], ["c"])
        same(tx.locks_near(target, "r2", "f-d"), [])


def tells_what_is_held_within(make_store: MakeStore) -> None:
    """Others hold something within a target where they have a lock at, above or beneath it on disk, or had before."""
    with opened(make_store) as store, store.write() as tx:
        for session_id in ("s1", "s2"):
            tx.save_session(a_session(session_id))
        tx.add_lock(a_lock("lib/a", "s1", root_id="r1"))
        moved = {"workspace": "/moved", "worktree": "/moved"}
        same(tx.is_held_within(a_target("lib"), "", "s2"), promised=True)
        same(tx.is_held_within(a_target("lib"), "", "s1"), promised=False)
        same(tx.is_held_within(a_target("docs"), "r1", "s2"), promised=False)
        same(tx.is_held_within(a_target("docs").but(**moved), "r1", "s2"), promised=True)
        same(tx.is_held_within(a_target("lib").but(**moved), "", "s2"), promised=False)


def finds_patterns(make_store: MakeStore) -> None:
    """Patterns are near by their anchor, on both sides: the one that is asked for and the one that is held."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        for key, anchor in (("src/**/*.py", "src"), ("**/*.md", ""), ("docs/*", "docs")):
            tx.add_lock(a_lock(key, is_pattern=1, anchor=anchor))
        tx.add_lock(a_lock("src/deep/x.py"))
        same(_near(tx, "src/deep/x.py"), ["**/*.md", "src/**/*.py", "src/deep/x.py"])
        near = tx.locks_near(a_target("src/*/x.py", is_pattern=True))
        same(sorted(lock.key for lock in near), ["**/*.md", "src/**/*.py", "src/deep/x.py"])


def tells_others_near(make_store: MakeStore) -> None:
    """Others are near a target when a session other than the asking one has a lock at, above or beneath its anchor."""
    with opened(make_store) as store, store.write() as tx:
        for session_id in ("s1", "s2"):
            tx.save_session(a_session(session_id))
        tx.add_lock(a_lock("src/a", "s1"))
        for path, answer in (("src/a", True), ("src", True), ("src/a/b", True), ("", True), ("src/ab", False)):
            same(tx.is_near_others(a_target(path), "s2"), promised=answer)
            same(tx.is_near_others(a_target(path), "s1"), promised=False)


def lists_others_holds(make_store: MakeStore) -> None:
    """What others hold in a worktree is listed newest first, up to a number, patterns and one's own left out."""
    with opened(make_store) as store, store.write() as tx:
        for session_id in ("s1", "s2"):
            tx.save_session(a_session(session_id))
        one, _, three = (tx.add_lock(a_lock(*about)) for about in (("a", "s2"), ("b", "s1"), ("c", "s2")))
        tx.add_lock(a_lock("far", "s2", worktree="/far"))
        tx.add_lock(a_lock("*.py", "s2", is_pattern=1))
        same(tx.held_by_others(WORKSPACE, WORKSPACE, "s1", 9), [three, one])
        same(tx.held_by_others(WORKSPACE, WORKSPACE, "s1", 1), [three])
        same(tx.held_by_others("/elsewhere", WORKSPACE, "s1", 9), [])


def lists_where_something_is_held(make_store: MakeStore) -> None:
    """Each worktree in which something is held is listed once, with its workspace."""
    with opened(make_store) as store, store.write() as tx:
        same(tx.held_worktrees(), [])
        tx.save_session(a_session())
        for path, worktree in (("a", WORKSPACE), ("b", WORKSPACE), ("c", "/far")):
            tx.add_lock(a_lock(path, worktree=worktree))
        same(sorted(tx.held_worktrees()), sorted([(WORKSPACE, WORKSPACE), (WORKSPACE, "/far")]))


def lists_holds_beneath(make_store: MakeStore) -> None:
    """What others hold in worktrees beneath a folder is listed newest first, and nothing that stands beside it."""
    with opened(make_store) as store, store.write() as tx:
        for session_id in ("s1", "s2"):
            tx.save_session(a_session(session_id))
        held = [
            tx.add_lock(a_lock("a", "s2", worktree=root)) for root in ("/w/one", "/w/one/deep", "/w", "/w0", "/w-x")
        ]
        tx.add_lock(a_lock("b", "s1", worktree="/w/one"))
        tx.add_lock(a_lock("*.py", "s2", worktree="/w/one", is_pattern=1))
        same(tx.held_beneath("/w", "s1", 9), [held[1], held[0]])
        same(tx.held_beneath("/w", "s1", 1), [held[1]])
        same(tx.held_beneath("/", "s1", 9), [*reversed(held)])
        same(tx.held_beneath("/w/one/deep", "s1", 9), [])


def renews(make_store: MakeStore) -> None:
    """Renewing writes mode, reason, times and reservation, and leaves the generation and all else."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        lock = tx.add_lock(a_lock())
        other = tx.add_lock(a_lock("other"))
        changes = {"mode": "shared", "reason": "more", "touched": 2.0, "expires": 3.0, "awake_expires": 4.0}
        renewed = lock.but(**changes, estimated_completion=5.0, is_reserved=1)
        tx.renew_lock(renewed.but(is_file=1, root_id="r", file_id="f"))
        same(tx.locks(), [other, renewed])


def identifies(make_store: MakeStore) -> None:
    """Identifying writes whether a lock is on a file, and the identities of worktree and file, and leaves all else."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        lock = tx.add_lock(a_lock())
        other = tx.add_lock(a_lock("other"))
        known = lock.but(is_file=1, root_id="r", file_id="f")
        tx.identify_lock(known.but(touched=2.0))
        same(tx.locks(), [other, known])


def removes_once(make_store: MakeStore) -> None:
    """Removing tells whether the lock was there; an old lock's removal never takes a newer one on the same target."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        old = tx.add_lock(a_lock())
        same((tx.remove_lock(old), tx.remove_lock(old)), (True, False))
        new = tx.add_lock(a_lock())
        same(tx.remove_lock(old), promised=False)
        same(tx.locks(), [new])


def lists_the_lapsed(make_store: MakeStore) -> None:
    """Locks whose time is over at a moment, that moment included, are listed, and those of ended sessions; in order."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        tx.save_session(a_session("ended", ended=5.0))
        for path, expires in (("now", 50.0), ("later", 51.0), ("before", 49.0)):
            tx.add_lock(a_lock(path, expires=expires))
        tx.add_lock(a_lock("left", "ended"))
        same([lock.path for lock in tx.lapsed_locks(50.0)], ["now", "before", "left"])


CHECKS = (
    gives_back_whole,
    counts_generations,
    refuses_doubles,
    tells_holders_apart,
    lists_in_order,
    finds_neighbours,
    finds_what_lies_there,
    finds_what_moved,
    tells_what_is_held_within,
    finds_patterns,
    tells_others_near,
    lists_others_holds,
    lists_where_something_is_held,
    lists_holds_beneath,
    renews,
    identifies,
    removes_once,
    lists_the_lapsed,
)


def _near(tx: Transaction, path: str) -> list[str]:
    return sorted(lock.key for lock in tx.locks_near(a_target(path)))


def _is_taken(store: Store, lock: Lock) -> bool:
    try:
        with store.write() as tx:
            tx.add_lock(lock)
    except StoreError:
        return False
    return True
