"""Every command, setting, error, hook, finding and kind of event has its place in the documents."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import covey
from covey import errors
from covey.claude.hooks_table import TABLE
from covey.cli.main import COMMANDS, GROUPS
from covey.settings import Settings, variable
from covey.store.faults import CAUSES

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs/reference"
HOW_TO = ROOT / "docs/how-to"
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for path in Path(covey.__file__).parent.rglob("*.py")
    if "testing" not in path.parts
}


def every_command() -> list[str]:
    """Give the words of every command."""
    return [*COMMANDS, *(f"{group} {verb}" for group, (_, verbs) in GROUPS.items() for verb in verbs)]


def read(path: Path) -> str:
    """Give a page."""
    return path.read_text(encoding="utf-8")


def in_sources(pattern: str) -> set[str]:
    """Give what a pattern's group finds in the sources."""
    return {found for text in SOURCES.values() for found in re.findall(pattern, text)}


def test_the_generated_pages_are_as_the_code_is() -> None:
    command = [sys.executable, "-m", "docs.generate", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_has_a_chapter() -> None:
    assert re.findall(r"^## covey (.+)$", read(REFERENCE / "cli.md"), re.MULTILINE) == every_command()


def test_every_command_has_an_example() -> None:
    chapters = read(REFERENCE / "cli.md").split("\n## covey ")[1:]
    assert [chapter.partition("\n")[0] for chapter in chapters if "```sh\ncovey " not in chapter] == []


def test_the_readme_tells_every_command_in_one_line() -> None:
    rows = re.findall(r"^\| `covey ([^`]+)` \| .+ \|$", read(ROOT / "README.md"), re.MULTILINE)
    assert rows == every_command()


def test_every_setting_has_a_row_with_its_variable() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(COVEY_\w+)` \|", read(REFERENCE / "settings.md"), re.MULTILINE)
    assert rows == [(name, variable(name)) for name in Settings.fields]


def test_every_code_of_an_error_has_a_row() -> None:
    kinds = {kind.code for name, kind in vars(errors).items() if name.endswith("Error")}
    given = in_sources(r"\bcode=\"([a-z]\w+)\"") | in_sources(r"^CODE = \"(\w+)\"")
    rows = set(re.findall(r"\| `(\w+)`(?= \|)", read(REFERENCE / "errors.md")))
    assert (kinds | given | {row[3] for row in CAUSES}) - rows == set()


def test_every_hook_has_a_row() -> None:
    assert re.findall(r"^\| `(\w+)` \| .* s \|", read(REFERENCE / "hooks.md"), re.MULTILINE) == [
        row.event for row in TABLE
    ]


def test_every_finding_of_doctor_has_a_row_that_says_what_to_do() -> None:
    page = read(HOW_TO / "when-something-is-stuck.md")
    rows = set(re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", page, re.MULTILINE))
    found = in_sources(r"Finding\(\s*\"(\w+)\"")
    assert found - rows == {"store"}
    assert rows - found == {"gone", "stale"}  # states of a session
    assert "finding `store`" in page


def test_every_kind_of_event_has_a_row() -> None:
    kind = r"((?:session|lock|notice|forecast|git)\.(?!py)\w+)"
    rows = set(re.findall(rf"^\| `{kind}` \|", read(REFERENCE / "json.md"), re.MULTILINE))
    assert rows - in_sources(f'"{kind}"') == {"session.waiting", "session.idle"}
    assert in_sources(f'"{kind}"') <= rows
