"""`covey completion`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import get_completion_class

from covey.cli.command import command as covey_command
from covey.cli.main import COMPLETION_VARIABLE
from covey.cli.result import Result

if TYPE_CHECKING:
    from covey.cli.app import App

SHELLS = ("bash", "zsh", "fish")
EXAMPLES = """covey completion bash >> ~/.bashrc
covey completion zsh >> ~/.zshrc
covey completion fish > ~/.config/fish/completions/covey.fish"""


@covey_command("completion", epilog=EXAMPLES)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, _app: App, *, shell: str) -> Result:
    """Print the script that completes covey's commands in SHELL."""
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows all of SHELLS
    script = kind(context.find_root().command, {}, "covey", COMPLETION_VARIABLE).source()
    return Result({"shell": shell, "script": script}, lambda console: console.file.write(script + "\n"))
