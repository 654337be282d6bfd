"""How the values of settings are written, in files and in the environment, and what each of them takes."""

from __future__ import annotations

from covey.settings import CHOICES, MOMENTS, SECRET, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.settings import Setting

LONGEST_SECONDS = 366 * 86400.0
LONGEST_DAYS = 36600
LONGEST_TEXT = 200
LARGEST_BUDGET = 1e6
REDIS = ("redis://", "rediss://", "unix://")


def value_of(name: str, text: str, *, from_file: bool = False) -> object:
    """Read a setting's value; raise ValueError that says what it takes."""
    default = getattr(Settings, name)
    if isinstance(default, tuple):
        return tuple(text.split("\n")) if from_file else _read_list(name, text)
    text = text.strip()
    if name in READERS:
        return READERS[name](text)
    if isinstance(default, float):
        return _read_seconds(text)
    if text not in CHOICES[name]:
        raise ValueError(f"takes one of {', '.join(CHOICES[name])}")
    return text


def _read_list(name: str, text: str) -> tuple[str, ...]:
    return tuple(checked_part(name, part) for part in text.split(":") if part.strip())


def checked_part(name: str, text: str) -> str:
    """Give one entry of a setting that is a list, as it is kept; raise ValueError for one that cannot be."""
    return CHECKS.get(name, checked_pattern)(text)


def checked_folder(text: str) -> str:
    """Give a folder as it is kept, relative to the worktree's root; raise ValueError for what names none in it."""
    folder = text.strip().strip("/")
    parts = folder.split("/")
    if not folder.isprintable() or len(folder) > LONGEST_TEXT or {"", ".", ".."} & set(parts):
        raise ValueError(f"takes folders within the worktree, of at most {LONGEST_TEXT} printable characters")
    return folder


def checked_pattern(text: str) -> str:
    """Give a pattern as it is compared, from the worktree's root; raise ValueError for one that cannot be.

    As in .gitignore, one without a slash before its end is looked for in every folder, and a leading slash means the
    root.
    """
    from covey.errors import UserError  # noqa: PLC0415 - most settings are no patterns; ADR 0003
    from covey.model.pattern import anchor  # noqa: PLC0415 - the same

    pattern = text.strip()
    if not pattern or len(pattern) > LONGEST_TEXT or not pattern.isprintable():
        raise ValueError(f"takes path patterns of at most {LONGEST_TEXT} printable characters")
    pattern = pattern.removeprefix("/") if "/" in pattern[:-1] else f"**/{pattern}"
    try:
        anchor(pattern)
    except UserError as error:
        raise ValueError(f"takes path patterns: {error.message}") from error
    return pattern


def _read_text(text: str) -> str:
    if len(text) > LONGEST_TEXT or not text.isprintable():
        raise ValueError(f"takes at most {LONGEST_TEXT} printable characters")
    return text


def _read_days(text: str) -> int:
    days = int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_TEXT else -1
    if not 0 < days <= LONGEST_DAYS:
        raise ValueError(f"takes a whole number of days above 0, and at most {LONGEST_DAYS}")
    return days


def _read_seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_SECONDS:
        raise ValueError(f"takes a number of seconds above 0, and at most {LONGEST_SECONDS:.0f} (a year)")
    return seconds


def _read_at_once(text: str) -> int:
    from covey.model.plan import MOST_AT_ONCE  # noqa: PLC0415 - few set it; ADR 0003

    number = int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_TEXT else 0
    if not 0 < number <= MOST_AT_ONCE:
        raise ValueError(f"takes a whole number from 1 to {MOST_AT_ONCE}")
    return number


def _read_dollars(text: str) -> float:
    try:
        dollars = float(text)
    except ValueError:
        dollars = -1.0
    if not 0 <= dollars <= LARGEST_BUDGET:
        raise ValueError(f"takes US dollars from 0 (no budget) to {LARGEST_BUDGET:.0f}")
    return dollars


def _read_redis(text: str) -> str:
    is_url = text.startswith(REDIS) and text.isprintable() and " " not in text and len(text) <= LONGEST_TEXT
    if text and not is_url:
        raise ValueError(f"takes the URL of a Redis, which begins with {', '.join(REDIS)}, or nothing")
    return text


def without_secrets(url: str) -> str:
    """Give a URL without user, password and options, such as it may be shown."""
    place, _, options = url.partition("?")
    scheme, mark, rest = place.partition("://") if "://" in place else ("", "", place)
    if "@" in options:
        return f"{scheme}{mark}…"  # a password may begin before the question mark
    return f"{scheme}{mark}{rest.rpartition('@')[2]}{'?…' if options else ''}"


def shown(setting: Setting) -> object:
    """Give a setting's value such as it may be shown."""
    return without_secrets(str(setting.value)) if setting.name in SECRET else setting.value


def _read_moments(text: str) -> str:
    parts = [part.strip() for part in text.split(",")]
    unknown = [part for part in parts if part not in MOMENTS]
    if unknown:
        raise ValueError(f"takes {', '.join(MOMENTS)}; not {', '.join(unknown)}")
    return ",".join(parts)


def checked_tool(text: str) -> str:
    """Give a tool with the fields of its input that name files, `TOOL=FIELD,FIELD`; raise ValueError for any other."""
    tool, _, fields = text.strip().partition("=")
    names = [name.strip() for name in fields.split(",")]
    letters = tool.replace("*", "").replace("-", "_")
    if not letters.isidentifier() or not all(name.isidentifier() for name in names) or len(text) > LONGEST_TEXT:
        raise ValueError("takes tools with the fields that name files, such as mcp__files__write=path")
    return f"{tool}={','.join(names)}"


CHECKS = {"areas": checked_folder, "write_tools": checked_tool}
"""How an entry of a list is read that is no path pattern."""

READERS: dict[str, Callable[[str], object]] = {
    "release_on": _read_moments,
    "kg_context": _read_text,
    "retention_days": _read_days,
    "sessions_at_once": _read_at_once,
    "daily_budget": _read_dollars,
    "plan_sessions": _read_redis,
}
"""How a setting is read that is no list, no choice and no number of seconds."""
