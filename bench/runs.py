"""One run: four real clients at once in one repository of a private world, and what came of it."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from agent import Agent, next_turn
from covey.errors import UnavailableError
from covey.testing.clients import client
from covey.testing.messages_api import Conversation, MessagesApi
from covey.testing.world import World
from outcomes import Outcome
from work import ORDER, is_there, mixed_commits, prepare, units_of

if TYPE_CHECKING:
    from covey.testing.claude_process import ClaudeResult
    from ways import Way

RUN_SECONDS = 180
MAY_DO_ALL = ("--permission-mode", "bypassPermissions")


def run(way: Way, tool: str) -> Outcome:
    """Let the four agents work in a world that was made ready in one way, writing with one tool."""
    with tempfile.TemporaryDirectory(prefix="covey-bench-") as folder, World(Path(folder), client()) as world:
        repository = prepare(world)
        way(world, repository)
        crew = Crew(repository, tool)
        with MessagesApi([crew.conversation(name) for name in ORDER]) as api:
            began = time.perf_counter()
            results = _run_all(world, repository, api)
            seconds = time.perf_counter() - began
            agents = {name: crew.as_it_ended(name, api) for name in ORDER}
        return _outcome(agents, results, repository, seconds, mixed_commits(world, repository))


class Crew:
    """The four agents of a run: each is made anew for every request, and taken through what it was told so far."""

    def __init__(self, repository: Path, tool: str) -> None:
        """Take what they work on and write with."""
        self._repository, self._tool = repository, tool

    def conversation(self, name: str) -> Conversation:
        """Give the conversation of an agent."""
        return Conversation(_task(name), lambda request: next_turn(self._agent(name), request.told))

    def as_it_ended(self, name: str, api: MessagesApi) -> Agent:
        """Give an agent as it was when it had heard everything."""
        agent = self._agent(name)
        next_turn(agent, api.turns(_task(name))[-1].told)
        return agent

    def _agent(self, name: str) -> Agent:
        return Agent(name, units_of(name), self._repository, self._tool)


def _task(name: str) -> str:
    return f"You are {name}: do your three units."


def _run_all(world: World, repository: Path, api: MessagesApi) -> dict[str, ClaudeResult]:
    started = {name: world.start_claude(_task(name), cwd=repository, api=api, args=MAY_DO_ALL) for name in ORDER}
    results = {name: process.wait(RUN_SECONDS) for name, process in started.items()}
    for name, result in results.items():
        if result.exit_status or not result.text.startswith("Finished: "):
            raise UnavailableError(f"the client of {name} ended with {result.exit_status}: {result.text}")
    return results


def _outcome(
    agents: dict[str, Agent], results: dict[str, ClaudeResult], repository: Path, seconds: float, mixed: int
) -> Outcome:
    there = {name: [one for one in agent.written if is_there(repository, one)] for name, agent in agents.items()}
    reported = {
        name: result.text.removeprefix("Finished: ").rstrip(".").split(", ") for name, result in results.items()
    }
    finished = [
        unit
        for name, agent in agents.items()
        for unit in agent.units
        if unit.name in reported[name] and all(change in there[name] for change in unit.changes)
    ]
    return Outcome(
        finished=len(finished),
        lost=sum(len(agent.written) - len(there[name]) for name, agent in agents.items()),
        mixed_commits=mixed,
        seconds=round(seconds, 3),
        denials=sum(agent.denials for agent in agents.values()),
        stale_writes=sum(agent.stale_writes for agent in agents.values()),
        tool_calls=sum(agent.calls for agent in agents.values()),
    )
