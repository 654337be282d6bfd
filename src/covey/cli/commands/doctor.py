"""`covey doctor`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from covey.claude.findings import examine
from covey.claude.hooks_table import TABLE
from covey.claude.scene import look
from covey.cli import diagnosis, git_net, mcp_doctor, shown, tables
from covey.cli.command import command as covey_command
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.cli.setup import Setup
from covey.errors import UserError
from covey.model.moment import rfc3339
from covey.settings.values import shown as shown_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from covey.claude.findings import Finding
    from covey.cli.app import App
    from covey.model.event import Contact

COLUMNS = (("Hook",), ("Last fired",), ("Session",))
MARKS = {"ok": ("✓ ", "green"), "warn": ("! ", "bold yellow"), "fail": ("✗ ", "bold red")}


@covey_command("doctor", epilog="covey doctor\ncovey doctor --json")
def command(app: App) -> Result:
    """Prove that the hooks fire here, and name whatever keeps them silent.

    Exit status 1 where something fails. It looks at this folder's settings, so run it where you run `claude`.
    """
    with doing("Looking at Claude Code and at covey"):
        findings = [*_of_claude(app), diagnosis.state_folder(app), diagnosis.store(app), diagnosis.settings(app)]
    findings += [git_net.finding(app), diagnosis.no_failures(app), diagnosis.monitor(app)]
    hooks: list[dict[str, Any]] = []
    if all(one.status == "ok" for one in findings if one.id in {"state_folder", "store"}):
        contacts = _contacts(app)
        findings.append(diagnosis.fired(contacts))
        hooks = _hooks(contacts)
    failed = [one for one in findings if one.status == "fail"]
    data = {"findings": [asdict(one) for one in findings], "hooks": hooks, "settings": _settings(app)}
    errors = [UserError(one.sentence, hint=one.hint, code=one.id) for one in failed]
    return Result(data, lambda console: _show(console, findings, hooks), errors, exit_status=int(bool(failed)))


def _of_claude(app: App) -> list[Finding]:
    setup = Setup.of(app)
    scene = look(setup.place, setup.project, setup.program, setup.hooks, setup.files)
    return [*examine(scene), diagnosis.sample(scene, setup.hooks), mcp_doctor.finding(scene, setup.server)]


def _contacts(app: App) -> list[Contact]:
    with app.looking() as desk:
        return desk.tx.contacts()


def _hooks(contacts: Sequence[Contact]) -> list[dict[str, Any]]:
    """List each hook, and when it last fired."""
    known = {contact.event: contact for contact in contacts}
    return [
        {
            "event": row.event,
            "last_fired": rfc3339(known[row.event].at) if row.event in known else None,
            "session_id": known[row.event].session_id if row.event in known else None,
        }
        for row in TABLE
    ]


def _settings(app: App) -> list[dict[str, Any]]:
    """List each setting with its value here, and where that came from."""
    return [{"name": one.name, "value": shown_value(one), "source": one.source} for one in app.chosen.sources]


def _show(console: Console, findings: list[Finding], hooks: list[dict[str, Any]]) -> None:
    """Print the gravest last, where one looks first."""
    if any(row["last_fired"] for row in hooks):
        console.print(tables.table(console, COLUMNS, [_cells(row) for row in hooks]))
    for one in sorted(findings, key=lambda one: list(MARKS).index(one.status)):
        shown.say(console, MARKS[one.status], one.sentence)
        if one.hint and one.status != "ok":
            shown.say_whole(console, "  → ", (one.hint, "bold"))
    shown.say(console, (_verdict([one.status for one in findings]), "bold"))


def _cells(row: dict[str, Any]) -> tuple[tables.Cells, ...]:
    if row["last_fired"] is None:
        return ((row["event"],), (shown.styled("never", "dim"),), ("",))
    return ((row["event"],), (f"{shown.age(row['last_fired'])} ago",), (shown.styled(row["session_id"][:8], "cyan"),))


def _verdict(statuses: list[str]) -> str:
    failed, doubtful = statuses.count("fail"), statuses.count("warn")
    if failed:
        return f"{shown.count(failed, 'thing')} to mend."
    return f"Nothing fails; {shown.count(doubtful, 'thing')} to look at." if doubtful else "All is well."
