"""When a usage limit ends, read from the words in which the client tells its user."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import tzinfo

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Such as "resets 3:45pm (Europe/Berlin)"; beyond a day "resets Dec 2, 3pm", beyond the year "resets Jan 2, 2027, 3pm".
WORDS = re.compile(
    r"\bresets (?:at )?(?:(?P<month>[A-Z][a-z]{2})[a-z]* (?P<day>\d{1,2}),?(?: (?P<year>\d{4}),?)?(?: at)? )?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))? ?(?P<half>[ap])m\b(?: \((?P<zone>[\w/+-]+)\))?",
    re.IGNORECASE,
)
EPOCH = re.compile(r"usage limit reached\|(\d{10})\b")


def reset_time(words: str, now: datetime) -> float | None:
    """Give the time (seconds since 1970) that the words name, the next such after `now`; None where they name none.

    A time of day without a zone is one of `now`'s zone.
    """
    if stamp := EPOCH.search(words):
        return float(stamp[1])
    found = WORDS.search(words)
    if found is None:
        return None
    here = now.astimezone(_zone(found["zone"]) or now.tzinfo)
    try:
        return _next(found, here).timestamp()
    except ValueError:
        return None


def _next(found: re.Match[str], here: datetime) -> datetime:
    hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    moment = here.replace(hour=hour, minute=int(found["minute"] or 0), second=0, microsecond=0)
    if found["month"] is None:
        return moment if moment > here else moment + timedelta(days=1)
    moment = moment.replace(month=MONTHS.index(found["month"].lower()) + 1, day=int(found["day"]))
    if found["year"]:
        return moment.replace(year=int(found["year"]))
    return moment if moment > here else moment.replace(year=here.year + 1)


def _zone(name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # there is none of this name, or this machine knows no zones
        return None
