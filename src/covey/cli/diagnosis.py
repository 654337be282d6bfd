"""What doctor finds out about covey itself: its state folder, store, settings, and hooks that really answer."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING, Any

from covey.claude.findings import Finding
from covey.claude.hooks_table import HookSetup
from covey.coordination import failures
from covey.errors import CoveyError
from covey.settings import sourced, variable

if TYPE_CHECKING:
    from covey.claude.scene import Scene
    from covey.cli.app import App

SAMPLE_SECONDS = 20
RECENT_SECONDS = 86400.0
REPAIR = "covey install --force"


def state_folder(app: App) -> Finding:
    """Say whether the state folder can be written."""
    try:
        os.makedirs(app.home, mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=app.home):
            pass
    except OSError as error:
        said = f"the state folder {app.home} cannot be written: {error.strerror}"
        return Finding("state_folder", "fail", said, "make it writable for you, or set COVEY_HOME and install again")
    return Finding("state_folder", "ok", f"the state folder is {app.home}")


def store(app: App) -> Finding:
    """Say whether the store opens and is whole."""
    try:
        problems = app.store.problems()
    except CoveyError as error:
        return Finding("store", "fail", error.message, _aside(app) if error.code == "store_damaged" else error.hint)
    if problems:
        return Finding("store", "fail", f"the store is damaged: {problems[0]}", _aside(app))
    return Finding("store", "ok", "the store is whole")


def _aside(app: App) -> str:
    path = os.path.join(app.home, "covey.db")
    return f"end the sessions, then: mv {path} {path}.damaged (covey makes a new one); backups lie beside it"


def settings() -> Finding:
    """Say whether every setting that was given could be taken."""
    wrong = [setting.problem for setting in sourced(os.environ) if setting.problem]
    if wrong:
        return Finding("settings", "warn", f"a setting is not taken: {'; '.join(wrong)}", "covey uses its default")
    given = [variable(setting.name) for setting in sourced(os.environ) if setting.source != "default"]
    return Finding("settings", "ok", f"settings: {', '.join(given) or 'all as by default'}")


def failed_open(app: App) -> Finding:
    """Say whether a hook of ours failed within the last day, and let an edit pass."""
    found = failures.since(app.home, time.time() - RECENT_SECONDS)
    if not found:
        return Finding("failed_open", "ok", "no hook of covey's failed within a day")
    last = found[-1]
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(last.at))
    said = f"{len(found)} times within a day a hook failed and let Claude Code go on; last {when}: {last.message}"
    return Finding("failed_open", "warn", said, f"the record is {os.path.join(app.home, failures.FILE_NAME)}")


def fired(app: App) -> Finding:
    """Say when Claude Code last called us."""
    with app.looking() as desk:
        contacts = desk.tx.contacts()
    if not contacts:
        said = "Claude Code has not called covey yet"
        return Finding("fired", "warn", said, "start `claude` and say something; then run covey doctor again")
    last = max(contacts, key=lambda contact: contact.at)
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(last.at))
    return Finding("fired", "ok", f"Claude Code called covey last at {when} ({last.event})")


def sample(scene: Scene, setup: HookSetup) -> Finding:
    """Run the gate as it is installed, in a world of its own: a first edit must pass, a second session's be stopped."""
    handlers = [handler for one in scene.installed for event, _, handler in one.handlers if event == "PreToolUse"]
    gates = handlers or [handler for group in setup.hooks()["PreToolUse"] for handler in group["hooks"]]
    whose = "the installed gate" if handlers else "the gate"
    for handler in gates:
        problem = _problem(handler)
        if problem:
            return Finding("sample", "fail", f"{whose} does not work: {problem}", REPAIR)
    return Finding("sample", "ok", f"{whose} answers: it lets a first edit pass and stops a second session's")


def _problem(handler: dict[str, Any]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        # two sessions need two processes that live while we look: this one, and its parent
        callers = (("doctor-1", os.getpid()), ("doctor-2", os.getppid()))
        first, second = (_call(handler, folder, *caller) for caller in callers)
    if isinstance(first, str) or isinstance(second, str):
        return str(first if isinstance(first, str) else second)
    if first:
        return f"it answered {first} to a first edit"
    decision = second.get("hookSpecificOutput", {}).get("permissionDecision")
    return "" if decision == "deny" else f"it answered {second or 'nothing'} to a second session's edit"


def _call(handler: dict[str, Any], folder: str, session_id: str, pid: int) -> dict[str, Any] | str:
    """Give the hook's answer, or say in words why there is none."""
    call = {
        "session_id": session_id,
        "hook_event_name": "PreToolUse",
        "tool_name": "Edit",
        "cwd": folder,
        "tool_input": {"file_path": os.path.join(folder, "sample.py")},
    }
    command = [handler["command"], *handler["args"][:-1], os.path.join(folder, "state")]
    # the sample must be stopped as by default, whatever is set
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COVEY_")}
    environ["CLAUDE_PID"] = str(pid)
    try:
        done = subprocess.run(
            command, input=json.dumps(call), capture_output=True, text=True, timeout=SAMPLE_SECONDS, env=environ
        )
        return json.loads(done.stdout) if done.stdout else ({} if done.returncode == 0 else done.stderr.strip()[-300:])
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return str(error)


