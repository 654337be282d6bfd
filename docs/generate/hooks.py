"""The page of hooks: each event that covey listens to, and what it does then."""

from __future__ import annotations

import json
from pathlib import Path

from covey.claude.hooks_table import TABLE, HookSetup, Row
from covey.hooks.door import DEADLINE_SECONDS
from covey.hooks.events import WAITING_FOR
from docs.generate.markdown import code, document, table

INTRODUCTION = f"""
`covey install` puts these into Claude Code. `on_edit.py` is the gate; `on_event.py` answers everything else. Both read
one JSON object from their standard input, make one transaction, answer and end; a call that takes longer than
{DEADLINE_SECONDS:g} seconds gives up by itself, before Claude Code does. Every handler may be called twice for one event.
"""

DOES = {
    "SessionStart": "Enters the session, or takes up its record again after `--resume`; ends the session that its "
    "process was before `/clear`; archives those whose process is gone. Tells the session its name and who else works "
    "in the project, on what, how far, holding what, and which areas are free. Starts a look for uncommitted changes, which nobody waits for.",
    "UserPromptSubmit": "Notes that the session is busy, and archives those whose process is gone. Releases its files that are clean by now. Its first prompt, shortened to a line and with what looks like "
    "a secret left out, becomes its task where none is set; then it is told who has nearly the same task, whose work matters to it, and who is in "
    "its area. Tells it what it waited for and is free now.",
    "PreToolUse": "**The gate.** Takes or renews the lock of the file, or stops the edit and puts the session in line. A lock in the way "
    "that has [ended with the work](../concepts/concurrency.md#a-lock-ends-with-the-work) is released instead. "
    "Of a shell command it reads [what it would write](shell-commands.md), and does the same for all of that; git commands "
    "that would sweep away others' uncommitted work are stopped. A command that may change files is watched from here on. Tools of MCP servers are looked at where `write_tools` lists them; those of "
    "covey's own server are noted, so that it knows the session that calls ([why](../adr/0018-tool-use-ids.md)). "
    "A new hold on a path that is also held in another worktree is let pass with a warning; so is one that was taken "
    "over from an idle session.",
    "PostToolUse": "After an edit: renews the lock, or says that it had passed to another while the edit waited. After a "
    "shell command: finds what it really changed, also in other worktrees that it entered; where others hold that, both are told; new files are the session's. After a "
    "`git commit`: releases the files that are clean by now. After TaskCreate, TaskUpdate and TodoWrite: "
    "follows the session's own task list. After a tool of covey's own server: its call counts no more. Tells the session what is free now.",
    "PostToolUseFailure": "The same for a command that ended with an error. Tells the session what is free now.",
    "TaskCreated": "Notes an entry of the session's own task list, by which its progress is shown.",
    "TaskCompleted": "Notes that an entry of the session's own task list is done.",
    "SubagentStart": "Notes that the session is alive.",
    "SubagentStop": "Releases what the subagent held for itself (`subagents: separate`).",
    "Stop": "Notes that the turn is over and the session idle; releases its files that are clean by now, and all of its locks where `release_on` lists `turn`. "
    "Archives the sessions whose process is gone. "
    "Tells the session what it waited for and can have now, which makes it go on. "
    "Starts a look for uncommitted changes and, where sessions work in other worktrees, a forecast of the merge.",
    "StopFailure": "Notes that the turn was broken off, and by which error. Releases the session's files that are clean by now.",
    "Notification": "Notes that the session waits for a person: "
    + ", ".join(f"`{kind}`" for kind in WAITING_FOR)
    + "; or that it has been idle: `idle_prompt`, which releases its files that are clean by now.",
    "CwdChanged": "Follows the session to its new folder, worktree and branch.",
    "SessionEnd": "Archives the session, and releases all it holds and waits for. Claude Code gives the hooks of all "
    "plugins together 1.5 s for it.",
}

ANSWERS = """
## What covey answers

| Answer | When | In Claude Code's JSON |
|---|---|---|
| nothing | the usual case: go on | no output, exit status 0 |
| deny | another session holds the file | `hookSpecificOutput.permissionDecision: "deny"`, with the reason |
| ask | the same, with `conflict_action: ask` | `hookSpecificOutput.permissionDecision: "ask"`, with the reason |
| context | something that the model should know | `hookSpecificOutput.additionalContext` |
| message | covey itself failed, and let Claude Code go on | `systemMessage`, which the person at the terminal sees |

A text has at most 8,000 characters; Claude Code delivers 10,000 whole. The exit status is always 0.

## How the hooks are called

In exec form, which Claude Code knows since 2.1.139, with absolute paths and no shell:

```text
python -I -S -c LAUNCH …/covey/hooks/on_edit.py --home STATE_FOLDER
```

`-I -S` keep Python from looking at the environment and at installed packages. `LAUNCH` runs the entry only if it is
there: Python would end with 2 for a missing script, which Claude Code takes for "block", and a covey removed without
`covey uninstall` must not stop anybody. With `on_error: closed` the gate is called without it, and with
`onFailure: "block"`, so that its absence does stop edits.

## What the gate does not see

- What a program writes whose command does not say so (`make`, `sh fix.sh`): that is found when it has ended.
- Commands that a person types in a terminal; `covey install --git-hooks` stops their commits of held files.
- Sessions that run without covey's hooks: `claude --bare`, an untrusted folder in the terminal, `disableAllHooks`.
"""

OF_GIT = """
## Git's own hooks

`covey install --git-hooks` puts `pre-commit` and `pre-push` into a repository ([guard commits and
pushes](../how-to/git-hooks.md)). They are lines for the shell, which call

```text
python -I -S …/covey/hooks/on_git.py --home STATE_FOLDER pre-commit
```

if both are there, and then whatever stood in their place. It ends with 3 to refuse; the hook then ends with 1. Any other
status is a failure of covey's own and lets git go on, unless `on_error: closed` was set at the installation.
"""

BY_HAND = """
## In settings.json

This is what `covey install --method settings` merges into a `settings.json`, with the three paths of your machine in
place of `/PYTHON`, `/COVEY` and `/STATE`: [install by hand](../how-to/install-by-hand.md).
"""


def page() -> str:
    """Give the page."""
    heads = ["Event", "Tools", "Time limit", "What covey does"]
    rows = [_cells(row) for row in TABLE]
    return document(
        "Hooks", INTRODUCTION, table(heads, rows), ANSWERS, OF_GIT, BY_HAND, f"```json\n{in_settings()}\n```"
    )


def in_settings() -> str:
    """Give the whole table as a settings.json, one event a line."""
    hooks = HookSetup(python=Path("/PYTHON"), home=Path("/STATE"), entries=Path("/COVEY/hooks")).hooks()
    lines = [f"    {json.dumps(event)}: {json.dumps(groups)}" for event, groups in hooks.items()]
    return "\n".join(["{", '  "hooks": {', ",\n".join(lines), "  }", "}"])


def _cells(row: Row) -> list[str]:
    tools = ", ".join(code(tool) for tool in row.matcher.strip("^()$").split("|")) if row.matcher else ""
    return [code(row.event), tools, f"{row.timeout_seconds} s", DOES[row.event]]
