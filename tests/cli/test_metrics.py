"""Figures about plans, for programs that watch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prometheus_client.openmetrics.parser import text_string_to_metric_families as parsed  # type: ignore[reportUnknownVariableType]

from covey.model.plan import Task
from covey.model.run import FALLBACK, Attempt
from covey.running.metrics import METRICS

from .conftest import MARCH
from .ran import much_happened, ran
from .test_looks import HOSTILE

if TYPE_CHECKING:
    from .conftest import Office

PAGE = Path(__file__).parents[2] / "docs/how-to/watch-metrics.md"


def samples(text: str) -> dict[str, float]:
    """Read OpenMetrics text, as Prometheus does."""
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in parsed(text)
        for sample in family.samples
    }


def of(rows: list[dict[str, Any]], name: str) -> dict[str, float]:
    """Give the samples of one metric by their labels."""
    (row,) = [row for row in rows if row["name"] == name]
    return {" ".join(sample["labels"].values()): sample["value"] for sample in row["samples"]}


def test_the_metrics_are_open_metrics_and_count_what_happened(office: Office, shop: Path) -> None:
    much_happened(office, shop)
    assert samples(office.covey("metrics").out) == {
        "covey_plan_sessions": 1,
        "covey_plan_runs running": 1,
        "covey_plan_tasks done": 2,
        "covey_plan_tasks failed": 1,
        "covey_plan_tasks skipped": 2,
        "covey_plan_tasks running": 1,
        "covey_plan_attempts_total start done": 1,
        "covey_plan_attempts_total fallback done": 1,
        "covey_plan_attempts_total fork done": 1,
        "covey_plan_attempts_total continue done": 1,
        "covey_plan_attempts_total fork lost_conversation": 1,
        "covey_plan_attempts_total fork rate_limited": 1,
        "covey_plan_retries_total": 3,
        "covey_plan_usage_limits_total": 1,
        "covey_plan_resumes_total resumed": 3,
        "covey_plan_resumes_total lost": 1,
        "covey_plan_resume_success_ratio": 0.75,
        "covey_plan_fallbacks_total lost": 1,
        "covey_plan_continuations_total continued": 1,
        "covey_plan_continuations_total rebuilt": 1,
        "covey_plan_continuity_ratio": 0.5,
        "covey_plan_cost_dollars_total shop-api": 0.41,
        "covey_plan_tokens_total input": 1000,
        "covey_plan_tokens_total output": 200,
        "covey_plan_tokens_total cache_read": 4000,
        "covey_plan_tokens_total cache_created": 0,
        "covey_plan_references_checked_total": 20,
        "covey_plan_reference_faults_total": 1,
    }


def test_an_expired_conversation_counts_as_one_that_was_not_resumed(office: Office, shop: Path) -> None:
    run = ran(office, shop, tasks=(Task("a", "p"),))
    with office.desk() as desk:
        desk.tx.plans.save_attempt(
            Attempt(run.run_id, "a", 1, "task", FALLBACK, "c-1", "expired", "/f", MARCH, ended=MARCH, outcome="done")
        )
    rows = office.json("metrics").data
    assert of(rows, "covey_plan_resumes_total") == {"lost": 1}
    assert of(rows, "covey_plan_resume_success_ratio") == {"": 0}
    assert of(rows, "covey_plan_fallbacks_total") == {"expired": 1}


def test_what_was_interrupted_is_not_counted_as_running(office: Office, shop: Path) -> None:
    gone = office.dead()
    much_happened(office, shop, host=gone.host, pid=gone.pid, pid_start=gone.start)
    rows = office.json("metrics").data
    assert of(rows, "covey_plan_runs") == {"interrupted": 1}
    assert of(rows, "covey_plan_tasks") == {"done": 2, "failed": 1, "interrupted": 1, "skipped": 2}


def test_where_no_plan_was_run_nothing_is_made_up(office: Office) -> None:
    found = samples(office.covey("metrics").out)
    assert not {name for name, value in found.items() if value}
    assert "covey_plan_resume_success_ratio" not in found


def test_json_has_the_same_numbers(office: Office, shop: Path) -> None:
    much_happened(office, shop)
    told = {
        " ".join([row["name"], *sample["labels"].values()]): sample["value"]
        for row in office.json("metrics").data
        for sample in row["samples"]
    }
    assert told == samples(office.covey("metrics").out)


def test_a_hostile_name_breaks_no_line(office: Office, shop: Path) -> None:
    run = ran(office, shop, tasks=(Task("a", "p"),), plan=f'{HOSTILE}"\\')
    with office.desk() as desk:
        desk.tx.plans.save_attempt(Attempt(run.run_id, "a", 1, "task", "start", None, "", "/f", MARCH, cost=0.5))
    assert samples(office.covey("metrics").out)[f'covey_plan_cost_dollars_total {HOSTILE}"\\'] == 0.5


def test_a_file_of_metrics_is_replaced_whole(office: Office, shop: Path) -> None:
    much_happened(office, shop)
    file = shop / "covey.prom"
    file.write_text("old")
    assert office.covey("metrics", "--output", str(file)).out == f"{file} has 15 metrics.\n"
    assert samples(file.read_text()) == samples(office.covey("metrics").out)
    assert [path.name for path in shop.iterdir() if path.name != ".git"] == ["covey.prom"]
    answer = office.json("metrics", "--output", str(shop / "no/such/folder.prom"))
    assert (answer.status, answer.envelope["status"]) == (75, "error")


def test_the_page_on_metrics_has_each_in_its_table() -> None:
    rows = re.findall(r"^\| `(covey_\w+)` \| (\w+) \| (.*) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [
        (metric.name, metric.kind, ", ".join(f"`{label}`" for label in metric.labels), metric.help)
        for metric in METRICS
    ]
