"""A task carried out turn by turn, until the proofs say that it is done or nothing more is to be tried.

Nothing is remembered here that matters: each step looks at what is kept of the task and does what follows from it, so a
process that takes over from a killed one goes on where that stood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.errors import UnavailableError
from covey.model import outcome as kinds
from covey.running import retrying, turns
from covey.running.budget import UsedUpError
from covey.running.engine import HaltedError
from covey.running.onlooker import Onlooker
from covey.running.proof import TASK, prove

if TYPE_CHECKING:
    from covey.model.run import Attempt
    from covey.running.halt import Halt
    from covey.running.ledger import Ledger
    from covey.running.means import Means
    from covey.running.proof import Complaint, Proof
    from covey.running.standing import Standing

HINTS = {
    kinds.NOT_INSTALLED: "install Claude Code, and have `claude` on your PATH; then `covey plans resume`",
    kinds.NOT_LOGGED_IN: "log in with `claude`, or set ANTHROPIC_API_KEY; then `covey plans resume`",
}


class NotDoneError(Exception):
    """A task cannot be done; the words say why."""


class TaskWork:
    """The work on one task."""

    def __init__(self, means: Means, halt: Halt, ledger: Ledger, task_id: str) -> None:
        """Take up a task as it stands; only what is tried from now on counts against its retries."""
        self._means, self._halt, self._ledger, self._task_id = means, halt, ledger, task_id
        self._began = means.now()

    def until_done(self) -> Proof:
        """Do what follows from how the task stands, until it is done; raise NotDoneError when nothing more does."""
        while True:
            self._halt.heed()
            now = self._ledger.standing()
            own = now.attempts_of(self._task_id)
            if not own:
                self._turn(now, TASK, now.task(self._task_id).prompt)
            elif own[-1].ended is None:
                self._see_through(now, own[-1])
            elif own[-1].outcome != kinds.DONE:
                self._again(now, own)
            else:
                proof, complaint = self._proof(now, own[-1])
                if complaint is None:
                    return proof
                self._mend(now, own, complaint)

    def _proof(self, now: Standing, last: Attempt) -> tuple[Proof, Complaint | None]:
        task = now.task(self._task_id)
        self._means.watcher.sees(self._task_id, f"verifies: {', '.join(task.verify)}" if task.verify else "verifies")
        changes = now.summary(self._task_id).files  # its own: not what others beside it were seen to write
        found, complaint = prove(task, now.plan.project, changes, turns.folder_of(last), self._halt.is_asked)
        self._halt.heed()  # what was broken off says nothing
        return found, complaint

    def _mend(self, now: Standing, own: list[Attempt], complaint: Complaint) -> None:
        mended = [each for each in self._counted(own) if each.purpose != TASK and each.outcome == kinds.DONE]
        if len(mended) >= now.task(self._task_id).retries:
            raise NotDoneError(complaint.problem)
        self._turn(now, complaint.purpose, complaint.prompt)

    def _again(self, now: Standing, own: list[Attempt]) -> None:
        """Ask for the last turn once more, after a pause, or raise NotDoneError."""
        last, counted = own[-1], self._counted(own)
        if counted and last.outcome in HINTS:
            raise UnavailableError(last.detail, hint=HINTS[last.outcome], code=last.outcome)
        pause = retrying.pause(counted, now.task(self._task_id).retries) if counted else 0.0
        if pause is None:
            raise NotDoneError(f"{last.outcome}: {last.detail}" if last.detail else f"{last.outcome}")
        if pause:
            self._means.watcher.sees(self._task_id, f"{last.outcome}: tries again in {pause:.0f} s")
            self._halt.pause(pause)
        self._turn(now, last.purpose, turns.prompt_of(last))

    def _counted(self, own: list[Attempt]) -> list[Attempt]:
        """List the attempts that count: what a killed process could not see through was not the task's fault."""
        return [each for each in own if each.started >= self._began]

    def _turn(self, now: Standing, purpose: str, prompt: str) -> None:
        run_id, priority = now.run.run_id, now.task(self._task_id).priority
        onlooker = Onlooker(self._means, self._halt, now, self._task_id)
        if not self._means.pool.take(run_id, self._task_id, priority, onlooker.waits):
            raise HaltedError
        try:
            attempt = turns.begin(self._means, now, self._task_id, purpose, prompt)
            self._see_through(self._ledger.standing(), attempt)
        except UsedUpError as error:
            raise NotDoneError(error.message) from error
        finally:
            self._means.pool.give_back(run_id, self._task_id)

    def _see_through(self, now: Standing, attempt: Attempt) -> None:
        """See a turn to its end; one that a killed process left running needs no place in the pool to be followed."""
        turns.carry_out(self._means, now, attempt, Onlooker(self._means, self._halt, now, self._task_id))
        self._ledger.tell(self._task_id)
