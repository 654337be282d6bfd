"""A plan drafted by a model: asked for by the schema, checked as any plan is, and sent back once if it is not good."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from covey.errors import ConfigError, UnavailableError
from covey.model.ask import Ask
from covey.model.outcome import DONE
from covey.model.value import Value
from covey.running.plan_file import Examined, Problem, examine_text, project_of
from covey.running.plan_schema import resolved, schema, takes
from covey.running.plan_text import as_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from covey.model.outcome import Outcome
    from covey.model.plan import Plan
    from covey.running.provider import Onlooker, Provider

TIMEOUT_SECONDS = 1200.0
READS_ONLY = "plan"
"""The permission mode in which nothing is written and nothing is run."""
OF_A_PLAN = ("name", "description")
OF_A_TASK = ("id", "type", "prompt", "paths", "needs", "verify")
"""What a model may say of a task: bounds, models and permissions are for the user to set."""
FORMS = ("type", "enum")
"""The keywords that every model's API takes; bounds and patterns are told in words, and checked when it is read."""

PREFACE = """A plan is asked for, to be carried out later, one task after the other, by Claude Code in this project.
A task goes on in the conversation of the tasks that it needs, so its prompt may refer to what they did. Tasks that do
not need each other run at the same time, in forks of one conversation, and do not see each other's work. A plan in
which no task has `needs` is one list. `paths` are relative to the project; `verify` holds shell commands that show that
a task is done. Nothing is to be changed now. What the plan is to achieve:"""


class Draft(Value):
    """A good plan, the YAML that says it, and what it cost to get it, in US dollars."""

    plan: Plan
    text: str
    cost: float


def drafted(provider: Provider, wish: Ask, file: Path, onlooker: Onlooker) -> Draft:
    """Ask for the plan that is to stand in a file; raise UnavailableError or ConfigError where none comes of it."""
    first = _answer(provider, wish, onlooker, 0.0)
    text = _text(first)
    examined = _examined(file, text)
    if examined.plan is not None:
        return Draft(examined.plan, text, first.usage.cost)
    second = _answer(provider, _again(wish, first, examined, text), onlooker, first.usage.cost)
    text, cost = _text(second), first.usage.cost + second.usage.cost
    examined = _examined(file, text)
    if examined.plan is None:
        said = f"the draft is no good plan, twice, at a cost of ${cost:.2f}:\n{examined.error().message}"
        raise ConfigError(said, hint="ask for less, or in other words", code="bad_draft")
    return Draft(examined.plan, text, cost)


def wish_for(words: str, file: Path, folder: Path, *, budget: float, model: str) -> Ask:
    """Make of a person's words what is asked for; `folder` is the turn's own."""
    return Ask(
        folder=str(folder / "1"),
        project=project_of(file),
        prompt=words,
        preface=(PREFACE,),
        model=model,
        permission_mode=READS_ONLY,
        budget=budget,
        timeout=TIMEOUT_SECONDS,
        schema=json.dumps(draft_schema()),
    )


def draft_schema() -> dict[str, Any]:
    """Give the part of the plans' schema that a model may fill, without references."""
    whole = schema()
    task = _object(whole["$defs"]["task"], OF_A_TASK)
    plan = _object(whole, OF_A_PLAN)
    tasks = {"type": "array", "description": whole["properties"]["tasks"]["description"], "items": task}
    return plan | {"properties": plan["properties"] | {"tasks": tasks}, "required": [*OF_A_PLAN, "tasks"]}


def _object(part: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    properties = {key: _bare(part["properties"][key]) for key in keys}
    required = [key for key in keys if key in part["required"]]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _bare(part: dict[str, Any]) -> dict[str, Any]:
    """Give a part of the schema as a model's tool takes it; what may be one or a list is a list."""
    whole = resolved(part)
    said = " ".join(filter(None, [whole.get("description", ""), f"Takes {takes(whole)}."]))
    bare = {key: whole[key] for key in FORMS if key in whole} | {"description": said}
    return bare | {"type": "array", "items": _bare(whole["items"])} if "items" in whole else bare


def _answer(provider: Provider, ask: Ask, onlooker: Onlooker, cost: float) -> Outcome:
    outcome = provider.carry_out(ask, onlooker)
    if outcome.kind != DONE:
        spent = cost + outcome.usage.cost
        told = f", at a cost of ${spent:.2f}" if spent else ""
        said = f"no plan was drafted{told}: {outcome.detail or outcome.kind.replace('_', ' ')}"
        raise UnavailableError(said, hint="`covey doctor` looks whether Claude Code is well", code="no_draft")
    return outcome


def _text(outcome: Outcome) -> str:
    """Give an answer as YAML; what is not even JSON stays as it is, for the reader to say so."""
    try:
        return as_yaml(_tidied(json.loads(outcome.output)))
    except ValueError:
        return outcome.output


def _tidied(value: Any) -> Any:
    """Leave out what says nothing: `needs: []`, and spaces at the ends of lines, with which YAML has no blocks."""
    if isinstance(value, dict):
        return {key: _tidied(each) for key, each in value.items() if each != []}  # type: ignore[misc]
    if isinstance(value, list):
        return [_tidied(each) for each in value]  # type: ignore[misc]
    return "\n".join(line.rstrip() for line in value.split("\n")) if isinstance(value, str) else value


def _examined(file: Path, text: str) -> Examined:
    try:
        return examine_text(file, text)
    except ConfigError as error:  # no YAML at all
        return Examined(str(file), None, (Problem(1, 1, error.message),))


def _again(wish: Ask, first: Outcome, examined: Examined, text: str) -> Ask:
    """Send a bad answer back into its conversation, with what is wrong and where."""
    lines = text.splitlines()
    wrong = [f"- {each.said} (at: {lines[each.line - 1].strip() if lines else ''})" for each in examined.problems]
    left = max(0.01, (wish.budget or 0) - first.usage.cost)
    prompt = "\n".join(["This plan is not good yet:", *wrong, "The whole plan is asked for again, without that."])
    again = wish.but(folder=wish.folder.removesuffix("1") + "2", prompt=prompt, preface=(), budget=left)
    return again.but(conversation=first.session_id, before=first.usage)
