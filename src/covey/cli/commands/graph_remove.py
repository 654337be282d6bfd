"""`covey graph remove`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from covey.cli import shown
from covey.cli.command import command as covey_command
from covey.cli.commands.graph_open import unknown
from covey.cli.graph.arguments import of_a_graph
from covey.cli.graph.completion import entities
from covey.cli.graph.notebooks import writing
from covey.cli.result import Result
from covey.errors import UsageError, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from covey.cli.app import App
    from covey.cli.graph.arguments import Meant
    from covey.coordination.graph.notebook import Notebook
    from covey.errors import CoveyError

EXAMPLES = """covey graph remove Payments
covey graph remove Payments --observation "Written in Go"
covey graph remove lock_auth_py"""


@covey_command("graph remove", epilog=EXAMPLES)
@click.argument("names", metavar="NAME...", nargs=-1, required=True, shell_complete=entities)
@click.option("--observation", "texts", metavar="TEXT", multiple=True, help="Remove only this observation of NAME.")
@of_a_graph
def command(app: App, *, names: tuple[str, ...], texts: tuple[str, ...], meant: Meant) -> Result:
    """Remove entities with their relations, or single observations; `unrelate` removes single relations.

    The entity of a lock: the lock is released, if it is the caller's own or counts no more. That of a session: it is
    archived, if it is the caller itself, or silent or gone.
    """
    name, *others = names
    if texts and others:
        raise UsageError("--observation goes with one NAME", hint="remove from one entity after the other")
    with writing(app, meant) as notebook:
        gone, errors = _forget(notebook, name, texts) if texts else _remove(notebook, names)
    errors = [*errors, *app.show_manifests(notebook.ended)]
    data = {"entities": [] if texts else gone, "observations": gone if texts else []}
    what = ", ".join(gone)
    return Result(data, lambda console: _show(console, f"Removed: {what}", errors), errors)


def _remove(notebook: Notebook, names: Sequence[str]) -> tuple[list[str], Sequence[CoveyError]]:
    gone = notebook.delete_entities(names)
    missing = [unknown(name) for name in dict.fromkeys(names) if name not in gone]
    if not gone:
        raise missing[0]
    return gone, missing


def _forget(notebook: Notebook, name: str, texts: Sequence[str]) -> tuple[list[str], Sequence[CoveyError]]:
    gone = notebook.delete_observations(name, texts)
    hint = f"`covey graph open {name}` shows what was; it is named by its whole text"
    missing = [
        UserError(f"that was not observed of {name}: {text}", hint=hint, code="no_observation")
        for text in dict.fromkeys(texts)
        if text not in gone
    ]
    if not gone:
        raise missing[0]
    return gone, missing


def _show(console: Console, said: str, errors: Sequence[Any]) -> None:
    shown.say(console, said)
    shown.warn(console, errors)
