"""What doctor finds out about covey itself: its state folder, store, settings, and hooks that really answer."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from covey import __version__
from covey.claude.findings import REPAIR, Finding
from covey.claude.foreign import as_dict, as_list
from covey.cli import failed_open, shown
from covey.cli.setup import note_interpreter
from covey.coordination import failures
from covey.coordination.monitor import SILENT_SECONDS, incumbent
from covey.errors import CoveyError
from covey.model.moment import rfc3339
from covey.settings.values import shown as shown_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from covey.claude.hooks_table import HookSetup
    from covey.claude.scene import Scene
    from covey.cli.app import App
    from covey.model.event import Contact
    from covey.settings import Setting

SAMPLE_SECONDS = 20


def state_folder(app: App) -> Finding:
    """Say whether the state folder can be written."""
    try:
        Path(app.home).mkdir(mode=0o700, parents=True, exist_ok=True)
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
    path = Path(app.home, "covey.db")
    return f"end the sessions, then: mv {path} {path}.damaged (covey makes a new one); backups lie beside it"


def settings(app: App) -> Finding:
    """Say whether every setting that was given, in files and by the environment, could be taken."""
    found = app.chosen
    given = [_given(setting) for setting in found.sources if setting.source != "default"]
    in_force = f"settings: {', '.join(given) or 'all as by default'}"
    if found.problems:
        said = f"a setting is not taken: {'; '.join(found.problems)}; in force are the {in_force}"
        return Finding("settings", "warn", said, "mend it or take it away; until then covey does as without it")
    return Finding("settings", "ok", in_force)


def _given(setting: Setting) -> str:
    return f"{setting.name} {_text_of(shown_value(setting))} ({setting.source})"


def _text_of(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(cast("tuple[str, ...]", value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def monitor(app: App) -> Finding:
    """Say whether the monitor runs; that it does not is no fault."""
    found = incumbent(app.home, app.machine)
    if found is None:
        return Finding("monitor", "ok", "no monitor runs, and everything works without it")
    since = shown.clock(rfc3339(found.since))
    runs = f"the monitor runs since {since} (process {found.pid}), and last left a sign"
    said = f"{runs} {shown.age(rfc3339(found.seen))} ago"
    if time.time() - found.seen > SILENT_SECONDS:
        return Finding("monitor", "warn", said, "`covey serve --stop`, then start it again; nothing is lost by that")
    if found.version != __version__:
        said = f"the monitor (process {found.pid}) is of covey {found.version}, and this is {__version__}"
        return Finding("monitor", "warn", said, "`covey serve --stop`, then start it again")
    return Finding("monitor", "ok", said)


def no_failures(app: App) -> Finding:
    """Say whether a hook of ours failed within the last day, and let Claude Code go on without it."""
    found = failed_open.recent(app.home)
    if not found:
        return Finding("failed_open", "ok", "no hook of covey's failed within a day")
    record = Path(app.home, failures.FILE_NAME)
    return Finding("failed_open", "warn", failed_open.sentence(found), f"the record says more: {record}")


def fired(contacts: Sequence[Contact]) -> Finding:
    """Say when Claude Code last called us."""
    if not contacts:
        said = "Claude Code has not called covey yet"
        return Finding("fired", "warn", said, "start `claude` and say something; then run `covey doctor` again")
    last = max(contacts, key=lambda contact: contact.at)
    when = shown.clock(rfc3339(last.at))
    return Finding("fired", "ok", f"Claude Code last called covey at {when} ({last.event})")


def sample(scene: Scene, setup: HookSetup) -> Finding:
    """Run the gate as it is installed, in a world of its own: a first edit must pass, a second session's be stopped."""
    handlers = [handler for one in scene.installed for event, _, handler in one.handlers if event == "PreToolUse"]
    gates = handlers or [handler for group in setup.hooks()["PreToolUse"] for handler in group["hooks"]]
    whose = "the installed gate" if handlers else "the gate"
    for handler in gates:
        problem = _problem(handler)
        if problem:
            return Finding("sample", "fail", f"{whose} does not work: {problem}", REPAIR)
    said = f"{whose} answers: it lets a first edit pass, and stops a second session's, and its shell command"
    return Finding("sample", "ok", said)


def _lay_out_repository(folder: Path) -> None:
    """Make what git takes for a repository; git itself may not be there."""
    for name in ("objects", "refs"):
        (folder / ".git" / name).mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")


def _problem(handler: dict[str, Any]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        # two sessions need two processes that live while we look: this one, and its parent
        _lay_out_repository(Path(folder))  # scratch files of no repository are nobody's
        Path(folder, "state").mkdir(mode=0o700)
        note_interpreter(f"{folder}/state")  # by which the hook finds the shell grammar
        edit = {"tool_name": "Edit", "tool_input": {"file_path": f"{folder}/sample.py"}}
        shell = {"tool_name": "Bash", "tool_input": {"command": "echo x > sample.py"}, "tool_use_id": "sample"}
        first = _answer(handler, folder, edit | {"session_id": "doctor-1"}, os.getpid())
        second = _answer(handler, folder, edit | {"session_id": "doctor-2"}, os.getppid())
        third = _answer(handler, folder, shell | {"session_id": "doctor-2"}, os.getppid())
    for answer in (first, second, third):
        if isinstance(answer, str):
            return answer
    if first:
        return f"it answered {first} to a first edit"
    if not _is_denied(second):
        return f"it answered {second or 'nothing'} to a second session's edit"
    return "" if _is_denied(third) else f"it answered {third or 'nothing'} to a second session's shell command"


def _is_denied(answer: object) -> bool:
    return as_dict(as_dict(answer).get("hookSpecificOutput")).get("permissionDecision") == "deny"


def _answer(handler: dict[str, Any], folder: str, about: dict[str, Any], pid: int) -> dict[str, Any] | str:
    """Give the hook's answer, or say in words why there is none."""
    call = about | {"hook_event_name": "PreToolUse", "cwd": folder}
    command = [str(handler.get("command")), *as_list(handler.get("args"))[:-1], f"{folder}/state"]
    # the sample must be stopped as by default, whatever is set
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COVEY_")}
    environ |= {"CLAUDE_PID": str(pid), "XDG_CONFIG_HOME": f"{folder}/config"}
    try:
        done = subprocess.run(
            command,
            input=json.dumps(call),
            capture_output=True,
            text=True,
            timeout=SAMPLE_SECONDS,
            env=environ,
            check=False,
        )
        if done.returncode:
            return done.stderr.strip()[-300:] or f"it ended with {done.returncode}"
        return as_dict(json.loads(done.stdout)) if done.stdout else {}
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return str(error)
