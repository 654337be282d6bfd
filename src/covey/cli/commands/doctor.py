"""`covey doctor`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from covey.claude.findings import examine
from covey.claude.hooks_table import TABLE
from covey.claude.scene import look
from covey.cli import diagnosis, shown
from covey.cli.command import command as covey_command
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.cli.setup import Setup
from covey.model.moment import rfc3339

if TYPE_CHECKING:
    from rich.console import Console

    from covey.claude.findings import Finding
    from covey.cli.app import App

MARKS = {"ok": ("✓", "green"), "warn": ("!", "bold yellow"), "fail": ("✗", "bold red")}


@covey_command("doctor", epilog="covey doctor\ncovey doctor --json")
def command(app: App) -> Result:
    """Prove that the hooks fire here, and name whatever keeps them silent.

    Exit status 1 where something fails. It looks at this folder's settings, so run it where you run `claude`.
    """
    with doing("Looking at Claude Code and at covey"):
        findings = _findings(app)
    hooks = _hooks(app) if all(one.status != "fail" for one in findings if one.id in {"store", "state_folder"}) else []
    failed = any(one.status == "fail" for one in findings)
    data = {"findings": [asdict(one) for one in findings], "hooks": hooks}
    return Result(data, lambda console: _show(console, findings, hooks), exit_status=int(failed))


def _findings(app: App) -> list[Finding]:
    setup = Setup.of(app)
    scene = look(setup.place, setup.project, setup.program, setup.hooks, setup.files)
    own = [diagnosis.state_folder(app), diagnosis.store(app), diagnosis.settings(), diagnosis.failed_open(app)]
    if own[1].status == "ok":
        own.append(diagnosis.fired(app))
    return [*examine(scene), diagnosis.sample(scene, setup.hooks), *own]


def _hooks(app: App) -> list[dict[str, Any]]:
    """List each hook, and when it last fired."""
    with app.looking() as desk:
        contacts = {contact.event: contact for contact in desk.tx.contacts()}
    return [
        {
            "event": row.event,
            "last_fired": rfc3339(contacts[row.event].at) if row.event in contacts else None,
            "session_id": contacts[row.event].session_id if row.event in contacts else None,
        }
        for row in TABLE
    ]


def _show(console: Console, findings: list[Finding], hooks: list[dict[str, Any]]) -> None:
    for one in findings:
        mark, style = MARKS[one.status]
        console.print(Text.assemble((mark, style), " ", one.sentence), soft_wrap=True)
        if one.hint and one.status != "ok":
            console.print(Text.assemble("  → ", (one.hint, "bold")), soft_wrap=True)
    if hooks:
        made = shown.table(console, "Hook", "Last fired", "Session")
        for row in hooks:
            when = f"{shown.age(row['last_fired'])} ago" if row["last_fired"] else Text("never", style="dim")
            made.add_row(row["event"], when, Text((row["session_id"] or "")[:8], style="cyan"))
        console.print(made)
