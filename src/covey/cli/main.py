"""The command line: a table of commands, each loaded only when it is called."""

from __future__ import annotations

import importlib
import os
import sys

import click

from covey import __version__
from covey.cli.result import deliver_error
from covey.errors import UsageError

INTERRUPTED = 130

COMMANDS = {
    "install": "Put covey into Claude Code.",
    "uninstall": "Take covey out of Claude Code.",
    "doctor": "Prove that the hooks fire, and name whatever keeps them silent.",
    "demo": "See two sessions and one stopped edit, in a world of their own.",
    "log": "Read what the coordination did, and why.",
    "completion": "Print the script that completes covey's commands in your shell.",
}
GROUPS = {
    "sessions": (
        "See who works where.",
        {
            "live": "List the sessions of this machine.",
            "current": "Show the session of this folder.",
            "task": "Show or set what a session works on.",
            "conflicts": "List the projects in which several sessions work.",
            "history": "List the sessions that ended.",
            "prune": "Archive the sessions whose process is gone.",
            "show": "Show everything about one session.",
        },
    ),
    "locks": (
        "See and change who holds what.",
        {
            "list": "List the locks.",
            "acquire": "Hold a file, a folder or a pattern.",
            "release": "Let go of what a session holds.",
            "unlock": "Take a lock from another session.",
        },
    ),
}


class LazyGroup(click.Group):
    """A group whose commands are modules, imported when called: `covey.cli.commands.<prefix><name>`."""

    def __init__(self, name: str, prefix: str, table: dict[str, str], **more: object) -> None:
        """Know the commands by name and short help."""
        super().__init__(name, **more)  # type: ignore[arg-type]
        self._prefix, self._table = prefix, table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the table's order."""
        return [*self._table, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in self._table:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"covey.cli.commands.{self._prefix}{cmd_name}")
        return module.command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without loading any."""
        own = [(name, command.get_short_help_str()) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*own, *self._table.items()])


def build() -> click.Group:
    """Build the whole command line."""
    settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
    top = LazyGroup("covey", "", COMMANDS, help="Many Claude Code sessions in one codebase.", context_settings=settings)
    for name, (sentence, table) in GROUPS.items():
        top.add_command(LazyGroup(name, f"{name}_", table, help=sentence))
    return click.version_option(__version__, prog_name="covey")(top)


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line and give the exit status."""
    try:
        return build().main(args=arguments, prog_name="covey", standalone_mode=False) or 0
    except click.UsageError as error:
        name = error.ctx.command_path.removeprefix("covey").strip() if error.ctx else ""
        hint = f"see `{error.ctx.command_path} --help`" if error.ctx else ""
        usage = UsageError(error.format_message(), hint=hint)
        return deliver_error(name, usage, as_json="--json" in arguments)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's own farewell is quiet
        return 0
