"""What `covey plans run` and its like carry a run out with, and how a person stops it."""

from __future__ import annotations

import gc
import os
import signal
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from covey.cli.main import INTERRUPTED
from covey.cli.plans.progress import watching
from covey.cli.result import Result, show_error
from covey.cli.shown import say_whole
from covey.errors import UserError
from covey.model import run as states
from covey.running import halt as halts
from covey.running import overview, runner
from covey.running.claude_provider import ClaudeProvider
from covey.running.clean_up import CleanUp
from covey.running.means import Means
from covey.running.plan_sessions.chosen import plan_sessions
from covey.running.pool import Pool
from covey.running.provider import provider_named
from covey.running.runs import only_runner
from covey.running.standing import plan_of
from covey.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from rich.console import Console

    from covey.cli.app import App
    from covey.model.run import Run
    from covey.running.halt import Halt
    from covey.running.provider import Provider
    from covey.running.watcher import Watcher

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def provider(app: App, name: str) -> Provider:
    """Give the provider that a plan names."""
    return provider_named(name, {"claude": lambda: ClaudeProvider(app.home, os.environ)})


def means(app: App, name: str, watcher: Watcher) -> Means:
    """Give what a run is carried out with, by the user's own settings."""
    opens = partial(SqliteStore, app.home)
    settings = app.own_settings
    return Means(
        home=Path(app.home),
        opens=opens,
        machine=app.machine,
        provider=provider(app, name),
        sessions=plan_sessions(settings.plan_sessions, opens, lambda: app.machine.now().wall),
        pool=Pool(opens, app.machine, settings.sessions_at_once),
        watcher=watcher,
        pool_size=settings.sessions_at_once,
        daily_budget=settings.daily_budget,
    )


def carried_out(app: App, run: Run, *, opens_gate: bool = False) -> Result:
    """Carry out a run that this process holds, in view of the person, and give what came of it.

    `opens_gate` lets turns begin though a usage limit was hit: a person says that they may.
    """
    gc.freeze()  # what was imported stays; to look through it for garbage would take half a second at the end alone
    as_json = click.get_current_context().params["as_json"]
    with watching(as_json=as_json) as watcher, stoppable() as on_begin:
        by = means(app, plan_of(run).provider, watcher)
        clean_up = CleanUp(by.home, by.opens, only_runner)
        clean_up.all(by.pool, by.sessions, by.now(), app.own_settings.retention_days)
        if opens_gate:
            by.pool.open_gate()
        ended = runner.run_to_end(by, run, on_begin)
    return result(app, ended)


def taken_up(app: App, run: Run) -> Run:
    """Take up a run that this process holds, as it is by now: another may have ended it a moment ago."""
    with app.store.write() as tx:
        known = tx.plans.run(run.run_id)
        if known is None:
            raise UserError(f"run {run.run_id} is no longer kept", hint="`covey plans list` lists all", code="no_run")
        return runner.take_up(tx, app.machine, Path(app.home), known)


def result(app: App, run: Run) -> Result:
    """Give how a run stands; it is an error unless it is done."""
    with app.looking() as desk:
        data = overview.whole(desk.tx, app.machine, run)
    error = _error(run)
    if error is None:
        return Result(data, lambda console: _say_unhooked(console, app, run))
    status = INTERRUPTED if run.state == states.RUNNING else error.exit_status
    return Result(data, lambda _console: show_error(error), [error], status)


def _say_unhooked(console: Console, app: App, run: Run) -> None:
    """Tell that the sessions of a run were not guarded, where the hooks never heard of them."""
    with app.looking() as desk:
        conversations = {each.conversation for each in desk.tx.plans.attempts(run.run_id) if each.conversation}
        heard = any(desk.tx.session(each) is not None for each in conversations)
    if conversations and not heard:
        said = "covey's hooks did not fire in its sessions, so they held no locks: `covey doctor` says why"
        say_whole(console, (said, "dim"))


def _error(run: Run) -> UserError | None:
    if run.state == states.DONE:
        return None
    if run.state == states.RUNNING:
        hint = f"`covey plans resume {run.run_id}` goes on with it"
        return UserError(f"run {run.run_id} was interrupted", hint=hint, code="run_interrupted")
    hint = f"`covey plans show {run.run_id}` says why, `covey plans resume {run.run_id}` tries the rest again"
    return UserError(f"run {run.run_id} is not done: {run.state}", hint=hint, code="run_not_done")


@contextmanager
def stoppable() -> Generator[Callable[[Halt], None]]:
    """Let Ctrl-C and its like stop a run where it stands; give what is told whom to stop, be it already asked for."""
    known: list[Halt] = []
    came: list[int] = []

    def heed() -> None:
        for halt in known if came else []:
            halt.ask(halts.INTERRUPTED)

    def stop(number: int, _frame: object) -> None:
        came.append(number)
        heed()

    def begin(halt: Halt) -> None:
        known.append(halt)
        heed()

    before = {number: signal.signal(number, stop) for number in STOPS}
    try:
        yield begin
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
