"""How `covey serve` hands the monitor to systemd or launchd, and takes it back."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from covey.claude.hooks_table import real_interpreter
from covey.cli import shown
from covey.cli.progress import doing
from covey.cli.result import Result
from covey.serve import control, detached
from covey.serve.service import service_of

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.app import App
    from covey.serve.service import Command, Service


def install(app: App) -> Result:
    """Have the monitor run whenever the user is logged in."""
    own = _service(app)
    own.is_installed()  # refuse before anything is ended
    with doing("Installing the service"):
        control.stop(app.home, app.machine)
        left = own.install()
    return _told(own, left, f"{own.keeper} runs the monitor from now on: {own.file}", f"{own.file} is written.")


def uninstall(app: App) -> Result:
    """Undo it."""
    own = _service(app)
    with doing("Removing the service"):
        was_there = own.is_installed()
        left = own.uninstall()
    gone = f"{own.file} is removed."
    return _told(own, left, gone if was_there else "No service is installed.", gone)


def _service(app: App) -> Service:
    command = (str(real_interpreter()), "-I", "-S", str(Path(detached.__file__).absolute()), app.home)
    return service_of(sys.platform, command, os.environ | {"COVEY_HOME": app.home})


def _told(own: Service, left: list[Command], done: str, undone: str) -> Result:
    """Tell what was done, and which commands remain to be run by hand."""
    run = [shlex.join(each) for each in left]
    data = {"keeper": own.keeper, "file": str(own.file), "run": run}

    def show(console: Console) -> None:
        shown.say(console, undone if run else done)
        if run:
            shown.say(console, f"{own.keeper} could not be reached from here; to be run by you:")
        for each in run:
            shown.say_whole(console, "  ", (each, "bold"))

    return Result(data, show)
