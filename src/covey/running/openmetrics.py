"""Metrics as OpenMetrics text, which Prometheus and its kin read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.openmetrics.exposition import generate_latest  # type: ignore[reportUnknownVariableType]

from covey.running.metrics import COUNTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from prometheus_client.metrics_core import Metric


class _Rows:
    """A collector of rows that are counted already."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self._rows = rows

    def collect(self) -> Iterable[Metric]:
        return map(_family, self._rows)


def text(rows: Sequence[dict[str, Any]]) -> str:
    """Write rows of metrics."""
    registry = CollectorRegistry()
    registry.register(_Rows(rows))
    return cast("bytes", generate_latest(registry)).decode()


def _family(row: dict[str, Any]) -> Metric:
    family = (CounterMetricFamily if row["type"] == COUNTER else GaugeMetricFamily)(
        row["name"], row["help"], labels=row["labels"]
    )
    for sample in row["samples"]:
        family.add_metric(list(sample["labels"].values()), sample["value"])
    return family
