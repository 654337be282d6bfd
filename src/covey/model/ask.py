"""One turn of a conversation that is asked for."""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.outcome import Usage


class Ask(Value):
    """The prompt as it was written, what is told before it, and the bounds; seconds, US dollars, absolute paths.

    `conversation` is resumed, or forked where `fork` is set; None begins a new one. `before` is what is known of the
    conversation's usage until now. `folder` belongs to this turn alone: a turn that was begun with it, whose caller was
    killed, is taken up there instead of being asked again. `schema` asks for an answer in this JSON schema.
    """

    folder: str
    project: str
    prompt: str
    preface: tuple[str, ...] = ()
    conversation: str | None = None
    fork: bool = False
    before: Usage | None = None
    model: str = ""
    permission_mode: str = "acceptEdits"
    allowed_tools: tuple[str, ...] = ()
    budget: float | None = None
    timeout: float = 3600.0
    schema: str = ""
