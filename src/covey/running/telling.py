"""What a conversation is told besides its tasks' own prompts: short, and facts (peers' lesson: not orders)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.model import outcome as kinds
from covey.model.moment import clock_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from covey.model.plan import Task
    from covey.model.run import Attempt
    from covey.running.summary import Summary, Verified

LONGEST_SAID = 600
MOST_FILES = 40

BROKEN_OFF = {
    kinds.CANCELLED: "was broken off",
    kinds.CUT_OFF: "was cut off: its process is gone",
    kinds.HUNG: "was ended: it gave no sign of life",
    kinds.TIMED_OUT: "was ended: its time was over",
}
"""After which outcomes something may be half done; a turn that failed otherwise says so in the conversation itself."""


def done_elsewhere(task: Task, summary: Summary) -> str:
    """Tell of a task that was carried out in another conversation."""
    lines = [f"Task {task.task_id} was carried out in another conversation of this plan.", f"Asked: {cut(task.prompt)}"]
    if summary.files:
        lines.append(f"Files: {files(summary.files)}")
    if summary.said:
        lines.append(f"Last message: {cut(summary.said)}")
    if summary.verify:
        lines.append(f"Checked: {', '.join(_verdict(each) for each in summary.verify)}")
    return "\n".join(lines)


def broken_off(attempt: Attempt, changes: Mapping[str, str], now: float) -> str:
    """Tell that the turn before did not come to its end, and what it had changed; '' where it did."""
    how = BROKEN_OFF.get(attempt.outcome or "")
    if how is None:
        return ""
    since = files(changes) if changes else "nothing"
    begun = clock_time(attempt.started, now)
    return f"The turn that began at {begun} {how}. Changed in the project since this task began: {since}."


def rebuilt_because(reason: str) -> str:
    """Tell why a conversation begins with what was done before it."""
    return f"This plan's conversation cannot be gone on with ({reason}). What was done until now:"


def files_missing(missing: Sequence[str], unchanged: Sequence[str]) -> str:
    """Tell which of a task's files are not as it was to leave them."""
    lines = [f"{name} is not there." for name in missing] + [f"{name} was not changed." for name in unchanged]
    return "\n".join(["The task is not done:", *lines])


def nothing_changed() -> str:
    """Tell that a task which was to change something changed nothing."""
    return "The task is not done: no file of the project was changed."


def verify_failed(failed: Verified) -> str:
    """Tell which command says that a task is not done, and in which words."""
    said = f"It printed:\n{failed.output}" if failed.output else "It printed nothing."
    return f"The task is not done: `{failed.command}` ended with status {failed.status}. {said}"


def faults_found(lines: Sequence[str]) -> str:
    """Tell which references do not lead anywhere."""
    return "\n".join(["These references in the files of this task lead nowhere:", *lines])


def files(changes: Mapping[str, str]) -> str:
    """Say which files were created, changed and deleted, so many at most."""
    named = [f"{name} ({how})" for name, how in list(changes.items())[:MOST_FILES]]
    more = len(changes) - MOST_FILES
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def cut(text: str) -> str:
    """Give the beginning of a text."""
    text = text.strip()
    return text if len(text) <= LONGEST_SAID else f"{text[:LONGEST_SAID]} … (cut)"


def _verdict(verified: Verified) -> str:
    return f"`{verified.command}` {'passes' if verified.status == 0 else f'fails ({verified.status})'}"
