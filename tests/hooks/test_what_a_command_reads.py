"""Commands whose targets stand in files, in git's own, or in what other commands give: read from a real repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import decision, reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Hooks

PATCH = "--- a/{0}\n+++ b/{0}\n@@ -1 +1 @@\n-one\n+two\n"


@pytest.fixture
def held(hooks: Hooks, git: Callable[..., str]) -> Hooks:
    """Give a repository on its branch main, in which another session has changed src/held.py, which it holds."""
    for name in ("src/held.py", "src/free.py", "vendor/held.py", "notes.md"):
        (hooks.workspace / name).parent.mkdir(exist_ok=True)
        (hooks.workspace / name).write_text("one\n")
    git("add", ".")
    git("commit", "-qm", "more")
    hooks.edit("src/held.py", "other")
    (hooks.workspace / "src/held.py").write_text("changed\n")
    return hooks


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize(
    "command",
    [
        "sed -i s/one/two/ $(git rev-parse --show-toplevel)/src/held.py",
        "for f in $(git ls-files 'src/*.py'); do sed -i s/one/two/ $f; done",
        "find . -name '*.py' ! -path './vendor/*' -exec sed -i s/one/two/ {} +",
        "grep -rl changed src | xargs sed -i s/changed/two/",
        "rg -l changed | xargs sed -i s/changed/two/",
        "git grep -l changed -- '*.py' | xargs sed -i s/changed/two/",
        "git checkout -- '*.py'",
        "git restore :/",
        "git stash push -- ':!notes.md'",
        "git checkout HEAD~1 -- src/held.py",
        "git undo",
        "git diff | git apply -R",
        "git diff src/held.py | git apply -R",
        "git apply held.patch",
        "patch -p1 < held.patch",
        "cd nosuch; rm src/held.py",
        "tar xf held.tar",
        "xargs rm < held.txt",
    ],
)
def test_a_command_that_gets_at_a_held_file_is_stopped(held: Hooks, git: Callable[..., str], command: str) -> None:
    (held.workspace / "held.patch").write_text(PATCH.format("src/held.py"))
    (held.workspace / "held.txt").write_text("src/held.py\n")
    if command.startswith("tar"):
        git("archive", "-o", "held.tar", "HEAD", "src/held.py")
    git("config", "alias.undo", "checkout -- .")
    answer = held.command_call(command, "two")
    assert decision(answer) == "deny"
    assert "src/held.py" in reason(answer)


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize(
    "command",
    [
        "sed -i s/one/two/ $(git rev-parse --show-toplevel)/src/free.py",
        "for f in $(git ls-files 'vendor/*.py'); do sed -i s/one/two/ $f; done",
        "find . -name '*.py' ! -path './src/*' -exec sed -i s/one/two/ {} +",
        "find . -path ./src -prune -o -name '*.py' -print | xargs rm",
        "git ls-files '*.py' | grep -v held | xargs sed -i s/one/two/",
        "grep -rl one src | xargs sed -i s/one/two/",
        "rg -l one | xargs sed -i s/one/two/",
        "git grep -l one -- '*.py' | xargs sed -i s/one/two/",
        "git checkout -- '*.md'",
        "git checkout -- . ':!src'",
        "git stash push -- ':!src/held.py'; git stash pop",
        "git add -A -- ':!src/held.py'",
        "git checkout main",
        "git switch main",
        "git checkout -q same",
        "git merge main",
        "git rebase --abort; true",
        "git last",
        "git diff notes.md | git apply -R",
        "git apply free.patch",
        "patch -p1 < free.patch",
        "cat > f.patch <<'EOF'\n" + PATCH.format("notes.md") + "EOF\ngit apply f.patch",
        "cd nosuch && rm src/held.py",
        "tar xf free.tar",
        "unzip -qo free.zip",
        "cp -r vendor/. other",
    ],
)
def test_a_command_that_leaves_a_held_file_alone_goes_on(held: Hooks, git: Callable[..., str], command: str) -> None:
    (held.workspace / "free.patch").write_text(PATCH.format("src/free.py"))
    git("branch", "same")
    for ending in ("tar", "zip"):
        git("archive", "-o", f"free.{ending}", "HEAD", "src/free.py")
    git("config", "alias.last", "log -1")
    assert held.command_call(command, "two") == {}


def test_what_is_uncommitted_is_swept_away_also_by_a_reset_to_the_commit_that_is_there(held: Hooks) -> None:
    assert decision(held.command_call("git reset --hard HEAD", "two")) == "deny"
    assert decision(held.command_call("git checkout -f main", "two")) == "deny"


def test_a_held_pattern_is_met_whatever_a_command_excludes(hooks: Hooks, git: Callable[..., str]) -> None:
    hooks.hold("src/**", "other")
    (hooks.workspace / "src").mkdir()
    (hooks.workspace / "src/new.py").write_text("one\n")
    git("add", ".")
    answer = hooks.command_call("find . -name '*.py' ! -name free.py -exec sed -i s/one/two/ {} +", "two")
    assert decision(answer) == "deny"
