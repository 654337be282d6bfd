"""Points in time: what a clock read, and how we write it down."""

from __future__ import annotations

import time

from covey.model.value import Value


class Moment(Value):
    """One reading of the clocks: seconds since 1970, and seconds that this boot was awake (sleep not counted)."""

    wall: float
    awake: float


def rfc3339(wall: float) -> str:
    """Write a time as RFC 3339 in UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(wall))


def clock_time(wall: float, now: float) -> str:
    """Write a time as people here read it off the wall, such as 10:30, with the date where that is not today's."""
    is_today = local_date(wall) == local_date(now)
    return time.strftime("%H:%M" if is_today else "%Y-%m-%d %H:%M", time.localtime(wall))


def local_date(wall: float) -> str:
    """Write the date that people here had at a time, such as 2026-11-20."""
    return time.strftime("%Y-%m-%d", time.localtime(wall))


def lasting(seconds: float) -> str:
    """Say a length of time in the largest unit that fits: 40 seconds, 15 minutes, 2 hours, 3 days."""
    for unit, size, smaller in (("day", 86400, 3600), ("hour", 3600, 60), ("minute", 60, 1)):
        if round(seconds / smaller) * smaller >= size:  # 59.7 minutes are 1 hour, not 60 minutes
            count = round(seconds / size)
            return f"{count} {unit}{'s' * (count != 1)}"
    count = max(0, round(seconds))
    return f"{count} second{'s' * (count != 1)}"
