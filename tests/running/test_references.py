"""What is imported and named must be there: six small projects without a fault, then with planted ones; and our own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covey.running.code.languages import BY_ENDING, language_of
from covey.running.code.project import MOST_BYTES, Project
from covey.running.references import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.running.references import Fault

LANGUAGES = ("go", "java", "javascript", "python", "rust", "typescript")
REPOSITORY = Path(__file__).parents[2]
PROJECTS = Path(__file__).with_name("projects")
FILE, NAME, UNKNOWN = "missing_file", "missing_name", "unknown_name"

PYTHON, SCRIPT, TYPED = "src/shop", "lib", "apps/web/src"
GO_STOCKS, GO_WORDS = "example.com/depot/internal/stocks", "example.com/depot/tools/words"
JAVA, RUST = "src/main/java/com/acme/library", "core/src"

PLANTED = [
    ("python", f"{PYTHON}/__init__.py", "from .catalogue", "from .catalog", [(FILE, ".catalog")]),
    ("python", f"{PYTHON}/__init__.py", "Catalogue, find\nfrom", "Catalogue, seek\nfrom", [(NAME, "seek")]),
    ("python", f"{PYTHON}/catalogue.py", "from shop.models import", "from shop.model import", [(FILE, "shop.model")]),
    ("python", f"{PYTHON}/models/order.py", "import item as items", "import items", [(NAME, "items")]),
    ("python", f"{PYTHON}/catalogue.py", "import json\n", "", [(UNKNOWN, "json")]),
    ("python", "tools/report.py", "str(problem)", "str(trouble)", [(UNKNOWN, "trouble")]),
    ("python", "tests/test_shop.py", "import make_item", "import make_items as make_item", [(NAME, "make_items")]),
    ("javascript", "index.js", "./lib/backends", "./lib/backend", [(FILE, "./lib/backend")]),
    ("javascript", "index.js", "Queue, drain: drainAll", "Queue, empty: drainAll", [(NAME, "empty")]),
    ("javascript", f"{SCRIPT}/backends/file.js", 'const path = require("path");\n', "", [(UNKNOWN, "path")]),
    ("javascript", "web/main.mjs", "./later.mjs", "./late.mjs", [(FILE, "./late.mjs")]),
    ("javascript", "web/later.mjs", "circle, default", "square as circle, default", [(NAME, "square")]),
    ("javascript", "web/draw.mjs", "clientY: y }", "clientY: z }", [(UNKNOWN, "y")]),
    ("typescript", f"{TYPED}/App.tsx", "@web/ui", "@web/parts", [(FILE, "@web/parts")]),
    ("typescript", f"{TYPED}/App.tsx", "isCard, type Card", "isBoard as isCard, type Card", [(NAME, "isBoard")]),
    ("typescript", f"{TYPED}/App.tsx", "{ today } from", "{ now as today } from", [(NAME, "now")]),
    ("typescript", f"{TYPED}/App.tsx", "Suspense, lazy", "lazy", [(UNKNOWN, "Suspense")]),
    ("typescript", f"{TYPED}/App.tsx", "./pages/Settings", "./pages/Setting", [(FILE, "./pages/Setting")]),
    ("typescript", "packages/model/src/board.ts", 'import { Column } from "./column";\n', "", [(UNKNOWN, "Column")]),
    ("typescript", "packages/model/src/index.ts", "Column, ColumnId", "Column, ColumnKey", [(NAME, "ColumnKey")]),
    ("go", "cmd/depot/main.go", "internal/stock", "internal/stocks", [(FILE, GO_STOCKS), (UNKNOWN, "stock")]),
    ("go", "cmd/depot/main.go", "stock.WithLimit", "stock.Limited", [(NAME, "Limited")]),
    ("go", "cmd/depot/main.go", '	"example.com/depot/pkg/api"\n', "", [(UNKNOWN, "api")]),
    ("go", "pkg/api/api.go", "wire.Status", "wire.Code", [(NAME, "Code")]),
    ("go", "tools/gen.go", "tools/texts", "tools/words", [(FILE, GO_WORDS), (UNKNOWN, "texts")]),
    ("rust", f"{RUST}/lib.rs", "pub mod error;", "pub mod errors;", [(FILE, "errors")]),
    ("rust", f"{RUST}/lib.rs", "Owner as AccountOwner", "Holder as AccountOwner", [(NAME, "Holder")]),
    ("rust", f"{RUST}/store/memory.rs", "Format, Store", "Formats, Store", [(NAME, "Formats"), (UNKNOWN, "Format")]),
    ("rust", f"{RUST}/store/memory.rs", "use crate::account::Account;\n", "", [(UNKNOWN, "Account")]),
    ("rust", f"{RUST}/store/disk.rs", "pages, SIZE}", "pages, SPAN as SIZE}", [(NAME, "SPAN")]),
    ("rust", "cli/src/main.rs", "store::memory::Memory", "store::cache::Memory", [(NAME, "Memory")]),
    ("rust", "core/tests/ledger.rs", "common::owner", "common::holder as owner", [(NAME, "holder")]),
    ("java", f"{JAVA}/Library.java", "lending.Loan;", "lending.Lease;", [(FILE, "com.acme.library.lending.Lease")]),
    ("java", f"{JAVA}/Library.java", "Loan.State;", "Loan.Stage;", [(NAME, "Stage")]),
    ("java", f"{JAVA}/Library.java", "Texts.TITLE", "Texts.NAME", [(NAME, "NAME")]),
    ("java", f"{JAVA}/Shelf.java", "import com.acme.library.model.Book;\n", "", [(UNKNOWN, "Book")]),
    (
        "java",
        f"{JAVA}/lending/Ledger.java",
        "model.Author",
        "people.Author",
        [(FILE, "com.acme.library.people.Author")],
    ),
]


def sources(root: Path) -> list[str]:
    """Give all source files of a project."""
    return [file for file in Project(str(root)).files if language_of(file)]


def told(faults: tuple[Fault, ...]) -> list[tuple[str, str]]:
    """Give kind and name of faults."""
    return [(fault.kind, fault.name) for fault in faults]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_project_has_no_fault(language: str, copied: Callable[[str], Path]) -> None:
    root = copied(language)
    checked = check(str(root), sources(root))
    assert checked.faults == ()
    assert checked.left_out == ()
    assert checked.references > checked.files == len(sources(root)) > 8


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: f"{planted[0]}: {planted[4][0][1]}")
def test_what_is_planted_is_found_where_it_is_and_nothing_else(
    planted: tuple[str, str, str, str, list[tuple[str, str]]], copied: Callable[[str], Path]
) -> None:
    language, file, old, new, expected = planted
    root = copied(language)
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), encoding="utf-8")
    checked = check(str(root), [file])
    here = tuple(fault for fault in checked.faults if fault.path == file)
    assert told(here) == expected


def test_who_imports_a_changed_file_is_checked_too(copied: Callable[[str], Path]) -> None:
    root = copied("python")
    item = root / PYTHON / "models/item.py"
    item.write_text(item.read_text(encoding="utf-8").replace("price_of", "cost_of"), encoding="utf-8")
    checked = check(str(root), [f"{PYTHON}/models/item.py"])
    assert {(fault.path, fault.line, *told((fault,))[0]) for fault in checked.faults} == {
        (f"{PYTHON}/models/__init__.py", 1, NAME, "price_of"),
    }


def test_who_imports_a_removed_file_is_told(copied: Callable[[str], Path]) -> None:
    root = copied("typescript")
    (root / TYPED / "store.ts").unlink()
    checked = check(str(root), [f"{TYPED}/store.ts"])
    assert [(fault.path, *told((fault,))[0]) for fault in checked.faults] == [
        (f"{TYPED}/pages/Settings.tsx", FILE, "../store.js")
    ]


def test_a_fault_says_where_it_is_and_what_is_missing(copied: Callable[[str], Path]) -> None:
    root = copied("go")
    main = root / "cmd/depot/main.go"
    main.write_text(main.read_text(encoding="utf-8").replace("api.Serve", "api.Listen"), encoding="utf-8")
    (fault,) = check(str(root), ["cmd/depot/main.go"]).faults
    assert (fault.line, fault.detail) == (19, "the package in pkg/api has no Listen")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "from .gone import x\ndef broken(:\n    y(\n"),
        ("a.py", "try:\n    from .gone import x\nexcept ImportError:\n    x = None\n"),
        ("a.py", "from somewhere import *\nprint(whatever)\n"),
        ("a.py", "import gone, os.gone\nfrom yaml.gone import x\n"),
        ("a.py", "exec('b = 1')\nprint(b)\n"),
        ("a.ts", "import { x } from 'react';\nimport y from '@acme/gone';\nconst z: Gone = x(y);\n"),
        ("a.ts", "import x from './dist/gone';\nimport y from './logo.svg?raw!loader';\n"),
        ("a.js", "callGlobal(); anything.at.all();\n"),
        ("a.go", 'package a\n\nimport "example.com/else"\n\nfunc f() { other.Call() }\n'),
        ("a.rs", "use std::gone::X;\nuse serde::Gone;\nfn f(a: Unknown) -> X { todo!() }\n"),
        ("A.java", "import org.acme.Gone;\nclass A { Gone g; Unknown u; }\n"),
    ],
)
def test_what_is_not_certain_is_not_reported(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    broken = "broken" in text
    faults = check(str(tmp_path), [name]).faults
    assert told(faults) == ([(FILE, ".gone")] if broken else [])


def test_what_git_ignores_is_made_and_never_missing(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("made/\n", encoding="utf-8")
    (tmp_path / "a.ts").write_text("import x from './made/x';\nimport y from './gone';\n", encoding="utf-8")
    assert told(check(str(tmp_path), ["a.ts"]).faults) == [(FILE, "./gone")]


def test_what_cannot_be_read_is_left_out_and_that_is_told(tmp_path: Path) -> None:
    files = {"large.py": b"#" * (MOST_BYTES + 1), "binary.js": b"\0\1", "latin.go": "package é".encode("latin-1")}
    for name, whole in files.items():
        (tmp_path / name).write_bytes(whole)
    os.mkfifo(tmp_path / "pipe.rs")
    left_out = check(str(tmp_path), [*files, "pipe.rs", "gone.py", "../outside.py", "a\0b.py"]).left_out
    assert {each.path: each.reason for each in left_out} == {
        "large.py": "larger than 1,000,000 bytes",
        "binary.js": "not text in UTF-8",
        "latin.go": "not text in UTF-8",
        "pipe.rs": "no file",
    }


def test_odd_names_of_files_are_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "a b\n🐦"
    folder.mkdir()
    (folder / "é x.ts").write_text("import y from './ü';\n", encoding="utf-8")
    (fault,) = check(str(tmp_path), ["a b\n🐦/é x.ts"]).faults
    assert (fault.path, fault.name) == ("a b\n🐦/é x.ts", "./ü")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ending=st.sampled_from(sorted(BY_ENDING)), whole=st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_raise(ending: str, whole: bytes, tmp_path: Path) -> None:
    (tmp_path / f"a{ending}").write_bytes(whole)
    check(str(tmp_path), [f"a{ending}"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(language=st.sampled_from(LANGUAGES), data=st.data())
def test_no_damage_to_real_files_raises(language: str, data: st.DataObject, tmp_path: Path) -> None:
    file = data.draw(st.sampled_from(sources(PROJECTS / language)))
    whole = (PROJECTS / language / file).read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    damaged = whole[:start] + whole[data.draw(st.integers(start, len(whole))) :]
    (tmp_path / Path(file).name).write_bytes(damaged)
    check(str(tmp_path), [Path(file).name])


def test_our_own_files_have_no_fault() -> None:
    own = [file for file in sources(REPOSITORY) if file.startswith(("src/", "tests/", "bench/", "docs/"))]
    assert check(str(REPOSITORY), own).faults == ()
