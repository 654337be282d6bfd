"""A naive lock, to compare with: a hook that denies an edit of what another session holds, and says nothing more.

`bare_deny.py FOLDER` keeps the locks there, one file for each, until the session that holds them ends.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any


def main(folder: Path, call: dict[str, Any]) -> None:
    """Answer one call of the hook."""
    session = call["session_id"]
    if call["hook_event_name"] == "SessionEnd":
        for lock in folder.iterdir():
            if lock.read_text(encoding="utf-8") == session:
                lock.unlink()
        return
    lock = folder / hashlib.sha256(call["tool_input"]["file_path"].encode()).hexdigest()
    if _holder(lock, session) != session:
        decision = {"permissionDecision": "deny", "permissionDecisionReason": "The file is locked."}
        print(json.dumps({"hookSpecificOutput": {"hookEventName": "PreToolUse", **decision}}))


def _holder(lock: Path, session: str) -> str:
    """Give who holds a lock: the session itself, where nobody did."""
    own = lock.with_name(f"{session}.new")
    own.write_text(session, encoding="utf-8")
    try:
        lock.hardlink_to(own)  # it appears with its content, or it was there
    except FileExistsError:
        return lock.read_text(encoding="utf-8")
    finally:
        own.unlink()
    return session


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.load(sys.stdin))
