"""What the scopes promise: all or nothing, one writer at a time, one state for a reader, whoever is killed."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

import os
import signal
import threading
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

from covey.errors import StoreError
from covey.testing.store_contract.check import a_lock, a_session, an_event, opened, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.store.contract import Store
    from covey.testing.store_contract.check import MakeStore

WRITERS, TURNS = 4, 25
JOIN_SECONDS = 60


def sees_what_was_written(make_store: MakeStore) -> None:
    """What one opening wrote, another reads, and so does one that opens after all have closed."""
    with opened(make_store) as one, opened(make_store) as other:
        with one.write() as tx:
            tx.save_session(a_session())
        same(_ids(other), ["s1"])
    with opened(make_store) as later:
        same(_ids(later), ["s1"])


def sees_own_changes(make_store: MakeStore) -> None:
    """Within a write scope, reads see the scope's own changes."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session())
        lock = tx.add_lock(a_lock())
        same(tx.locks_of("s1"), [lock])


def takes_all_back(make_store: MakeStore) -> None:
    """A write scope that is left by an exception changes nothing, and the exception goes on."""
    with opened(make_store) as store:
        try:
            with store.write() as tx:
                tx.save_session(a_session())
                tx.append(an_event())
                raise _PlannedError  # noqa: TRY301 - leaving by it is what is checked
        except _PlannedError:
            pass
        else:
            raise AssertionError("the exception was swallowed")
        same(_ids(store), [])
        with store.read() as tx:
            same(tx.events(), [])


def works_after_a_failure(make_store: MakeStore) -> None:
    """After a scope that failed, the same store goes on working."""
    with opened(make_store) as store:
        with suppress(_PlannedError), store.write():
            raise _PlannedError
        with suppress(StoreError), store.write() as tx:
            tx.add_lock(a_lock(session_id="nobody"))
        with store.write() as tx:
            tx.save_session(a_session())
        same(_ids(store), ["s1"])


def forgets_the_killed(make_store: MakeStore) -> None:
    """A process that is killed within a write scope leaves no trace of it, and is in nobody's way."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session("before"))
    _killed(lambda: _write_and_die(make_store))
    with opened(make_store) as store:
        with store.write() as tx:
            tx.save_session(a_session("after"))
        same(_ids(store), ["after", "before"])
        same(store.problems(), [])


def keeps_what_was_done(make_store: MakeStore) -> None:
    """A process that is killed after a write scope has ended loses nothing of it."""
    _killed(lambda: _write_then_die(make_store))
    with opened(make_store) as store:
        same(_ids(store), ["s1"])


def never_overlaps(make_store: MakeStore) -> None:
    """Write scopes never overlap: many writers that each read, then write, lose no change."""
    with opened(make_store) as store, store.write() as tx:
        tx.save_session(a_session(pid=0))
    threads = [threading.Thread(target=_count_up, args=(make_store,)) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(JOIN_SECONDS)
    with opened(make_store) as store, store.read() as tx:
        session = tx.session("s1")
        same(session and session.pid, WRITERS * TURNS)


def says_busy(make_store: MakeStore) -> None:
    """A write scope that waits in vain raises StoreError with the code store_busy and a hint, and changes nothing."""
    with opened(make_store) as one, opened(make_store) as other:
        with one.write() as tx:
            tx.save_session(a_session("one"))
            try:
                with other.write() as second:
                    second.save_session(a_session("other"))
            except StoreError as error:
                same((error.code, bool(error.hint)), ("store_busy", True))
            else:
                raise AssertionError("two write scopes were open at once")
        same(_ids(other), ["one"])


def reads_one_state(make_store: MakeStore) -> None:
    """A read scope sees one state throughout, whatever others write meanwhile, and stops no writer."""
    with opened(make_store) as reader, opened(make_store) as writer:
        with reader.read() as tx:
            same(len(tx.live_sessions()), 0)
            with writer.write() as other:
                other.save_session(a_session())
            same(len(tx.live_sessions()), 0)
        same(_ids(reader), ["s1"])


def finds_nothing_wrong(make_store: MakeStore) -> None:
    """A store in use has no problems to tell."""
    with opened(make_store) as store:
        with store.write() as tx:
            tx.save_session(a_session())
            tx.add_lock(a_lock())
        same(store.problems(), [])


def may_be_abandoned(make_store: MakeStore) -> None:
    """A store that was abandoned has kept everything, and can still be closed."""
    store = make_store()
    with store.write() as tx:
        tx.save_session(a_session())
    store.abandon()
    with opened(make_store) as other:
        same(_ids(other), ["s1"])
    store.close()


CHECKS = (
    sees_what_was_written,
    sees_own_changes,
    takes_all_back,
    works_after_a_failure,
    forgets_the_killed,
    keeps_what_was_done,
    never_overlaps,
    says_busy,
    reads_one_state,
    finds_nothing_wrong,
    may_be_abandoned,
)


class _PlannedError(Exception):
    """What the checks leave a scope by."""


def _ids(store: Store) -> list[str]:
    with store.read() as tx:
        return sorted(session.session_id for session in tx.live_sessions())


def _count_up(make_store: MakeStore) -> None:
    with opened(make_store) as store:
        done = 0
        while done < TURNS:
            with suppress(StoreError), store.write() as tx:  # busy for longer than its patience: again
                session = tx.session("s1")
                if session is not None:
                    tx.save_session(session.but(pid=(session.pid or 0) + 1))
                done += 1


def _write_and_die(make_store: MakeStore) -> None:
    with make_store().write() as tx:
        tx.save_session(a_session("killed"))
        tx.append(an_event())
        os.kill(os.getpid(), signal.SIGKILL)


def _write_then_die(make_store: MakeStore) -> None:
    with make_store().write() as tx:
        tx.save_session(a_session())
    os.kill(os.getpid(), signal.SIGKILL)


def _killed(work: Callable[[], None]) -> None:
    """Have work done by a child process, which must end by the SIGKILL that it gives itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child only writes, whatever threads we have
        child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(1)
    same(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), -signal.SIGKILL)
