"""One turn of a task: asked for, or taken up where a killed process left it, and what came of it written down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from covey.errors import BugError
from covey.model import outcome as kinds
from covey.model import run as states
from covey.model.ask import Ask
from covey.model.event import Event
from covey.model.outcome import Outcome, Usage
from covey.model.run import Attempt
from covey.running import attribution, budget, changes, retrying
from covey.running.ways import way
from covey.running.whole_file import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.running.means import Means
    from covey.running.provider import Onlooker
    from covey.running.standing import Standing
    from covey.running.ways import Way

ASK = "ask.json"
BEFORE = "before.json"


def begin(means: Means, standing: Standing, task_id: str, purpose: str, prompt: str) -> Attempt:
    """Write down a turn that is to be asked for: its folder first, so that a row always has one."""
    chosen = way(means, standing, task_id, purpose)
    number = len(standing.attempts_of(task_id)) + 1
    _seen_before(means, standing, task_id)  # what was there is seen at the first turn
    folder = task_folder(means, standing, task_id) / str(number)
    run_id, now = standing.run.run_id, means.now()
    attempt = Attempt(run_id, task_id, number, purpose, chosen.how, chosen.source, chosen.reason, str(folder), now)
    with means.write() as tx:
        limit = budget.reserve(tx, standing.plan, standing.task(task_id), run_id, means.day())
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        ask = _ask(standing, attempt, prompt, chosen).but(budget=limit)
        replace(folder / ASK, [json.dumps(ask.as_dict(), default=Usage.as_dict)])
        tx.plans.save_attempt(attempt.but(reserved=limit or 0.0))
        if chosen.how in (states.FALLBACK, states.RENEW):
            detail = f"task {task_id} of {standing.plan.name} begins a new one: {chosen.reason}"
            tx.append(Event(now, "conversation.rebuilt", workspace=standing.run.workspace, detail=detail))
    return attempt.but(reserved=limit or 0.0)


def carry_out(means: Means, standing: Standing, attempt: Attempt, onlooker: Onlooker) -> Outcome:
    """Ask for a turn that was written down, or take it up where it stands, to its end; write down what came of it."""
    try:
        ask = _read(Path(attempt.folder))
    except (OSError, ValueError, TypeError) as error:
        outcome = Outcome(kinds.CUT_OFF, detail=f"what was asked cannot be read any more: {error}")
    else:
        outcome = means.provider.carry_out(ask, onlooker)
    _close(means, standing, attempt, outcome)
    return outcome


def prompt_of(attempt: Attempt) -> str:
    """Give the prompt of a turn, as it was asked; raise BugError where it is not there any more."""
    try:
        return _read(Path(attempt.folder)).prompt
    except (OSError, ValueError, TypeError) as error:
        raise BugError(f"{attempt.folder}/{ASK} cannot be read: {error}") from error


def folder_of(attempt: Attempt) -> Path:
    """Give the folder of a turn."""
    return Path(attempt.folder)


def _ask(standing: Standing, attempt: Attempt, prompt: str, chosen: Way) -> Ask:
    task = standing.task(attempt.task_id)
    return Ask(
        folder=attempt.folder,
        project=standing.plan.project,
        prompt=prompt,
        preface=chosen.preface,
        conversation=chosen.source,
        fork=chosen.how == states.FORK,
        before=standing.usage(chosen.source),
        model=task.model,
        permission_mode=task.permission_mode,
        allowed_tools=task.allowed_tools,
        timeout=task.timeout,
    )


def _read(folder: Path) -> Ask:
    data = json.loads((folder / ASK).read_text(encoding="utf-8"))
    usage = data["before"]
    lists = {name: tuple(data[name]) for name in ("preface", "allowed_tools")}
    whole = data | lists | {"before": Usage(**usage) if usage else None}
    return Ask(**whole)


def _close(means: Means, standing: Standing, attempt: Attempt, outcome: Outcome) -> None:
    _keep_conversation(means, standing, attempt, outcome)
    changed = changes_of(means, standing, attempt.task_id)
    with means.write() as tx:
        ended = attempt.but(
            ended=means.now(), outcome=outcome.kind, detail=outcome.detail, conversation=outcome.session_id
        )
        tx.plans.save_attempt(ended.but(**outcome.usage.as_dict()))
        tasks = tx.plans.tasks(attempt.run_id)
        mine = next(each for each in tasks if each.task_id == attempt.task_id)
        kept = outcome.session_id or mine.conversation
        own = attribution.Done(outcome.output, changed, outcome.denials, _in_project(standing, outcome.wrote))
        for task in attribution.attributed(mine.but(conversation=kept), own, tasks):
            tx.plans.save_task(task)
    if outcome.kind == kinds.RATE_LIMITED:
        row = [*standing.attempts_of(attempt.task_id)[: attempt.number - 1], ended]
        until = retrying.limit_ends(row, outcome.resets, means.now())
        means.pool.close_gate(attempt.run_id, attempt.task_id, until, outcome.detail)


def _keep_conversation(means: Means, standing: Standing, attempt: Attempt, outcome: Outcome) -> None:
    line = standing.tasks[attempt.task_id].line
    if outcome.session_id is not None:
        if means.sessions.get(line) is None:
            means.sessions.create(line, standing.plan.project)
        means.sessions.update_conversation(line, outcome.session_id)


def _in_project(standing: Standing, wrote: Sequence[str]) -> tuple[str, ...]:
    """Give files relative to the project, those outside as they are."""
    project = Path(standing.plan.project).resolve()
    resolved = (Path(standing.plan.project, each).resolve() for each in wrote)
    return tuple(str(each.relative_to(project)) if each.is_relative_to(project) else str(each) for each in resolved)


def changes_of(means: Means, standing: Standing, task_id: str) -> dict[str, str]:
    """Say what changed in the project since a task began."""
    return changes.changed(_seen_before(means, standing, task_id), changes.seen(standing.plan.project))


def _seen_before(means: Means, standing: Standing, task_id: str) -> changes.Seen:
    return changes.seen_before(task_folder(means, standing, task_id) / BEFORE, standing.plan.project)


def task_folder(means: Means, standing: Standing, task_id: str) -> Path:
    """Give the folder of a task: its number's, since its id may be anything."""
    return means.folder(standing.run.run_id) / str(standing.tasks[task_id].number)
