"""`covey completion`: the scripts, and a real bash that completes with them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Office

# What bash does at the Tab key: it calls the function that the script registered, with the words and the cursor's.
TAB = """
eval "$(covey completion bash)"
COMP_WORDS=({line}) COMP_CWORD={place}
complete -p covey >/dev/null
_covey_completion covey
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def complete(office: Office, line: str) -> list[str]:
    """Give what bash offers for the last word of a line; a line that ends in a space has an empty one."""
    words = line.split(" ")
    script = TAB.format(line=" ".join(f"'{word}'" for word in words), place=len(words) - 1)
    return office.world.run(["bash", "--norc", "-c", script]).stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("covey ses", ["sessions"]),
        ("covey sessions li", ["live"]),
        ("covey sessions ", ["live", "current", "task", "conflicts", "history", "prune", "show"]),
        ("covey locks ", ["list", "acquire", "release", "unlock", "waiting"]),
        ("covey d", ["doctor", "demo"]),
        ("covey sessions live --w", ["--watch"]),
        ("covey install --scope ", ["user", "project", "local"]),
        ("covey completion b", ["bash"]),
    ],
)
def test_bash_completes(office: Office, require_program: Callable[[str], None], line: str, offered: list[str]) -> None:
    require_program("bash")
    assert complete(office, line) == offered


@pytest.mark.parametrize(
    ("shell", "mark"), [("bash", "complete -o nosort"), ("zsh", "#compdef covey"), ("fish", "complete --no-files")]
)
def test_each_shell_gets_its_script(office: Office, shell: str, mark: str) -> None:
    answer = office.apart("completion", shell)
    assert (answer.status, answer.err) == (0, "")
    assert mark in answer.out
    assert "_COVEY_COMPLETE" in answer.out
    assert office.json("completion", shell).data == {"shell": shell, "script": answer.out.removesuffix("\n")}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_itself_takes_its_script(office: Office, require_program: Callable[[str], None], shell: str) -> None:
    require_program(shell)
    script = office.world.root / "script"
    script.write_text(office.apart("completion", shell).out)
    office.world.run([shell, "-n", str(script)])


def test_completing_a_word_loads_no_other_command(office: Office) -> None:
    """Bash waits for the answer at every Tab."""
    tab = {"_COVEY_COMPLETE": "bash_complete", "COMP_WORDS": "covey sessions l", "COMP_CWORD": "2"}
    script = (
        "import sys; from covey.cli.main import run; run([]); "
        "print(sorted(name for name in sys.modules if name.startswith('covey.cli.commands.')))"
    )
    done = office.world.run([sys.executable, "-c", script], env=tab)
    assert done.stdout == "plain,live\n['covey.cli.commands.sessions_live']\n"
