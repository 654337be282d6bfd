"""The command line: a table of commands, each loaded only when it is called."""

from __future__ import annotations

import importlib
import io
import os
import sys

import click
from click.shell_completion import shell_complete

from covey import __version__
from covey.cli.command import examples
from covey.cli.result import deliver_error
from covey.coordination.unforeseen import as_covey_error
from covey.errors import UsageError

INTERRUPTED = 130
COMPLETION_VARIABLE = "_COVEY_COMPLETE"

COMMANDS = {
    "install": "Put covey into Claude Code.",
    "uninstall": "Take covey out of Claude Code.",
    "doctor": "Prove that the hooks fire, and name whatever keeps them silent.",
    "demo": "See two sessions and one stopped edit, in a world of their own.",
    "suggest": "Say what is free to work on, given what the others do.",
    "log": "Read what the coordination did, and why.",
    "metrics": "Print figures about plans, as OpenMetrics.",
    "serve": "Run the monitor, which does at once what else happens at the next contact.",
    "mcp": "Serve the coordination and the knowledge graph to MCP clients.",
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
            "refresh": "Bring the record of the sessions up to date at once.",
        },
    ),
    "locks": (
        "See and change who holds what.",
        {
            "list": "List the locks.",
            "acquire": "Hold a file, a folder or a pattern.",
            "release": "Let go of what a session holds.",
            "unlock": "Take a lock away from another session.",
            "waiting": "List who waits for what.",
        },
    ),
    "plans": (
        "Run a plan of tasks as one conversation.",
        {
            "run": "Run a plan.",
            "resume": "Go on with a run that did not come to its end.",
            "cancel": "End a run.",
            "list": "List the runs of plans.",
            "show": "Show everything about one run.",
        },
    ),
    "graph": (
        "Keep what is known, and look it up.",
        {
            "search": "Search the knowledge graph.",
            "open": "Show entities by name.",
            "add": "Record an entity, or more that was observed of it.",
            "relate": "Record how two entities are related.",
            "unrelate": "Remove a relation.",
            "remove": "Remove entities, or single observations.",
            "contexts": "List the graphs of this project and the global ones.",
            "import": "Take in files of a knowledge-graph or memory server.",
            "export": "Write a graph as such a file.",
            "picture": "Draw a graph, or part of it.",
        },
    ),
    "plans": (
        "Run a plan of tasks as one conversation.",
        {
            "validate": "Say whether a plan is good, and what it will do.",
            "draft": "Ask Claude for a plan.",
        },
    ),
}
EXAMPLES = """covey install
covey doctor
covey sessions live"""


class LazyGroup(click.Group):
    """A group whose commands are modules, imported when called: `covey.cli.commands.<prefix><name>`."""

    def __init__(self, name: str, prefix: str, table: dict[str, str], **more: object) -> None:
        """Know the commands by name and short help."""
        super().__init__(name, **more)  # type: ignore[arg-type]
        self._prefix, self._table = prefix, table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the groups, then the commands in the table's order."""
        return [*super().list_commands(ctx), *self._table]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in self._table:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"covey.cli.commands.{self._prefix}{cmd_name}")
        return module.command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        """Write the table of commands without loading any."""
        groups = [(name, group.get_short_help_str()) for name, group in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*groups, *self._table.items()])


def build() -> click.Group:
    """Build the whole command line."""
    settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
    about = "Many Claude Code sessions in one codebase, without getting in each other's way."
    top = LazyGroup("covey", "", COMMANDS, help=about, epilog=examples(EXAMPLES), context_settings=settings)
    for name, (sentence, table) in GROUPS.items():
        top.add_command(LazyGroup(name, f"{name}_", table, help=sentence))
    return click.version_option(__version__, prog_name="covey")(top)


def main() -> None:
    """Run the command line and end the process with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name may hold what this terminal cannot show
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line and give the exit status."""
    try:
        status = _call(build(), arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's own farewell is quiet
        return 0
    except Exception as error:  # noqa: BLE001 - the door: a command's module that does not even load
        return deliver_error("", as_covey_error(" ".join(arguments[:2]), error), as_json="--json" in arguments)
    return status


def _call(top: click.Group, arguments: list[str]) -> int:
    completion = os.environ.get(COMPLETION_VARIABLE)
    if completion:
        return shell_complete(top, {}, "covey", COMPLETION_VARIABLE, completion)
    try:
        with top.make_context("covey", list(arguments)) as context:
            return top.invoke(context)
    except click.exceptions.Exit as ending:  # --help and --version
        return ending.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return UsageError.exit_status
    except click.UsageError as error:
        return _misused(error, as_json="--json" in arguments)


def _misused(error: click.UsageError, *, as_json: bool) -> int:
    path = error.ctx.command_path if error.ctx else "covey"
    usage = UsageError(error.format_message(), hint=f"see `{path} --help`")
    return deliver_error(path.removeprefix("covey").strip(), usage, as_json=as_json)
