"""Whose changes are whose, where tasks run side by side."""

from __future__ import annotations

from covey.model.run import RUNNING, TaskRun
from covey.running.attribution import Done, attributed
from covey.running.summary import Summary, read, written

CREATED = "created"


def a_task(task_id: str, started: float, ended: float | None = None, summary: Summary | None = None) -> TaskRun:
    """Make a task that ran in a span of time."""
    kept = written(summary) if summary else ""
    return TaskRun("run", task_id, 1, "run", RUNNING, started=started, ended=ended, summary=kept)


def files(tasks: list[TaskRun]) -> dict[str, list[str]]:
    """Give the names of each task's files."""
    return {task.task_id: list(read(task.summary).files) for task in tasks}


def test_what_only_another_was_seen_to_write_is_not_ones_own() -> None:
    one = a_task("one", 1.0)
    two = a_task("two", 2.0, summary=Summary(files={"b": CREATED}, wrote=("b",)))
    done = Done("said", {"a": CREATED, "b": CREATED}, (), ("a",))
    assert files(attributed(one, done, [one, two])) == {"one": ["a"], "two": ["b"]}


def test_what_was_taken_for_the_others_is_taken_back_when_its_author_is_known() -> None:
    one = a_task("one", 1.0)
    two = a_task("two", 2.0, 3.0, Summary(files={"a": CREATED, "b": CREATED}, wrote=("b",)))
    done = Done("said", {"a": CREATED}, (), ("a",))
    assert files(attributed(one, done, [one, two])) == {"one": ["a"], "two": ["b"]}


def test_what_both_wrote_or_a_command_wrote_belongs_to_both() -> None:
    one = a_task("one", 1.0)
    two = a_task("two", 2.0, summary=Summary(files={"both": CREATED, "made": CREATED}, wrote=("both",)))
    done = Done("said", {"both": CREATED, "made": CREATED}, (), ("both",))
    assert files(attributed(one, done, [one, two])) == {"one": ["both", "made"], "two": ["both", "made"]}


def test_tasks_that_did_not_run_at_the_same_time_have_nothing_to_do_with_each_other() -> None:
    before = a_task("before", 1.0, 2.0, Summary(files={"a": CREATED}, wrote=("a",)))
    one = a_task("one", 3.0)
    done = Done("said", {"a": "changed"}, (), ())
    assert files(attributed(one, done, [before, one])) == {"one": ["a"]}


def test_what_a_task_wrote_in_an_earlier_turn_stays_its_own() -> None:
    one = a_task("one", 1.0, summary=Summary(wrote=("a",)))
    two = a_task("two", 1.0, summary=Summary(wrote=("a", "b")))
    done = Done("mended", {"a": CREATED, "b": CREATED}, (), ())
    assert files(attributed(one, done, [one, two]))["one"] == ["a"]
