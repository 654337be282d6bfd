"""`covey mcp`."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import click

from covey.cli.command import command as covey_command
from covey.cli.result import Result
from covey.errors import UsageError

if TYPE_CHECKING:
    from covey.cli.app import App

EXAMPLES = """covey mcp
claude mcp add covey -- covey mcp
npx @modelcontextprotocol/inspector --cli covey mcp --method tools/list"""


@covey_command("mcp", epilog=EXAMPLES)
def command(app: App) -> Result:
    """Serve MCP on standard input and output, until the client closes them.

    Sessions, locks, suggestions, notices and the knowledge graph, as tools and resources. A client starts this by
    itself; in Claude Code `covey install` sees to that. Changes in a session's name need covey's hooks in Claude Code:
    they tell which session calls.
    """
    context = click.get_current_context()
    if context.params["as_json"]:
        hint = "the other commands give the same as JSON, such as `covey sessions live --json`"
        raise UsageError("covey mcp speaks MCP and nothing else, so there is no --json", hint=hint)
    if sys.stdin.isatty():
        click.echo("An MCP client starts this, and talks to it; Ctrl-C ends it.", err=True)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the thread that reads would outlive Python's own answer to Ctrl-C
    from covey.mcp.stdio import serve

    _ = app.settings  # files that changed are read now: the server itself takes them as they were last read
    serve(app.home)
    return Result(None, lambda _console: None)
