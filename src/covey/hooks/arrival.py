"""Who calls: the session, its process and its place, as its hook can tell."""

from __future__ import annotations

import os

from covey.coordination.identity import client_process
from covey.coordination.places import LONGEST_PATH
from covey.coordination.registry import Arrival
from covey.settings import claude_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.hooks.door import Visit


def arrival_of(visit: Visit) -> Arrival:
    """Describe the session that a call comes from."""
    call = visit.call
    process = client_process(call.session_id, os.environ, visit.machine, claude_folder(os.environ), os.getpid())
    transcript = call.text("transcript_path")
    return Arrival(
        session_id=call.session_id,
        path=call.cwd or os.getcwd(),
        process=process,
        model=call.word("model") or None,
        kind="headless" if os.environ.get("CLAUDE_CODE_ENTRYPOINT", "").startswith("sdk") else "interactive",
        transcript=transcript if 0 < len(transcript) <= LONGEST_PATH else None,
        source=call.word("source") or "startup",
    )
