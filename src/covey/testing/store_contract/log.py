"""What the verbs for the log, for the hooks' contacts and for settings files promise."""

# ruff: noqa: D401 - a docstring here is the sentence of its promise

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.model.event import Contact
from covey.settings import SettingFile
from covey.testing.store_contract.check import WORKSPACE, an_event, opened, same

if TYPE_CHECKING:
    from covey.testing.store_contract.check import MakeStore

LATER = [("session.ended", 4.0), ("session.ended", 3.0)]


def keeps_every_line(make_store: MakeStore) -> None:
    """Every event comes back whole, in the order of writing, with a number that rises; times do not matter."""
    written = [
        an_event("first", at=9.0, path="ü'\n", detail="%", seconds=1.5),
        an_event("second", at=1.0, session_id=""),
        an_event("second", at=1.0, session_id=""),
    ]
    with opened(make_store) as store:
        for event in written:
            with store.write() as tx:
                tx.append(event)
        with store.read() as tx:
            found = tx.events()
            same([event for _, event in found], written)
            numbers = [number for number, _ in found]
            same(numbers, sorted(set(numbers)))


def gives_the_newest(make_store: MakeStore) -> None:
    """A limit keeps the newest lines, oldest first; a number leaves out those up to it, a session those of others."""
    with opened(make_store) as store, store.write() as tx:
        for number in range(6):
            tx.append(an_event(str(number), session_id=f"s{number % 2}"))
        same([event.kind for _, event in tx.events(limit=2)], ["4", "5"])
        same([event.kind for _, event in tx.events("s1", limit=2)], ["3", "5"])
        third = tx.events()[3][0]
        same([event.kind for _, event in tx.events(after=third)], ["4", "5"])
        same(tx.events(after=tx.events()[-1][0]), [])


def lists_hold_times(make_store: MakeStore) -> None:
    """Hold times are those of the newest released locks of a workspace, shortest first."""
    with opened(make_store) as store, store.write() as tx:
        for seconds in (99.0, 5.0, 1.0, 3.0):
            tx.append(an_event("lock.released", seconds=seconds))
        tx.append(an_event("lock.released", seconds=7.0, workspace="/far"))
        tx.append(an_event("lock.reclaimed", seconds=8.0))
        tx.append(an_event("lock.released"))
        same(tx.hold_times(WORKSPACE, 3), [1.0, 3.0, 5.0])
        same(tx.hold_times("/nowhere", 3), [])


def numbers_the_old(make_store: MakeStore) -> None:
    """Lines of before a time are numbered, without the newest hold times of each workspace; a line can be taken out."""
    with opened(make_store) as store, store.write() as tx:
        for workspace in (WORKSPACE, "/far"):
            for at in (1.0, 2.0, 3.0):
                tx.append(an_event("lock.released", at=at, workspace=workspace, seconds=at))
        for at in (5.0, 4.0, 3.0):
            tx.append(an_event("session.ended", at=at))
        numbers = dict(tx.events())
        old = tx.old_events(5.0, 2)
        same([(numbers[each].kind, numbers[each].at) for each in old], [*[("lock.released", 1.0)] * 2, *LATER])
        for number in (old[0], 10**9):
            tx.remove_event(number)
        same([number for number, _ in tx.events()], [number for number in numbers if number != old[0]])


def lists_hold_times_of_a_path(make_store: MakeStore) -> None:
    """Asked for one path, hold times are those of that path alone."""
    with opened(make_store) as store, store.write() as tx:
        for path, seconds in (("a", 9.0), ("a", 2.0), ("b", 5.0), ("a", 1.0)):
            tx.append(an_event("lock.released", path=path, seconds=seconds))
        same(tx.hold_times(WORKSPACE, 2, "a"), [1.0, 2.0])
        same(tx.hold_times("/far", 2, "a"), [])


def lists_what_was_taken_and_denied(make_store: MakeStore) -> None:
    """What was taken and what was stopped is listed newest first, of one workspace, or of one path of it."""
    with opened(make_store) as store, store.write() as tx:
        for kind in ("lock.acquired", "lock.denied", "lock.released"):
            for path in ("a", "b", "a", "b"):
                tx.append(an_event(kind, path=path, session_id=f"{kind} {path}"))
        tx.append(an_event("lock.acquired", path="c", workspace="/far"))
        tx.append(an_event("lock.denied", path="a", workspace="/far"))
        same([event.path for event in tx.taken_lately(WORKSPACE, 3)], ["b", "a", "b"])
        same([event.session_id for event in tx.denied_lately(WORKSPACE, 3)], [f"lock.denied {path}" for path in "bab"])
        same([event.path for event in tx.denied_lately(WORKSPACE, 3, "a")], ["a", "a"])


def remembers_contacts(make_store: MakeStore) -> None:
    """Each hook's last contact is remembered, by the event's name."""
    stop, start = Contact("Stop", 2.0, "s1", "0.1"), Contact("SessionStart", 1.0, "s1", "0.1")
    with opened(make_store) as store, store.write() as tx:
        for contact in (stop, start, stop.but(at=3.0, session_id="s2", covey_version="0.2")):
            tx.note_contact(contact)
        same(tx.contacts(), [start, Contact("Stop", 3.0, "s2", "0.2")])


def keeps_settings_files(make_store: MakeStore) -> None:
    """What was read in a settings file is kept by its path, and only the last."""
    one, other = SettingFile("/a", 1, 2, "a=b\n", "x"), SettingFile("/ü '", 1 << 60, 0, "")
    with opened(make_store) as store, store.write() as tx:
        for file in (one.but(content="old"), other, one):
            tx.save_setting_file(file)
        same(sorted(tx.setting_files(("/a", "/ü '", "/b")), key=lambda file: file.path), [one, other])
        same(tx.setting_files(("/b",)), [])


CHECKS = (
    keeps_every_line,
    gives_the_newest,
    lists_hold_times,
    lists_hold_times_of_a_path,
    lists_what_was_taken_and_denied,
    numbers_the_old,
    remembers_contacts,
    keeps_settings_files,
)
