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
    with doing("Installing the service"):
        left = own.install(lambda: control.stop(app.home, app.machine))
    said = f"{own.file} is written." if left else f"{own.keeper} runs the monitor from now on: {own.file}"
    return _told(own, said, left)


def uninstall(app: App) -> Result:
    """Undo it; the monitor ends."""
    own = _service(app)
    with doing("Removing the service"):
        was_there = own.uninstall()
        if was_there:
            control.stop(app.home, app.machine)
    return _told(own, f"{own.file} is removed." if was_there else "No service is installed.", [])


def _service(app: App) -> Service:
    command = (str(real_interpreter()), "-I", "-S", str(Path(detached.__file__).absolute()), app.home)
    return service_of(sys.platform, command, os.environ | {"COVEY_HOME": app.home})


def _told(own: Service, said: str, left: list[Command]) -> Result:
    """Tell what was done, and which commands remain to be run by hand."""
    run = [shlex.join(each) for each in left]
    data = {"keeper": own.keeper, "file": str(own.file), "run": run}

    def show(console: Console) -> None:
        shown.say(console, said)
        if run:
            shown.say(console, f"{own.keeper} could not be reached from here; to be run by you:")
        for each in run:
            shown.say_whole(console, "  ", (each, "bold"))

    return Result(data, show)
