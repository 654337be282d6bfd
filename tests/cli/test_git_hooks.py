"""`covey install --git-hooks`, `uninstall` and `doctor` about it, as people and scripts see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Answer, Office

THERE = """\
Git calls covey before each commit and push: {folder}/.git/hooks (created).
What was there is run as before: {folder}/.git/hooks/pre-commit.before-covey
What touches a file that another live session holds is refused, in all worktrees of this repository.
`covey doctor` says whether git runs it; `covey uninstall --git-hooks` takes it out again.
"""


def finding(office: Office) -> tuple[str, str, str]:
    """Give what doctor says of the git net."""
    findings = office.json("doctor").data["findings"]
    ((status, sentence, hint),) = [
        (one["status"], one["sentence"], one["hint"]) for one in findings if one["id"] == "git_net"
    ]
    return status, sentence, hint


def error(answer: Answer) -> tuple[int, str, str]:
    """Give how a command failed: status, code and hint."""
    (one,) = answer.envelope["errors"]
    return answer.status, one["code"], one["hint"]


@pytest.mark.requirement("S4-1")
def test_the_hooks_are_put_in_seen_by_doctor_and_taken_out(office: Office, shop: Path) -> None:
    own = shop / ".git/hooks/pre-commit"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    said = "no git net in this repository: commits and pushes are not looked at"
    assert finding(office)[:2] == ("ok", f"{said} (`covey install --git-hooks` puts it there)")
    assert office.covey("install", "--git-hooks").out == THERE.format(folder=shop)
    assert finding(office)[:2] == (
        "ok",
        f"the git net is in this repository: git runs the hooks in {shop}/.git/hooks",
    )
    assert office.json("install", "--git-hooks").data == {
        "method": "git-hooks",
        "scope": "repository",
        "action": "unchanged",
        "what": f"{shop}/.git/hooks",
        "chained": [f"{shop}/.git/hooks/pre-commit.before-covey"],
    }
    assert office.json("install", "--git-hooks", "--force").data["action"] == "changed"
    assert office.json("uninstall", "--git-hooks").data["removed"] == [f"git hooks in {shop}/.git/hooks"]
    assert own.read_text() == "#!/bin/sh\n"
    assert office.json("uninstall", "--git-hooks").data["removed"] == []


def test_claude_code_is_not_touched(office: Office, shop: Path) -> None:
    office.covey("install", "--git-hooks")
    assert list(shop.parent.glob(".claude/*")) == []


def test_plain_uninstall_takes_them_out_too_and_one_of_a_scope_does_not(office: Office, shop: Path) -> None:
    office.covey("install", "--git-hooks")
    assert office.json("uninstall", "--scope", "user").data["removed"] == []
    assert office.json("uninstall").data["removed"] == [f"git hooks in {shop}/.git/hooks"]


def test_what_displaced_them_is_named_by_doctor_with_the_command_that_mends_it(office: Office, shop: Path) -> None:
    office.covey("install", "--git-hooks")
    office.world.run(["git", "config", "core.hooksPath", ".husky/_"], shop)
    said = f"git takes its hooks from {shop}/.husky/_, and runs there other pre-commit and pre-push hooks than covey's"
    assert finding(office) == ("fail", said, "covey install --git-hooks")
    assert office.json("install", "--git-hooks").data["what"] == f"{shop}/.git/covey/hooks"
    assert finding(office)[0] == "ok"


def test_hooks_of_another_state_folder_are_out_of_date(
    office: Office, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.covey("install", "--git-hooks")
    monkeypatch.setenv("COVEY_HOME", str(office.world.root / "another"))
    said = f"the git hooks in {shop}/.git/hooks are not what this covey installs"
    assert finding(office) == ("fail", said, "covey install --git-hooks")


def test_outside_of_repositories_there_is_nothing_to_put_in(office: Office) -> None:
    hint = "cd into a repository's worktree; the hooks count for all its worktrees"
    for verb in ("install", "uninstall"):
        assert error(office.json(verb, "--git-hooks")) == (1, "no_repository", hint)
    assert finding(office)[0] == "ok"
    assert office.json("uninstall").status == 0


@pytest.mark.parametrize("options", [["--scope", "user"], ["--method", "settings"], ["--statusline"]])
def test_options_of_the_other_installation_do_not_go_with_it(office: Office, shop: Path, options: list[str]) -> None:
    status, code, hint = error(office.json("install", "--git-hooks", *options))
    assert (status, code) == (2, "usage_error")
    assert hint == "call `covey install` twice, once for each"
    assert not (shop / ".git/hooks/pre-commit").exists()
