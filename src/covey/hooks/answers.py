"""What a hook says back, in the JSON that Claude Code reads (reference: hooks, output)."""

from __future__ import annotations

from _json import encode_basestring_ascii as quoted


def deny(reason: str) -> str:
    """Stop the tool call; the model is told the reason."""
    return _decision("deny", reason)


def ask(reason: str) -> str:
    """Let a person decide."""
    return _decision("ask", reason)


def _decision(decision: str, reason: str) -> str:
    inner = f'"permissionDecision":"{decision}","permissionDecisionReason":{_told(reason)}'
    return f'{{"hookSpecificOutput":{{"hookEventName":"PreToolUse",{inner}}}}}'


def context(event: str, text: str) -> str:
    """Add a text to what the model knows."""
    return f'{{"hookSpecificOutput":{{"hookEventName":{quoted(event)},"additionalContext":{_told(text)}}}}}'


def _told(text: str) -> str:
    """Write a text for the model, and what the words of other sessions in it are."""
    from covey.coordination.words import explained  # noqa: PLC0415 - most edits say nothing; ADR 0003

    return quoted(explained(text))


def told(event: str, text: str, message: str = "") -> str:
    """Add a text to what the model knows, and show a message to the person; either may be empty."""
    if not message:
        return context(event, text) if text else ""
    if not text:
        return tell_user(message)
    return f"{context(event, text)[:-1]},{tell_user(message)[1:]}"


def tell_user(text: str) -> str:
    """Show a text to the person at the terminal."""
    return f'{{"systemMessage":{quoted(text)}}}'
