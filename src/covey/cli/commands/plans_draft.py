"""`covey plans draft`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.console import console as terminal
from covey.cli.plans.courses import show_courses, task_row
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.errors import UsageError, UserError
from covey.model.course import chart
from covey.running.whole_file import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from covey.cli.app import App
    from covey.running.plan_draft import Draft

EXAMPLES = """covey plans draft "a CSV export of the orders, with tests" --output plan.yaml
covey plans draft "split the settings module" --budget 1.50 > plan.yaml"""
UNWRITTEN = Path("plan.yaml")


class Waiting:
    """Looks on while the plan is drafted, and says how far it is."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """Take what says how far it is."""
        self._tell = tell

    def sees(self, doing: str) -> None:
        """Show what the turn does."""
        self._tell(doing)

    def wants_end(self) -> bool:
        """Wait: an interrupt ends the turn."""
        return False


@covey_command("plans draft", epilog=EXAMPLES)
@click.argument("words", metavar="WHAT")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the plan into this YAML file.")
@click.option("--force", is_flag=True, help="Replace that file without asking.")
@click.option("--model", default="", metavar="NAME", help="The model that is asked; else Claude Code's own choice.")
@click.option(
    "--budget",
    type=click.FloatRange(0, 100, min_open=True),
    default=0.5,
    show_default=True,
    help="What it may cost at most, in US dollars.",
)
def command(app: App, *, words: str, output: Path | None, force: bool, model: str, budget: float) -> Result:  # noqa: PLR0913 - one for each option
    """Ask Claude for a plan that achieves WHAT, in this project.

    Claude reads the project and changes nothing in it. The plan is shown, and printed or written as YAML, for you to
    read and to change; it is not run.
    """
    if not words.strip():
        raise UsageError("WHAT is empty", hint="say what the plan is to achieve")
    if output is not None:
        _spare(output, force=force)
    draft = _drafted(app, words, output or UNWRITTEN, model, budget)
    if output is not None:
        replace(output, draft.text.splitlines())
    courses = chart(draft.plan.tasks)
    data = {
        "plan": draft.plan.name,
        "project": draft.plan.project,
        "tasks": [task_row(draft.plan.task(course.task_id), course) for course in courses],
        "text": draft.text,
        "path": str(output) if output else None,
        "cost": draft.cost,
    }
    return Result(data, lambda console: _show(console, draft, output))


def _spare(output: Path, *, force: bool) -> None:
    """Raise where a plan cannot go into a file, before it costs anything; ask a person whether to replace one."""
    if output.suffix.lower() == ".json":
        raise UsageError("a draft is written as YAML", hint="name a file that ends in .yaml")
    if not output.absolute().parent.is_dir():
        raise UserError(f"there is no folder {output.absolute().parent}", hint="make it first", code="bad_path")
    if not output.exists() or force:
        return
    if not sys.stdin.isatty() or not click.confirm(f"{output} is there already. Replace it?", err=True):
        hint = "name another file, or use --force"
        raise UserError(f"{output} is there already, and stays as it is", hint=hint, code="file_exists")


def _drafted(app: App, words: str, file: Path, model: str, budget: float) -> Draft:
    from covey.running.claude_provider import ClaudeProvider
    from covey.running.plan_draft import drafted, wish_for

    provider = ClaudeProvider(app.home)
    with TemporaryDirectory(prefix="covey-draft-") as folder, doing("drafting a plan") as tell:
        wish = wish_for(words, file, Path(folder), budget=budget, model=model)
        try:
            return drafted(provider, wish, file, Waiting(tell))
        finally:
            for turn in Path(folder).iterdir():
                provider.end_what_is_left(str(turn))


def _show(console: Console, draft: Draft, output: Path | None) -> None:
    """Print the plan's YAML alone where it may go into a pipe, and what is said of it beside it."""
    if output is None:
        console.file.write(draft.text)
    beside = console if output is not None else terminal(to_errors=True)
    show_courses(beside, draft.plan, chart(draft.plan.tasks))
    where = f"{output} has it: read it, then `covey plans run {output}`." if output else "It is not run."
    shown.say_whole(beside, ("✓ ", "green"), f"Drafted for ${draft.cost:.2f}. {where}")
