"""A run told to people: what it is, its conversations and tasks as a tree, and then what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from covey.claude.foreign import as_dict, as_list
from covey.cli import shown, tables
from covey.cli.plans import rows
from covey.cli.plans.marks import lasted, marked, money, outcome_mark, tally
from covey.cli.plans.tree import branches
from covey.model.outcome import DONE
from covey.model.run import FALLBACK, RENEW
from covey.model.text import plain
from covey.running import overview
from covey.running.conversations import Conversation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

SIGNS = {"created": "+", "changed": "~", "deleted": "-"}
MOST_FILES, MOST_OUTPUT = 3, 10
"""How many files of a task are named in its line, and how many of the last lines of an output are shown."""


def tell(console: Console, run: dict[str, Any]) -> None:
    """Print what `plans show --json` gives."""
    tables.facts(console, _facts(run))
    console.print()
    for line in _tree(console, run):
        console.print(line, soft_wrap=True)
    for task in run["tasks"]:
        troubles = list(_troubles(task))
        if troubles:
            console.print()
            shown.say(console, (plain(task["task_id"]), "bold"), f": {task['problem']}" if task["problem"] else "")
            for line in troubles:
                shown.say_whole(console, "  ", *line)


def _facts(run: dict[str, Any]) -> dict[str, tables.Cell | None]:
    totals = run["totals"]
    bounds = f" of {money(run['budget'])}" if run["budget"] is not None else ""
    again = f", {totals['retries']} of them again" if totals["retries"] else ""
    rebuilt = f", {totals['fallbacks']} with rebuilt context" if totals["fallbacks"] else ""
    cached = f" ({totals['cache_read_tokens']:,} from the cache)" if totals["cache_read_tokens"] else ""
    read = sum(totals[name] for name in ("input_tokens", "cache_read_tokens", "cache_created_tokens"))
    return {
        "Plan": run["plan"],
        "State": marked(run["state"]),
        "Run": run["run_id"],
        "Project": shown.at_home(run["project"]),
        "File": shown.at_home(run["file"]),
        "Started": shown.local(run["started"]),
        "Took": lasted(run["seconds"]),
        "Left": _left(run),
        "Tasks": tally(totals),
        "Turns": f"{totals['attempts']}{again}{rebuilt}",
        "Cost": f"{money(run['cost'])}{bounds}",
        "Tokens": f"{read:,} in{cached}, {totals['output_tokens']:,} out" if read else None,
    }


def _left(run: dict[str, Any]) -> str | None:
    """Say what an interrupted run left at work."""
    if run["state"] != overview.INTERRUPTED or not run["clients"]:
        return None
    pids = ", ".join(map(str, run["clients"]))
    return f"process {pids} works on: `covey plans resume` follows it, `covey plans cancel` ends it"


def _tree(console: Console, run: dict[str, Any]) -> list[Text]:
    made = [Conversation(one["line"], one["forked_from"], tuple(one["tasks"])) for one in run["conversations"]]
    tree = branches(made)
    if not console.is_terminal:
        tree = [branch._replace(rails=" " * len(branch.rails), below=" " * len(branch.below)) for branch in tree]
    return rows.lines(tree, {task["task_id"]: _row(task) for task in run["tasks"]}, console.width)


def _row(task: dict[str, Any]) -> rows.Row:
    note = task["problem"] or _files(task["files"])
    attempts = task["attempts"]
    is_plain = len(attempts) <= 1 and all(each["outcome"] in (DONE, None) and not _why(each) for each in attempts)
    more = [] if is_plain else [_attempt(each) for each in attempts]
    return rows.Row(task["state"], task["seconds"], task["cost"], note, more)


def _files(files: dict[str, str]) -> str:
    named = [f"{SIGNS.get(how, '?')}{path}" for path, how in files.items()]
    more = len(named) - MOST_FILES
    return " ".join(named[:MOST_FILES]) + (f" and {more} more" if more > 0 else "")


def _attempt(attempt: dict[str, Any]) -> Text:
    """Tell one attempt: what for, in which conversation and why in that, and what came of it."""
    came_of_it = (attempt["outcome"] or "at work").replace("_", " ")
    parts = [f"{attempt['number']} {attempt['purpose']}", _why(attempt), came_of_it]
    if attempt["outcome"] != DONE and attempt["detail"]:
        parts.append(attempt["detail"])
    return Text.assemble(outcome_mark(attempt["outcome"]), " ", shown.styled(" · ".join(filter(None, parts)), "dim"))


def _why(attempt: dict[str, Any]) -> str:
    """Say why it is not the conversation before; nothing where it is, or where there was none."""
    if attempt["how"] not in (FALLBACK, RENEW):
        return ""
    return ": ".join(filter(None, (f"{attempt['how']}, context rebuilt", attempt["reason"])))


def _troubles(task: dict[str, Any]) -> Iterator[tuple[str | tuple[str, str], ...]]:
    """Give the lines on what went wrong in a task, beside its problem."""
    for check in task["verify"]:
        if check["status"]:
            yield ("✗ ", "red"), f"{check['command']} ended with {check['status']}"
            yield from (((f"  {line}", "dim"),) for line in check["output"].splitlines()[-MOST_OUTPUT:])
    for fault in as_list(as_dict(task["references"]).get("faults")):
        at = f"{fault['path']}:{fault['line']}"
        yield ("! ", "yellow"), f"{at}: {fault['kind']} {fault['name']}", (f"  {fault.get('detail', '')}", "dim")
    for denial in task["denials"]:
        yield ("! ", "yellow"), f"not permitted: {denial}"
