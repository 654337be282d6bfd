"""The pinned clients in their cache folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from covey.errors import UnavailableError
from covey.testing import clients

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.testing.world import World

# A stand-in for npm that lays down what the package would: the rest of the fetch is the real one.
NPM = """#!/bin/sh
place="$3/node_modules/@anthropic-ai/claude-code"
mkdir -p "$place/bin"
echo "$*" > "$place/asked"
printf 'require("fs").writeFileSync("%s/bin/claude.exe", "#!/bin/sh\\\\necho 9.9.9\\\\n", {mode: 0o755})' "$place" \
    > "$place/install.cjs"
"""


@pytest.mark.parametrize("client", clients.VERSIONS, indirect=True)
def test_a_pinned_client_is_the_version_it_is_named_for(claude_world: World, client: Path) -> None:
    version = claude_world.run([*claude_world.claude_command(), "--version"]).stdout
    assert version.split()[0] in str(client)


def test_a_client_in_the_cache_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "9.9.9" / "node_modules" / clients.PACKAGE / "bin" / "claude.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setenv("PATH", "")
    assert clients.client("9.9.9", tmp_path) == program


def test_without_npm_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnavailableError, match="npm is not on the PATH") as problem:
        clients.client("9.9.9", tmp_path / "cache")
    assert "install Node.js" in problem.value.hint


def test_a_fetch_runs_the_packages_installer_but_not_through_npm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: World, require_program: Callable[[str], None]
) -> None:
    require_program("node")
    _put_npm(tmp_path / "bin", NPM, monkeypatch)
    program = clients.client("9.9.9", tmp_path / "cache")
    assert world.run([str(program)]).stdout == "9.9.9\n"
    assert "--ignore-scripts" in (program.parents[1] / "asked").read_text()
    assert sorted(each.name for each in (tmp_path / "cache").iterdir()) == ["9.9.9", "9.9.9.lock"]


def test_a_fetch_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _put_npm(tmp_path / "bin", "#!/bin/sh\necho 'no such version' >&2\nexit 1\n", monkeypatch)
    with pytest.raises(UnavailableError, match=r"9\.9\.9 cannot be fetched: npm said no such version"):
        clients.client("9.9.9", tmp_path / "cache")
    assert [each.name for each in (tmp_path / "cache").iterdir()] == ["9.9.9.lock"]


def test_the_cache_is_where_the_environment_says_else_the_checkouts(monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = clients.default_cache()
    monkeypatch.setenv("COVEY_CLIENT_CACHE", "/elsewhere")
    assert checkout.parts[-2:] == (".cache", "clients")
    assert clients.default_cache() == Path("/elsewhere")


def _put_npm(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    npm = folder / "npm"
    npm.write_text(script)
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
