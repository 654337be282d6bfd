"""The page of commands: each with its help, its options and its examples, as `--help` tells them."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import click

from covey.cli.main import COMMANDS, GROUPS, INTERRUPTED, build
from covey.errors import BugError, ConflictError, UnavailableError, UsageError, UserError
from docs.generate.markdown import code, document, plain, table

if TYPE_CHECKING:
    from collections.abc import Iterator

INTRODUCTION = """
Every command takes `--json`, which prints the [envelope](json.md) in place of a table, also when it fails, and
`--help`. A table is drawn with lines and colours in a terminal, and bare where it is piped; `NO_COLOR` takes the
colours away. Wherever a session is named, its id, the beginning of its id and its name are all understood.
"""

EXIT_STATUSES = (
    (0, "done"),
    (UserError.exit_status, "what was asked for cannot be; for `doctor`: something it looked at fails"),
    (UsageError.exit_status, "the command line itself is wrong"),
    (ConflictError.exit_status, "somebody else holds it"),
    (BugError.exit_status, "a bug of covey's: it names the file with the report"),
    (UnavailableError.exit_status, "the store, a file or a program cannot be reached now: try again"),
    (INTERRUPTED, "interrupted with Ctrl-C"),
)


def page() -> str:
    """Give the page."""
    found = list(walk())
    overview = table(["Command", "What it does"], [[_link(path), sentence] for path, sentence, _ in found])
    statuses = table(["Exit status", "Meaning"], [[str(number), words] for number, words in EXIT_STATUSES])
    chapters = [_chapter(path, command) for path, _, command in found]
    return document("Commands", INTRODUCTION, overview, "## Exit status", statuses, *chapters)


def walk() -> Iterator[tuple[str, str, click.Command]]:
    """Give every command: its words, its sentence, and itself."""
    top = build()
    context = click.Context(top, info_name="covey")
    for name, sentence in COMMANDS.items():
        yield f"covey {name}", sentence, _command(top, context, name)
    for group_name, (_, table_of_group) in GROUPS.items():
        group = _command(top, context, group_name)
        assert isinstance(group, click.Group)  # noqa: S101 - the table says so
        for name, sentence in table_of_group.items():
            yield f"covey {group_name} {name}", sentence, _command(group, context, name)


def _command(group: click.Group, context: click.Context, name: str) -> click.Command:
    command = group.get_command(context, name)
    assert command is not None, name  # noqa: S101 - the table says that it is there
    return command


def _link(path: str) -> str:
    return f"[{code(path)}](#{path.replace(' ', '-')})"


def _chapter(path: str, command: click.Command) -> str:
    context = click.Context(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    parts = [f"## {path}", f"```text\n{usage}\n```", plain(inspect.cleandoc(command.help or ""))]
    options = [
        record for each in command.params if (record := each.get_help_record(context)) and each.name != "as_json"
    ]
    if options:
        parts.append("\n".join(f"- {code(names)}: {plain(words)}" for names, words in options))
    if command.epilog:
        lines = command.epilog.splitlines()[2:]  # the first two are click's mark and the word Examples
        parts.append("```sh\n" + "\n".join(line.strip() for line in lines) + "\n```")
    return "\n\n".join(parts)
