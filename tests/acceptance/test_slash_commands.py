"""The plugin's slash commands in the real client: what covey answers is what the model sees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from covey.testing import clients
from covey.testing.messages_api import Conversation, MessagesApi, call, text

from .conftest import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.testing.world import World

pytestmark = pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
ASK = ("--permission-mode", "default")
"""Here nothing is allowed but what the command file itself allows."""
NEVER_ASK = ("--permission-mode", "bypassPermissions")
"""Here nothing would stop a command that came in through the arguments."""


@pytest.fixture
def held(scene: Scene) -> Iterator[MessagesApi]:
    """Let a session write auth.py and go on living, so that it holds the file."""
    turns = [
        call("Write", file_path=str(scene.repository / "auth.py"), content="1\n"),
        text("done").held_by("first goes on"),
    ]
    with MessagesApi([Conversation("/sc:", [text("thanks")]), Conversation("rewrite the login", turns)]) as api:
        first = scene.world.start_claude("rewrite the login", cwd=scene.repository, api=api)
        api.wait_until_held("first goes on")
        yield api
        api.release("first goes on")
        first.wait()


def said(scene: Scene, api: MessagesApi, prompt: str, how: tuple[str, ...] = ASK) -> str:
    """Give a slash command to a new session, and what its model then sees of covey's answer."""
    before = len(api.turns("/sc:"))
    done = scene.world.run_claude(prompt, cwd=scene.repository, api=api, args=how)
    asked = api.turns("/sc:")[before:]
    assert asked, done
    return asked[0].all_text.rpartition("covey says:")[2].partition("This is for the person")[0].strip()


@pytest.mark.requirement("S1-13")
def test_the_status_tells_who_is_here_and_what_they_hold(scene: Scene, held: MessagesApi) -> None:
    answer = said(scene, held, "/sc:session-status")
    assert "1 other session in shop:" in answer
    assert "“rewrite the login”; holds auth.py" in answer


@pytest.mark.requirement("S1-13")
def test_refresh_brings_the_record_up_to_date(scene: Scene, held: MessagesApi) -> None:
    """The file that the first session wrote is not committed, and its turn is not over: so nobody has looked yet."""
    answer = said(scene, held, "/sc:session-refresh")
    assert re.search(r"Session_\S+ is on main, dirty", answer), answer
    assert {row["git_dirty"] for row in scene.covey("sessions", "live")} == {True}
    assert said(scene, held, "/sc:session-refresh") == "The record was up to date."


@pytest.mark.requirement("S1-13")
def test_unlock_spares_a_session_that_lives_and_force_does_not(scene: Scene, held: MessagesApi) -> None:
    refused = said(scene, held, "/sc:session-unlock auth.py")
    assert refused.startswith("Error: auth.py is held by Session_"), refused
    assert "(“rewrite the login”)" in refused
    assert [row["path"] for row in scene.covey("locks", "list")] == ["auth.py"]

    taken = said(scene, held, "/sc:session-unlock auth.py --force")
    whom = r"Unlocked auth.py \(held by Session_\S+ \(“rewrite the login”\)\)\.\n"
    assert re.match(whom, taken), taken
    assert scene.covey("locks", "list") == []
    assert said(scene, held, "/sc:session-unlock") == "This session holds nothing."


@pytest.mark.requirement("S1-13")
def test_history_tells_what_happened_and_who_has_ended(scene: Scene, held: MessagesApi) -> None:
    said(scene, held, "/sc:session-status")
    answer = said(scene, held, "/sc:session-history")
    assert re.search(r"^- \d\d:\d\d completed after \d+ seconds?: ", answer, re.MULTILINE), answer
    assert re.search(r"^- \d\d:\d\d lock\.acquired auth\.py \(Session_\S+\)", answer, re.MULTILINE), answer
    assert "session.started (this one)" in answer


@pytest.mark.requirement("S1-13", "S1-16")
@pytest.mark.parametrize(
    "argument",
    [
        "; touch PWNED",
        "$(touch PWNED)",
        "`touch PWNED`",
        "a' ; touch PWNED ; '",
        'a" ; touch PWNED ; "',
        "a\ntouch PWNED",
        "a\nCOVEY\ntouch PWNED",
        "!`touch PWNED`",
        "a\n```\n\n!`touch PWNED`",
        "a\n```\n```!\ntouch PWNED\n```",
        "a\\",
    ],
)
def test_no_shell_sees_what_is_typed_after_a_command(scene: Scene, argument: str) -> None:
    """Tried where the client asks nobody before it runs something."""
    with MessagesApi([Conversation("/sc:", [text("thanks")])]) as api:
        answer = said(scene, api, f"/sc:session-unlock {argument}", NEVER_ASK)
    assert not (scene.repository / "PWNED").exists()
    assert "is not locked" in answer


@pytest.mark.requirement("S1-13")
def test_a_state_folder_with_spaces_and_quotes_in_its_name_does_as_well(claude_world: World) -> None:
    repository = claude_world.repository("shop")
    odd = {"COVEY_HOME": str(claude_world.root / "Tess's state folder")}
    claude_world.run(["covey", "install"], repository, env=odd)
    with MessagesApi([Conversation("/sc:", [text("thanks")])]) as api:
        answers = [
            said(Scene(claude_world, repository), api, prompt)
            for prompt in ("/sc:session-status", "/sc:session-unlock")
        ]
    assert "No other session works in shop now." in answers[0]
    assert answers[1] == "This session holds nothing."
