"""Which files import a file is found by a bounded look that goes nowhere it should not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from covey.coordination import importers
from covey.coordination.importers import importers_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_the_files_that_import_another_are_listed_in_order(tmp_path: Path) -> None:
    write(
        tmp_path, {"api/routes.py": "", "api/auth.py": "from api.routes import x", "api/b.py": "from . import routes"}
    )
    write(tmp_path, {"web/page.ts": "import a from './data'", "web/data.ts": "", "readme.md": "import api.routes"})
    found = importers_of(str(tmp_path), ["api/routes.py", "web/data.ts", "readme.md"])
    assert found == {"api/routes.py": ["api/auth.py", "api/b.py"], "web/data.ts": ["web/page.ts"], "readme.md": []}


def test_hidden_folders_and_those_of_tools_are_left_out(tmp_path: Path) -> None:
    for folder in ("node_modules/x", ".git/x", "dist/x", "lib/node_modules"):
        write(tmp_path, {f"{folder}/a.py": "import routes"})
    write(tmp_path, {"a.py": "import routes", "routes.py": ""})
    assert importers_of(str(tmp_path), ["routes.py"]) == {"routes.py": ["a.py"]}


def test_no_more_than_so_many_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importers, "MOST_FILES", 3)
    write(tmp_path, {f"f{number}.py": "import routes" for number in range(9)})
    assert len(importers_of(str(tmp_path), ["routes.py"])["routes.py"]) == 3


def test_what_cannot_be_read_imports_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "link.py").symlink_to("gone")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "bytes.py").write_bytes(b"\xff\xfe\x00import routes\n")
    assert importers_of(str(tmp_path), ["routes.py"]) == {"routes.py": []}
    assert importers_of(str(tmp_path / "gone"), ["routes.py"]) == {"routes.py": []}


def test_only_the_beginning_of_a_file_is_read(tmp_path: Path) -> None:
    long = "#" * importers.HEAD_BYTES
    write(tmp_path, {"a.py": f"{long}\nimport routes\n", "b.py": f"import routes\n{long}"})
    assert importers_of(str(tmp_path), ["routes.py"]) == {"routes.py": ["b.py"]}
