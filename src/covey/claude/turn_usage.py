"""What a turn took: its own share of figures that the client may give for the whole conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from covey.claude.foreign import as_dict
from covey.model.outcome import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.claude.seen import Seen

OF_MESSAGE = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
OF_MODEL = ("inputTokens", "outputTokens", "cacheReadInputTokens", "cacheCreationInputTokens")
LARGEST = 1e15

Counts = tuple[int, int, int, int]


def usage_of(seen: Seen, before: Usage | None) -> Usage:
    """Give a turn's usage, told what the conversation had used before it.

    Newer clients restore cost and tokens of a conversation when they resume it, older ones begin anew; whichever lies
    nearer to what this turn's own messages say is what this client did.
    """
    result = seen.results[-1] if seen.results else {}
    by_model = [as_dict(each) for each in as_dict(result.get("modelUsage")).values()]
    own = _sum(_counts(each, OF_MESSAGE) for each in seen.usages.values())
    told = _sum(_counts(each, OF_MODEL) for each in by_model)
    total, cost = sum(told), _number(result.get("total_cost_usd"))
    known = before or Usage()
    is_whole = abs(total - known.total_tokens - sum(own)) < abs(total - sum(own))
    counts = _counts(as_dict(result.get("usage")), OF_MESSAGE)
    counts = counts if any(counts) else own
    return Usage(
        *counts,
        cost=max(0.0, cost - known.total_cost) if is_whole else cost,
        turns=round(_number(result.get("num_turns"))) or len(seen.usages),
        total_cost=cost if is_whole else known.total_cost + cost,
        total_tokens=total if is_whole else known.total_tokens + total,
        context_tokens=sum(_counts(seen.last_usage, OF_MESSAGE)),
        context_window=max((round(_number(each.get("contextWindow"))) for each in by_model), default=0),
    )


def _counts(told: Mapping[str, Any], names: tuple[str, str, str, str]) -> Counts:
    one, two, three, four = (round(_number(told.get(name))) for name in names)
    return one, two, three, four


def _sum(many: Any) -> Counts:
    one, two, three, four = (sum(column) for column in zip((0, 0, 0, 0), *many, strict=True))
    return one, two, three, four


def _number(value: object) -> float:
    """Give a number that can be one of tokens or dollars; 0 for anything else."""
    return float(value) if isinstance(value, (int, float)) and 0 < value < LARGEST else 0.0
