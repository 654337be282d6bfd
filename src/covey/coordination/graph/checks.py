"""What a graph takes as names and as observations; nothing is cut or changed on the way."""

from __future__ import annotations

from covey.errors import UserError

LONGEST_NAME, LONGEST_OBSERVATION = 1000, 1_000_000


def checked_name(name: str) -> str:
    """Give the name or type of an entity, or the type of a relation; raise UserError for what can be none."""
    return _checked(name, "a name", LONGEST_NAME)


def checked_text(text: str) -> str:
    """Give an observation; raise UserError for what can be none."""
    return _checked(text, "an observation", LONGEST_OBSERVATION)


def _checked(text: str, what: str, longest: int) -> str:
    if not text.strip():
        raise UserError(f"{what} is empty", hint="it needs at least one character", code="bad_graph")
    if len(text) > longest:
        said = f"{what} has {len(text)} characters: {text[:40]!r}…"
        raise UserError(said, hint=f"it may have {longest}", code="bad_graph")
    if "\0" in text or not _is_unicode(text):
        hint = "NUL and halves of surrogate pairs cannot be kept"
        raise UserError(f"{what} holds what is no text: {text[:40]!r}", hint=hint, code="bad_graph")
    return text


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
