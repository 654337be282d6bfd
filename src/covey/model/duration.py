"""Lengths of time as people write them: 90s, 15m, 2h, 3d."""

from __future__ import annotations

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST = 366 * UNITS["d"]
FORMS = "90s, 15m, 2h or 3d"


def seconds_of(text: str) -> float:
    """Read a number with a unit; raise ValueError for what is none, or is longer than a year."""
    number, unit = text[:-1], text[-1:]
    digits = number.replace(".", "", 1)
    if unit not in UNITS or not (digits.isascii() and digits.isdigit() and number[0] != "." and number[-1] != "."):
        raise ValueError(f"{text} is not a length of time; write {FORMS}")
    seconds = float(number) * UNITS[unit]
    if seconds > LONGEST:
        raise ValueError(f"{text} is longer than a year")
    return seconds
