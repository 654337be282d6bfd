"""The shell grammar, loaded as a hook loads it: by a bare interpreter, without the packages around the C modules."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import covey
from covey.errors import UnavailableError
from covey.hooks import grammar

ROOT = str(Path(covey.__file__).parents[1])
BARE = Path(os.path.realpath(sys.executable))
SCRIPT = """
import sys
root, home, command = sys.argv[1:]
sys.path.insert(0, root)
from covey.errors import UnavailableError
from covey.model.shell.walk import effects
from covey.hooks import grammar
from covey.hooks.filesystem import Disk
try:
    found = effects(command, "/w", {}, grammar.bash(home), Disk())
except UnavailableError as error:
    print(error, error.hint)
else:
    print([[effect.kind, effect.path] for effect in found])
print(sorted(sys.modules))
import enum, re
print(re.compile("a").pattern, enum.IntEnum("Name", "a").a)
"""


def bare(home: Path, command: str) -> list[str]:
    """Read a command in the interpreter that the hooks run in, and give what it says."""
    done = subprocess.run(
        [str(BARE), "-I", "-S", "-c", SCRIPT, ROOT, str(home), command],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.splitlines()


def test_a_bare_interpreter_finds_the_grammar_where_covey_was_installed(tmp_path: Path) -> None:
    (tmp_path / "python").write_text(f"{sys.executable}\n")
    found, modules, afterwards = bare(tmp_path, "cat > a.py <<'E' && sed -i s/a/b/ b.py\nx\nE")
    assert json.loads(found.replace("'", '"')) == [["write", "a.py"], ["write", "b.py"]]
    assert "tree_sitter._binding" in modules
    heavy = ("'re'", "'enum'", "'typing'", "'collections'", "'tree_sitter'", "'tree_sitter_bash'", "'_ast'")
    assert not [name for name in heavy if name in modules]
    assert afterwards == "a 1"


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="needs a virtual environment, which the bare one is not in")
def test_a_grammar_that_is_not_there_is_said_to_be_unavailable(tmp_path: Path) -> None:
    said = bare(tmp_path, "> a.py")[0]
    assert said.startswith("the shell grammar cannot be loaded: tree_sitter is not installed where covey is")
    assert said.endswith("Install covey again: its packages are not whole.")


def test_a_grammar_that_is_damaged_is_said_to_be_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tree_sitter_powershell").mkdir()
    (tmp_path / "tree_sitter_powershell/_binding.abi3.so").write_bytes(b"no library")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delitem(sys.modules, "tree_sitter_powershell._binding", raising=False)
    with pytest.raises(UnavailableError, match=r"the shell grammar cannot be loaded: .*_binding\.abi3\.so"):
        grammar.powershell("")


def test_a_tree_holds_every_character_of_its_text() -> None:
    text = "if a; then\n  echo \"$x  y\" 'ü🐦' > b; fi  # end\n"
    assert grammar.bash("")(text).source() == text
