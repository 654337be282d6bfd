"""The metrics of plans: their names, types and meanings, each with how it is counted (S2-11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from covey.model.outcome import RATE_LIMITED
from covey.model.run import FALLBACK
from covey.running import figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.running.figures import Record, Samples

COUNTER, GAUGE = "counter", "gauge"


@dataclass(frozen=True)
class Metric:
    """One metric: its name, type, meaning and labels, and how its samples are counted."""

    name: str
    kind: str
    help: str
    count: Callable[[Record], Samples]
    labels: tuple[str, ...] = ()


def rows(known: Record) -> list[dict[str, Any]]:
    """Give every metric with its samples, as `metrics --json` does."""
    return [
        {
            "name": metric.name,
            "type": metric.kind,
            "help": metric.help,
            "labels": list(metric.labels),
            "samples": [
                {"labels": dict(zip(metric.labels, values, strict=True)), "value": value}
                for values, value in sorted(metric.count(known).items())
            ],
        }
        for metric in METRICS
    ]


METRICS = (
    Metric(
        "covey_plan_sessions",
        GAUGE,
        "Conversations of plans that can be resumed now",
        lambda known: figures.one(len(known.sessions)),
    ),
    Metric(
        "covey_plan_runs",
        GAUGE,
        "Runs by state",
        lambda known: figures.each(known.states.values()),
        ("state",),
    ),
    Metric(
        "covey_plan_tasks",
        GAUGE,
        "Tasks by state",
        figures.task_states,
        ("state",),
    ),
    Metric(
        "covey_plan_attempts_total",
        COUNTER,
        "Turns that ended, by how they came to their conversation and what came of them",
        figures.attempts,
        ("how", "outcome"),
    ),
    Metric(
        "covey_plan_retries_total",
        COUNTER,
        "Turns after the first of their task",
        lambda known: figures.one(sum(len(turns) - 1 for turns in known.turns())),
    ),
    Metric(
        "covey_plan_usage_limits_total",
        COUNTER,
        "Turns that ended at a usage limit",
        lambda known: figures.one(sum(attempt.outcome == RATE_LIMITED for attempt in known.attempts)),
    ),
    Metric(
        "covey_plan_resumes_total",
        COUNTER,
        "Conversations that were to go on: resumed, or lost or expired",
        figures.resumes,
        ("result",),
    ),
    Metric(
        "covey_plan_resume_success_ratio",
        GAUGE,
        "Share of those that were resumed",
        lambda known: figures.share(figures.RESUMED, figures.resumes(known)),
    ),
    Metric(
        "covey_plan_fallbacks_total",
        COUNTER,
        "New conversations with rebuilt context, by why the one before was left",
        lambda known: figures.each(attempt.reason for attempt in known.attempts if attempt.how == FALLBACK),
        ("reason",),
    ),
    Metric(
        "covey_plan_continuations_total",
        COUNTER,
        "Tasks with a conversation to go on with: continued in it, or in a new one with rebuilt context",
        figures.continuity,
        ("result",),
    ),
    Metric(
        "covey_plan_continuity_ratio",
        GAUGE,
        "Share of those that continued in it",
        lambda known: figures.share(figures.CONTINUED, figures.continuity(known)),
    ),
    Metric("covey_plan_cost_dollars_total", COUNTER, "What the turns cost, by plan", figures.costs, ("plan",)),
    Metric("covey_plan_tokens_total", COUNTER, "Tokens of the turns, by kind", figures.tokens, ("kind",)),
    Metric(
        "covey_plan_references_checked_total", COUNTER, "References among files that were checked", figures.references
    ),
    Metric(
        "covey_plan_reference_faults_total",
        COUNTER,
        "Missing imports and unknown names that were found",
        figures.faults,
    ),
)
"""Every metric; docs/how-to/watch-metrics.md has them in a table."""
