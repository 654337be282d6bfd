"""The gate before shell commands, as whole processes: what would write a held file or sweep it away is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.coordination.common_files import MOST_FILES
from covey.testing.git_folder import make_git_folder

from .conftest import break_repository, context, decision, reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Hooks


@pytest.mark.requirement("B-1")
def test_a_command_that_writes_a_held_file_is_stopped_as_an_edit_is(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    answer = hooks.command_call("echo x > auth.py", "two")
    assert decision(answer) == "deny"
    assert reason(answer).startswith(f"auth.py is locked by {hooks.session().name}, since ")
    assert "You are first in line and will be told when it is free." in reason(answer)
    assert ("lock.denied", "two") in hooks.log()


@pytest.mark.requirement("B-1", "S1-3")
def test_a_command_that_writes_a_free_file_goes_on_and_holds_it(hooks: Hooks) -> None:
    assert hooks.command_call("echo x > auth.py") == {}
    assert hooks.held() == [("one", "auth.py")]
    assert decision(hooks.edit("auth.py", "two")) == "deny"


def test_a_command_that_only_reads_takes_nothing_and_keeps_its_session_alive(hooks: Hooks) -> None:
    assert hooks.command_call("ls -la") == {}
    assert hooks.held() == []
    assert hooks.session().status == "busy"


def test_one_held_file_stops_a_command_and_the_free_ones_are_not_kept(hooks: Hooks) -> None:
    hooks.edit("b.py")
    hooks.edit("c.py")
    answer = hooks.command_call("echo x > a.py && echo x > b.py && echo x > c.py", "two")
    assert reason(answer).startswith("b.py is locked by ")
    assert "Held by others, too: c.py." in reason(answer)
    assert hooks.held() == [("one", "b.py"), ("one", "c.py")]
    assert hooks.edit("a.py", "three") == {}


def test_a_folder_is_not_removed_while_another_holds_a_file_in_it(hooks: Hooks) -> None:
    hooks.edit("src/deep/auth.py")
    answer = hooks.command_call("rm -rf src", "two")
    assert reason(answer).startswith("src/deep/auth.py is locked by ")
    hooks.event("SessionEnd")
    assert hooks.command_call("rm -rf src", "two") == {}
    assert hooks.held() == [], "what is removed is not held"


@pytest.mark.requirement("S1-7")
@pytest.mark.parametrize(("action", "expected"), [("block", "deny"), ("ask", "ask"), ("warn", ""), ("proceed", "")])
def test_what_a_conflict_leads_to_is_the_users_choice(hooks: Hooks, action: str, expected: str) -> None:
    hooks.environ = {"COVEY_CONFLICT_ACTION": action}
    hooks.edit("auth.py")
    answer = hooks.command_call("echo x > free.py && echo x > auth.py", "two")
    assert decision(answer) == expected
    assert ("auth.py is also being edited by" in context(answer)) is (action == "warn")
    assert (("two", "free.py") in hooks.held()) is (expected == "")
    hooks.event("SessionEnd")
    told = "Free now: auth.py" in context(hooks.event("UserPromptSubmit", "two", prompt="go on"))
    assert told is (expected != ""), "who need not wait is not told that it is free"


def test_without_file_locks_commands_are_not_looked_at(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_ENABLE_FILE_LOCKS": "no"}
    hooks.edit("auth.py")
    assert hooks.command_call("echo x > auth.py", "two") == {}
    assert hooks.locks() == []


@pytest.mark.parametrize("path", ["/dev/null", "/var/tmp/covey-test", "$TMPDIR/scratch"])  # noqa: S108 - no file is made
def test_scratch_files_are_nobodys(hooks: Hooks, path: str) -> None:
    hooks.environ = {"TMPDIR": str(hooks.workspace.parent / "scratch")}
    assert hooks.command_call(f"echo x > {path}") == {}
    assert hooks.locks() == []


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize("ground", ["held", "only taken once"])
def test_a_stash_is_stopped_while_another_has_uncommitted_work(
    hooks: Hooks, git: Callable[..., str], ground: str
) -> None:
    hooks.edit("auth.py")
    (hooks.workspace / "auth.py").write_text("changed\n")
    if ground == "only taken once":
        hooks.release("auth.py")
        assert hooks.locks() == []
    answer = hooks.command_call("git stash", "two")
    assert decision(answer) == "deny"
    assert (
        f"`git stash` would take uncommitted work of other sessions in this worktree: auth.py ({hooks.session().name})"
        in reason(answer)
    )
    assert "Given only paths of one's own, it leaves theirs alone." in reason(answer)
    assert ("command.denied", "two") in hooks.log()
    assert git("stash", "list") == ""


@pytest.mark.usefixtures("git")
def test_a_stash_goes_on_where_the_uncommitted_work_is_ones_own_or_of_the_gone(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    (hooks.workspace / "auth.py").write_text("changed\n")
    assert hooks.command_call("git stash") == {}
    hooks.event("SessionEnd")
    assert hooks.command_call("git stash", "two") == {}


def test_a_stash_goes_on_where_a_held_file_is_as_it_was_committed(hooks: Hooks, git: Callable[..., str]) -> None:
    hooks.edit("auth.py")
    assert git("status", "--porcelain") == ""
    assert hooks.command_call("git stash", "two") == {}
    answer = hooks.command_call("git checkout other", "two")
    assert "`git checkout` would change files under other sessions that work in this worktree: auth.py" in reason(
        answer
    )
    assert "git worktree add" in reason(answer)


def test_where_git_does_not_answer_held_files_count_as_uncommitted(hooks: Hooks) -> None:
    break_repository(hooks)
    hooks.edit("auth.py")
    assert decision(hooks.command_call("git stash", "two")) == "deny"


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize("command", ["Set-Content auth.py x", "'x' > auth.py", "ri auth.py", "git checkout -- auth.py"])
def test_powershell_is_read_in_its_own_grammar(hooks: Hooks, command: str) -> None:
    break_repository(hooks)  # so that held files count as uncommitted
    hooks.edit("auth.py")
    answer = hooks.command_call(command, "two", tool="PowerShell")
    assert decision(answer) == "deny"
    assert "auth.py" in reason(answer)


def test_a_command_of_any_text_goes_on_or_is_stopped_and_breaks_nothing(hooks: Hooks) -> None:
    hooks.edit("auth.py")
    odd = [
        "> ",
        "rm",
        "(((",
        "cat <<EOF",
        "rm 'a\nb'",
        "> $(",
        "🦆 > 🦆",
        "sed -i",
        "\x00 > auth.py",
        "a" * 100_000 + "> x",
    ]
    for command in odd:
        hooks.command_call(command, "two")
    assert hooks.failures() == []


def test_a_command_that_meets_very_much_says_that_there_is_more(hooks: Hooks) -> None:
    for number in range(13):
        hooks.edit(f"src/{number}.py")
    assert "and at least 2 more." in reason(hooks.command_call("rm -rf src", "two"))


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize(
    "command",
    [
        "for f in $(pick src/held.py src/free.py); do sed -i s/a/b/ $f; done",
        "pick src/held.py | xargs sed -i s/a/b/",
        'cd src; f=$(pick held.py); rm "$f"',
        'rm "$unknown/held.py"',
        "rm src/$(pick src/held.py)",
        "rm $(pick {PWD}/src/held.py)",
        "rm $(pick sr''c/held\\.py)",
        "pick src/held.py > list; xargs -a list rm",
        "cat list.txt | xargs rm  # not src/held.py",
        'cp src/free.py "src/$(pick held.py)"',
        'cd "$(pick)" && echo x > held.py',
        "python3 -c \"import sys; open(input('not src/held.py'), 'w')\"",
        'node -e \'for (const f of ["src/held.py"]) fs.writeFileSync(f, "")\'',
        "ruby -e 'ARGV.each { |f| File.write(f, File.read(f)) }' src/held.py",
        "perl -e 'open my $f, \">>\", $_ for @ARGV' src/held.py",
        "awk '{ print > $1 }' src/held.py",
        "cat > /tmp/x.py <<'E'\nimport json\nopen(json.load('src/held.py'), 'w')\nE\npython3 /tmp/x.py",
    ],
)
def test_a_command_that_names_a_held_file_and_does_not_tell_what_it_writes_is_stopped(
    hooks: Hooks, command: str
) -> None:
    hooks.edit("src/held.py")
    answer = hooks.command_call(command.replace("{PWD}", str(hooks.workspace)), "two")
    assert reason(answer).startswith(f"src/held.py is locked by {hooks.session().name}, since ")
    assert " may write src/held.py: its targets cannot be read from the command." in reason(answer)
    assert "You are first in line and will be told when it is free." in reason(answer)
    assert ("lock.denied", "two") in hooks.log()
    hooks.event("SessionEnd")
    assert hooks.command_call(command, "two") == {}
    assert ("two", "src/held.py") not in hooks.held(), "what may be written only is not held"


@pytest.mark.parametrize(
    "command",
    [
        "rm $unknown",
        "rm $unknown; ls src/held.py.bak lib/held.py other/src/held.pyx",
        "grep -l x src/free.py | xargs sed -i s/a/b/",
        "cat src/held.py; rm src/free.py",
        "pytest src/held.py",
        "python src/held.py $x",
        'grep -n x src/held.py > "/var/tmp/todo-$(date +%s).txt"',
        'out=report-$$.txt; cat src/held.py > "$out"; tail "$out"',
        'cp src/held.py "src/held-$(date +%F).py"',
        "python3 -c \"import shutil, tempfile; shutil.copy('src/held.py', tempfile.mkdtemp())\"",
        "node src/held.py",
        "cat src/held.py | node -e 'process.stdin.pipe(process.stdout)'",
        "python3 -c \"import sys; print(open('src/held.py').read(), sys.argv[1])\"",
        'node -e \'fs.writeFileSync("out.json", fs.readFileSync("src/held.py"))\'',
        "perl -ne 'print if /x/' src/held.py",
        "cat src/held.py | $tool > out",
        "cp src/held.py src/held-$(date +%F).py",
        'grep -n x src/held.py > "/tmp/found-$$.txt"',
        'echo "See src/held.py" > "notes-$(date +%s).md"',
    ],
)
def test_a_command_that_names_no_held_file_or_tells_all_that_it_writes_goes_on(hooks: Hooks, command: str) -> None:
    hooks.edit("src/held.py")
    assert hooks.command_call(command, "two") == {}
    assert [watch.command for watch in hooks.watches("two")] == [command]


def test_a_name_without_its_folder_counts_where_no_other_file_has_it(hooks: Hooks, git: Callable[..., str]) -> None:
    command = 'for d in $(pick); do rm "$d/held.py"; done'
    hooks.edit("src/held.py")
    assert decision(hooks.command_call(command, "two")) == "deny"
    (hooks.workspace / "lib").mkdir()
    (hooks.workspace / "lib/held.py").write_text("x\n")
    git("add", "lib/held.py")
    assert hooks.command_call(command, "two") == {}
    hooks.edit("held.txt")
    (hooks.workspace / "held.txt").write_text("x\n")
    (hooks.workspace / "src").mkdir()
    (hooks.workspace / "src/held.txt").write_text("x\n")
    assert hooks.command_call("cd src; rm held.txt $x", "two") == {}, "this is another file"


def test_what_another_worktree_holds_does_not_stop_a_command_that_names_it(hooks: Hooks) -> None:
    other = hooks.workspace.parent / "other"
    make_git_folder(other / ".git")
    hooks.edit(other / "src/held.py")
    assert hooks.command_call("rm $(pick src/held.py)", "two") == {}
    assert decision(hooks.command_call("cd ../other && rm $(pick src/held.py)", "two")) == "deny"


@pytest.mark.requirement("S1-7")
def test_a_command_that_may_write_a_held_file_is_only_told_where_the_user_wants_no_more(hooks: Hooks) -> None:
    hooks.environ = {"COVEY_CONFLICT_ACTION": "warn"}
    hooks.edit("src/held.py")
    answer = hooks.command_call("rm $(pick src/held.py)", "two")
    assert decision(answer) == ""
    assert "src/held.py is also being edited by" in context(answer)


EVERYDAY = (
    "find . -name '*.pyc' -delete",
    "find . -name __pycache__ -type d -exec rm -rf {} +",
    "cargo fmt",
    "gofmt -w .",
    "npx prettier --write '**/*.md'",
    "npx prettier --write .",
    "eslint . --fix",
    "git ls-files '*.ts' | xargs sed -i s/a/b/",
    "rm -rf build dist *.egg-info",
    "rm -f *.log",
    "sed -i s/a/b/ src/*.ts",
    "cp free.py src/new.py",
)
MATCHED = (
    "find . -name '*.py' -delete",
    "find src -exec rm -rf {} +",
    "black .",
    "ruff format src",
    "npx prettier --write 'src/**/*.py'",
    "git ls-files '*.py' | xargs sed -i s/a/b/",
    "git ls-files 's*.py' | xargs sed -i s/a/b/",
    "rm -rf src",
    "rm -f src/*.py",
    "mv src/* lib",
    "cp free.py src/held.py",
)


@pytest.mark.requirement("B-1", "B-2")
@pytest.mark.parametrize("held", ["src/held.py", "src/", "**/held.*"])
@pytest.mark.parametrize("command", EVERYDAY)
def test_an_everyday_command_goes_on_where_nothing_held_is_among_what_it_writes(
    hooks: Hooks, command: str, held: str
) -> None:
    (hooks.workspace / "src").mkdir()
    (hooks.workspace / "src" / "held.py").touch()
    hooks.hold(held, "one")
    stopped = decision(hooks.command_call(command, "two"))
    assert stopped == ("deny" if held == "src/" and command.startswith("cp") else "")


@pytest.mark.requirement("B-1", "B-2")
@pytest.mark.parametrize("held", ["src/held.py", "src/", "**/held.*"])
@pytest.mark.parametrize("command", MATCHED)
def test_the_same_command_is_stopped_where_what_it_writes_is_held(hooks: Hooks, command: str, held: str) -> None:
    (hooks.workspace / "src").mkdir()
    (hooks.workspace / "src" / "held.py").touch()
    hooks.hold(held, "one")
    assert decision(hooks.command_call(command, "two")) == "deny"


def test_a_folder_with_more_files_than_are_looked_at_counts_as_one_that_has_what_is_held(hooks: Hooks) -> None:
    (hooks.workspace / "many").mkdir()
    for number in range(MOST_FILES + 1):
        (hooks.workspace / "many" / f"{number}.txt").touch()
    hooks.hold("**/*.md", "one")
    assert decision(hooks.command_call("rm -rf many", "two")) == "deny"
    (hooks.workspace / "many" / "0.txt").unlink()
    (hooks.workspace / "many" / "1.txt").unlink()
    assert hooks.command_call("rm -rf many", "two") == {}
