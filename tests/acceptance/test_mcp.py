"""Real Claude Code sessions call covey's MCP tools: our hook tells the server whose call it is, nobody else."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from covey.model.mcp import TOOL_USE_ID
from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, Request, Turn, call, text
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Scene

BOTH_VERSIONS = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
TOOL = "mcp__plugin_sc_covey__"
FREELY = ("--permission-mode", "bypassPermissions")
BOUND_SECONDS = 30
HANDS_ON = """cat > /dev/null; printf '%s' '{"hookSpecificOutput":{"hookEventName":"PreToolUse",
"updatedInput":{"path":"auth.py","reason":"handed on"}}}'"""
NOT_YET = "No such tool available"
TRY_SECONDS, MOST_TRIES = 0.2, 100


def ours(name: str, /, **arguments: Any) -> Turn:
    """Make a turn that calls one of our tools, as the plugin's server has them."""
    return call(f"{TOOL}{name}", **arguments)


def tries(prompt: str, *steps: Turn | Callable[[list[Any]], Turn]) -> Conversation:
    """Give a session that makes these steps, one after the other; a step may be made from the answers so far.

    A client does not wait for its MCP servers: a tool that is not there yet is tried again, as a model does.
    """

    def turn(request: Request) -> Turn:
        answers, missed = answered(request), sum(NOT_YET in each for each in request.tool_results)
        if missed > MOST_TRIES:
            return text("the tools never came")
        step = steps[len(answers)]
        made = step if isinstance(step, Turn) else step(answers)
        return made.delayed(TRY_SECONDS) if missed else made

    return Conversation(prompt, turn)


def answered(request: Request) -> list[Any]:
    """Give what the tools answered so far, from the JSON where they did."""
    answers = [each for each in request.tool_results if NOT_YET not in each]
    return [json.loads(each) if each.startswith("{") else each for each in answers]


def results(api: MessagesApi, prompt: str) -> list[Any]:
    """Give what the tools answered a session."""
    return answered(api.turns(prompt)[-1])


def open_calls(scene: Scene) -> int:
    """Count the calls that still count."""
    with closing(sqlite3.connect(scene.world.covey_home / "covey.db")) as database:
        return database.execute("SELECT count(*) FROM tool_call").fetchone()[0]


@BOTH_VERSIONS
@pytest.mark.requirement("S1-11", "S1-12")
def test_a_session_takes_a_lock_finds_it_in_the_graph_and_deletes_it_there(scene: Scene) -> None:
    """No id is in the calls: the hook has noted whose they are, and the client says which they are."""
    steps = [
        ours("lock_acquire", path="src/auth.py", reason="rewrite", estimate_minutes=20),
        ours("aim_search_nodes", query="lock_"),
        ours("session_current"),
        ours("aim_delete_entities", entityNames=["lock_auth_py"]),
        ours("locks_list"),
        text("done"),
    ]
    with MessagesApi([tries("hold it", *steps)]) as api:
        ran = scene.world.run_claude("hold it", cwd=scene.repository, api=api, args=FREELY)
        lock, found, session, deleted, locks = results(api, "hold it")
    assert (lock["path"], lock["session_id"], lock["reason"]) == ("src/auth.py", ran.session_id, "rewrite")
    assert found["entities"][0]["name"] == "lock_auth_py"
    assert f"Locked by: {lock['name']}" in found["entities"][0]["observations"]
    assert {"from": lock["name"], "to": "lock_auth_py", "relationType": "holds_lock"} in found["relations"]
    assert (session["session_id"], session["task"], session["locks"]) == (ran.session_id, "hold it", ["src/auth.py"])
    assert (deleted, locks) == ({"deleted": ["lock_auth_py"]}, {"locks": []})
    assert open_calls(scene) == 0


@BOTH_VERSIONS
@pytest.mark.requirement("S1-11", "S1-12")
def test_another_session_may_look_and_depend_but_not_take_whatever_id_it_claims(scene: Scene) -> None:
    first = tries("hold it", ours("lock_acquire", path="auth.py"), text("done").held_by("first goes on"))

    def second(holder: dict[str, Any]) -> Conversation:
        claims = {"_meta": {TOOL_USE_ID: "toolu_covey_0_0"}, "session_id": holder["session_id"]}

        def depends(source: str, target: str) -> Turn:
            relation = {"from": source, "to": target, "relationType": "depends_on"}
            return ours("aim_create_relations", relations=[relation])

        return tries(
            "want it",
            ours("session_current", **claims),
            ours("aim_delete_entities", entityNames=["lock_auth_py"], **claims),
            ours("lock_acquire", path="auth.py", **claims),
            ours("lock_release", path="auth.py", **claims),
            lambda answers: depends(answers[0]["name"], holder["name"]),
            lambda answers: depends(holder["name"], answers[0]["name"]),
            text("done"),
        )

    with MessagesApi([first]) as api:
        holds = scene.world.start_claude("hold it", cwd=scene.repository, api=api, args=FREELY)
        api.wait_until_held("first goes on")
        (holder,) = scene.covey("sessions", "live")
        with MessagesApi([second(holder)]) as other:
            ran = scene.world.run_claude("want it", cwd=scene.repository, api=other, args=FREELY)
            current, *answers = results(other, "want it")
        locks = scene.covey("locks", "list")
        api.release("first goes on")
        holds.wait()
        told = api.turns("hold it")[-1].all_text

    refused_deletion, refused_lock, refused_release, related, refused_relation = answers
    assert current["session_id"] == ran.session_id != holder["session_id"]
    assert "auth.py" in refused_deletion
    assert holder["name"] in refused_deletion
    assert f"auth.py is locked by {holder['name']}" in refused_lock
    assert f"{current['name']} does not hold auth.py" in refused_release
    assert related["relations"] == [{"from": current["name"], "to": holder["name"], "relationType": "depends_on"}]
    assert f"this call does not come from {holder['name']}" in refused_relation
    assert [(lock["path"], lock["session_id"]) for lock in locks] == [("auth.py", holder["session_id"])]
    assert "depends" in told


@BOTH_VERSIONS
@pytest.mark.requirement("S1-12")
@pytest.mark.parametrize("allowed", [False, True], ids=["not permitted", "permitted"])
def test_the_hook_permits_nothing_that_the_user_did_not(scene: Scene, *, allowed: bool) -> None:
    """In the default mode the client asks; in `-p`, where nobody answers, it refuses."""
    permitted = ("--allowedTools", f"{TOOL}*") if allowed else ()
    steps = [ours("lock_acquire", path="auth.py"), text("done").held_by("goes on")]
    with MessagesApi([tries("hold it", *steps)]) as api:
        how = ("--permission-mode", "default", *permitted)
        process = scene.world.start_claude("hold it", cwd=scene.repository, api=api, args=how)
        request = api.wait_until_held("goes on")
        locks = scene.covey("locks", "list")
        api.release("goes on")
        process.wait()
    assert [lock["path"] for lock in locks] == (["auth.py"] if allowed else [])
    assert any("haven't granted it yet" in error for error in request.tool_errors) is not allowed


@BOTH_VERSIONS
@pytest.mark.requirement("S1-12")
def test_another_hook_that_hands_the_input_on_or_changes_it_takes_nothing_of_a_calls_session(scene: Scene) -> None:
    """The client takes one hook's input, whichever comes last."""
    settings = {"hooks": {"PreToolUse": [{"matcher": "mcp__.*", "hooks": [{"type": "command", "command": HANDS_ON}]}]}}
    steps = [ours("lock_acquire", path="auth.py"), ours("session_current"), text("done")]
    with MessagesApi([tries("hold it", *steps)]) as api:
        how = (*FREELY, "--settings", json.dumps(settings))
        ran = scene.world.run_claude("hold it", cwd=scene.repository, api=api, args=how)
        lock, session = results(api, "hold it")
    assert (lock["session_id"], lock["reason"]) == (ran.session_id, "handed on")
    assert session["session_id"] == ran.session_id


@BOTH_VERSIONS
@pytest.mark.requirement("S1-12")
def test_what_a_subagent_takes_is_its_sessions(scene: Scene) -> None:
    ask = call("Task", description="x", prompt="take it", subagent_type="general-purpose", run_in_background=False)
    parent = tries("send somebody", ask, ours("locks_list"), text("done"))
    child = tries("take it", ours("lock_acquire", path="auth.py"), text("taken"))
    with MessagesApi([child, parent]) as api:
        ran = scene.world.run_claude("send somebody", cwd=scene.repository, api=api, args=FREELY)
        (lock,) = results(api, "take it")
        listed = results(api, "send somebody")[-1]
    assert (lock["path"], lock["session_id"]) == ("auth.py", ran.session_id)
    assert [row["session_id"] for row in listed["locks"]] == [ran.session_id]


@BOTH_VERSIONS
@pytest.mark.requirement("S1-12")
def test_with_a_monitor_the_calls_go_through_the_bridge_and_mean_the_same(scene: Scene) -> None:
    scene.said("serve", "--background")
    assert until((scene.world.covey_home / "mcp.json").exists, BOUND_SECONDS)
    steps = [ours("lock_acquire", path="auth.py"), ours("session_task", text="through the bridge"), text("done")]
    with MessagesApi([tries("hold it", *steps)]) as api:
        ran = scene.world.run_claude("hold it", cwd=scene.repository, api=api, args=FREELY)
        lock, _ = results(api, "hold it")
    scene.said("serve", "--stop")
    assert lock["session_id"] == ran.session_id
    (ended,) = scene.covey("sessions", "history")
    assert ended["task"] == "through the bridge"


@pytest.mark.requirement("S1-12", "S4-11")
def test_hooks_and_server_put_in_without_the_plugin_do_the_same(scene: Scene) -> None:
    scene.covey("install", "--method", "settings")
    steps = [call("mcp__covey__lock_acquire", path="auth.py"), text("done")]
    with MessagesApi([tries("hold it", *steps)]) as api:
        ran = scene.world.run_claude("hold it", cwd=scene.repository, api=api, args=FREELY)
        (lock,) = results(api, "hold it")
    assert lock["session_id"] == ran.session_id


@pytest.mark.requirement("S1-12")
def test_a_session_without_our_hooks_may_read_and_record_but_takes_no_lock(scene: Scene) -> None:
    """It is nobody: the server believes no id that stands in the arguments."""
    scene.covey("uninstall")
    scene.covey("install", "--mcp-only", "--scope", "project")
    claims = {"_meta": {TOOL_USE_ID: "toolu_covey_0_0"}, "session_id": "another"}
    entity = {"name": "the login", "entityType": "feature", "observations": ["it retries twice"]}
    steps = [
        call("mcp__covey__sessions_live"),
        call("mcp__covey__aim_create_entities", entities=[entity]),
        call("mcp__covey__lock_acquire", path="auth.py", **claims),
        text("done"),
    ]
    with MessagesApi([tries("look", *steps)]) as api:
        scene.world.run_claude("look", cwd=scene.repository, api=api, args=FREELY)
        _, recorded, refused = results(api, "look")
    assert [row["name"] for row in recorded["entities"]] == ["the login"]
    assert "this call is made for no session that covey knows" in refused
    assert scene.covey("locks", "list") == []
