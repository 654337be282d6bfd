"""What the metrics count: all that the store knows of plans, and how figures are made of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from covey.model.outcome import LOST_CONVERSATION
from covey.model.run import CONTINUE, FALLBACK, FORK, RENEW, START
from covey.running.overview import ALL_RUNS, TOKENS, state_of, summary_of, task_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from covey.coordination.machine import Machine
    from covey.model.run import Attempt, PlanSession, Run, TaskRun
    from covey.store.contract import Transaction

    Samples = Mapping[tuple[str, ...], float]

RESUMED, LOST, CONTINUED, REBUILT = "resumed", "lost", "continued", "rebuilt"
"""What came of a resume; and whether a task went on in its conversation, or in a new one with rebuilt context."""


@dataclass(frozen=True)
class Record:
    """All that the store knows of plans; `states` says what each run is by now."""

    sessions: list[PlanSession]
    runs: list[Run]
    states: dict[str, str]
    tasks: list[TaskRun]
    attempts: list[Attempt]

    @property
    def ended(self) -> list[Attempt]:
        """The attempts of which something came."""
        return [attempt for attempt in self.attempts if attempt.outcome is not None]

    def turns(self) -> Iterator[list[Attempt]]:
        """Give the attempts of each task that has any, the first first."""
        by_task: dict[tuple[str, str], list[Attempt]] = {}
        for attempt in sorted(self.attempts, key=lambda one: one.number):
            by_task.setdefault((attempt.run_id, attempt.task_id), []).append(attempt)
        yield from by_task.values()


def record(tx: Transaction, machine: Machine) -> Record:
    """Read all that the store knows of plans."""
    runs = tx.plans.runs(ALL_RUNS)
    return Record(
        tx.plans.plan_sessions(machine.now().wall),
        runs,
        {run.run_id: state_of(run, machine) for run in runs},
        [task for run in runs for task in tx.plans.tasks(run.run_id)],
        [attempt for run in runs for attempt in tx.plans.attempts(run.run_id)],
    )


def each(values: Iterable[str]) -> Samples:
    """Count how often each value comes."""
    return {(value,): float(number) for value, number in Counter(values).items()}


def one(number: float) -> Samples:
    """Give a number that has no labels."""
    return {(): float(number)}


def sums(pairs: Iterable[tuple[str, float]]) -> Samples:
    """Add up the numbers of each name."""
    found: dict[tuple[str, ...], float] = {}
    for name, value in pairs:
        found[(name,)] = round(found.get((name,), 0.0) + value, 6)
    return found


def share(part: str, samples: Samples) -> Samples:
    """Give the share of one among all samples; nothing where there are none."""
    whole = sum(samples.values())
    return {(): round(samples.get((part,), 0.0) / whole, 6)} if whole else {}


def task_states(known: Record) -> Samples:
    """Count the tasks by what they are by now."""
    return each(task_state(task, known.states[task.run_id]) for task in known.tasks)


def attempts(known: Record) -> Samples:
    """Count the turns that ended, by how they came to their conversation and what came of them."""
    pairs = Counter((attempt.how, attempt.outcome or "") for attempt in known.ended)
    return {pair: float(number) for pair, number in pairs.items()}


def resumes(known: Record) -> Samples:
    """Count what came of every conversation that was to go on.

    One that was not even tried, since its time was over, is lost too; one that was tried and lost counts once.
    """
    found: list[str] = []
    for turns in known.turns():
        for before, turn in zip([None, *turns], turns, strict=False):
            is_told = before is not None and before.outcome == LOST_CONVERSATION
            if turn.how in (CONTINUE, FORK) and turn.outcome is not None:
                found.append(LOST if turn.outcome == LOST_CONVERSATION else RESUMED)
            elif turn.how == FALLBACK and not is_told:
                found.append(LOST)
    return each(found)


def continuity(known: Record) -> Samples:
    """Tell for each task that had a conversation to go on with whether it did."""
    followers = [turns for turns in known.turns() if turns[0].how != START]
    return each(REBUILT if any(turn.how in (FALLBACK, RENEW) for turn in turns) else CONTINUED for turns in followers)


def costs(known: Record) -> Samples:
    """Add up what the turns of each plan cost."""
    plans = {run.run_id: run.plan for run in known.runs}
    return sums((plans[attempt.run_id], attempt.cost) for attempt in known.attempts)


def tokens(known: Record) -> Samples:
    """Add up the tokens of all turns, by kind."""
    return {
        (name.removesuffix("_tokens"),): float(sum(getattr(attempt, name) for attempt in known.attempts))
        for name in TOKENS
    }


def faults(known: Record) -> Samples:
    """Count the faults that were found among references."""
    return one(sum(len(_references_of(task).get("faults", [])) for task in known.tasks))


def references(known: Record) -> Samples:
    """Count the references that were checked."""
    return one(sum(_references_of(task).get("checked", 0) for task in known.tasks))


def _references_of(task: TaskRun) -> dict[str, Any]:
    return summary_of(task).get("references") or {}
