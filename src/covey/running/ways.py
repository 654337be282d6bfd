"""Which conversation a turn goes on with, and what it is told first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.model import outcome as kinds
from covey.model import run as states
from covey.model.value import Value
from covey.running import telling
from covey.running.context import Past, rebuilt
from covey.running.proof import TASK

if TYPE_CHECKING:
    from covey.running.means import Means
    from covey.running.standing import Standing

FULL = 0.8
"""A conversation that fills more of its window than this is renewed before the next task, with its context rebuilt."""

EXPIRED, LOST, TOO_LARGE, NONE_KEPT = "expired", "lost", "too large", "none kept"
"""Why a turn does not go on with the conversation before: few words, since they are counted by them."""


class Way(Value):
    """How a turn comes to its conversation (model/run.py names the kinds); `source` is what it resumes or forks."""

    how: str
    source: str | None = None
    reason: str = ""
    preface: tuple[str, ...] = ()


def way(means: Means, standing: Standing, task_id: str, purpose: str) -> Way:
    """Find the way of a task's next turn."""
    own = standing.attempts_of(task_id)
    if not means.provider.keeps_conversations:
        return _rebuilt(standing, task_id, purpose, Way(states.START, None, NONE_KEPT))
    if own and own[-1].outcome == kinds.LOST_CONVERSATION:
        return _rebuilt(standing, task_id, purpose, Way(states.FALLBACK, None, LOST))
    has_begun = standing.tasks[task_id].conversation is not None
    before = task_id if has_begun else standing.courses[task_id].base
    if before is None:
        return Way(states.START, preface=_told(standing, task_id))
    session = means.sessions.get(standing.tasks[before].line)
    if session is None or session.conversation is None:
        reason = EXPIRED if standing.tasks[before].conversation else NONE_KEPT
        return _rebuilt(standing, task_id, purpose, Way(states.FALLBACK, None, reason))
    if has_begun:
        return Way(states.CONTINUE, session.conversation, preface=_broken_off(means, standing, task_id))
    return _next(standing, task_id, session.conversation)


def _next(standing: Standing, task_id: str, conversation: str) -> Way:
    """Go on with the conversation of the task before, or leave it as it is."""
    if _is_full(standing, conversation):
        return _rebuilt(standing, task_id, TASK, Way(states.RENEW, None, TOO_LARGE))
    how = states.FORK if standing.courses[task_id].forks else states.CONTINUE
    return Way(how, conversation, preface=_told(standing, task_id))


def _is_full(standing: Standing, conversation: str) -> bool:
    usage = standing.usage(conversation)
    return usage is not None and usage.context_tokens > FULL * usage.context_window > 0


def _told(standing: Standing, task_id: str) -> tuple[str, ...]:
    told = standing.courses[task_id].told
    return tuple(telling.done_elsewhere(standing.task(each), standing.summary(each)) for each in told)


def _broken_off(means: Means, standing: Standing, task_id: str) -> tuple[str, ...]:
    last = standing.attempts_of(task_id)[-1]
    said = telling.broken_off(last, standing.summary(task_id).files, means.now())
    return (said,) if said else ()


def _rebuilt(standing: Standing, task_id: str, purpose: str, plain: Way) -> Way:
    """Tell a new conversation all that was done before; of its own task too, where that had been begun."""
    course = standing.courses[task_id]
    known = {each for turn in course.turns for each in (turn, *standing.courses[turn].told)} - {task_id}
    if purpose != TASK:
        known.add(task_id)
    past = [_past(standing, each) for each in standing.courses if each in known]
    text = rebuilt(standing.plan.project, past, happened=telling.rebuilt_because(plain.reason))
    return plain.but(preface=(text,) if past else ())


def _past(standing: Standing, task_id: str) -> Past:
    summary = standing.summary(task_id)
    verified = ", ".join(each.command for each in summary.verify if each.status == 0)
    return Past(task_id, standing.task(task_id).prompt, summary.said, tuple(summary.files), verified)
