"""`covey graph import` and `export`: the files of other servers come in and go out, and nothing of them is lost."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from covey.coordination.graph.jsonl import MARK
from covey.testing.waiting import until

from .test_looks import COVEY, STYLE, in_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office

ALICE = '{"type":"entity","name":"Alice_Smith","entityType":"person","observations":["Speaks 日本語","Likes tea"]}'
CORP = '{"type":"entity","name":"TechCorp","entityType":"organization","observations":[],"createdAt":"2026-03-05"}'
WORKS = '{"type":"relation","from":"Alice_Smith","to":"TechCorp","relationType":"works_at"}'
FILE = [MARK, ALICE, CORP, WORKS]
MANY, BOUND_SECONDS = 6_000, 20


def write(path: Path, *lines: str) -> Path:
    """Write a file of lines, the last one without an end, as the knowledge-graph server does."""
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def many(path: Path) -> Path:
    """Write a file of many entities."""
    return write(path, MARK, *(ALICE.replace("Alice", f"Alice{number}") for number in range(MANY)))


def counted(office: Office, context: str = "default") -> int:
    """Count what is known in a context of this project."""
    rows = office.json("graph", "contexts").data
    return next((row["entities"] for row in rows if (row["context"], row["location"]) == (context, "project")), 0)


def test_a_file_of_a_server_goes_in_and_comes_out_line_by_line(office: Office, shop: Path) -> None:
    file = write(shop / "memory.jsonl", *FILE)
    answer = office.covey("graph", "import", str(file))
    assert answer.out == f"{file} → default (project), entities: 2 new; relations: 1 new\n"
    assert office.covey("graph", "export").out.splitlines() == FILE
    assert office.covey("graph", "export", "--format", "memory").out.splitlines() == FILE[1:]
    assert office.json("graph", "export").data == [json.loads(line) for line in FILE]
    assert office.covey("graph", "export", str(file)).out == f"{file} has 4 lines.\n"
    assert file.read_text(encoding="utf-8").splitlines() == FILE


def test_a_folder_goes_in_each_file_into_its_context_and_comes_out_so(office: Office, shop: Path) -> None:
    write(shop / ".aim/memory.jsonl", *FILE)
    write(shop / ".aim/memory-project-work.jsonl", MARK, CORP)
    write(shop / ".aim/notes.jsonl", "not ours")
    write(shop / ".aim/memory-damaged.jsonl", "not ours either")
    answer = office.json("graph", "import", ".aim")
    rows = answer.data
    assert answer.error[0] == "no_graph_file"
    assert "memory-damaged.jsonl is no file of" in office.covey("graph", "import", ".aim").out
    assert [(row["context"], row["entities"]["created"]) for row in rows] == [("default", 2), ("project-work", 1)]
    (shop / "out").mkdir()
    for context in ("default", "project-work"):
        assert office.covey("graph", "export", "out", "--context", context).status == 0
    assert sorted(file.name for file in (shop / "out").iterdir()) == ["memory-project-work.jsonl", "memory.jsonl"]
    assert office.json("graph", "export", "out", "--context", "../x").error[0] == "bad_path"
    assert office.covey("graph", "import", ".aim", "--context", "work").status == 2
    assert office.json("graph", "import", "out", "--location", "global").data[0]["location"] == "global"


def test_each_line_that_is_wrong_is_named_and_stops_no_other(office: Office, shop: Path) -> None:
    file = write(shop / "a b.jsonl", MARK, ALICE, '{"type":"entity","name":"half', *["{}"] * 30, WORKS)
    answer = office.covey("graph", "import", str(file))
    assert answer.status == 0
    assert "entities: 1 new; relations: 1 new\n! line 3 is not JSON (character 25: " in answer.out
    assert answer.out.endswith("! 11 more; --json names them all\n")
    envelope = office.json("graph", "import", str(file)).envelope
    assert (envelope["status"], envelope["errors"][0]["code"]) == ("partial", "lines_left_out")
    assert [problem["line"] for problem in envelope["data"][0]["problems"]] == [3, *range(4, 34)]


def test_what_is_no_graphs_file_is_refused(office: Office, shop: Path) -> None:
    code, said = office.json("graph", "import", str(write(shop / "package.json", "{", '"name": 1', "}"))).error
    assert code == "no_graph_file"
    assert said.startswith(f"{shop}/package.json is no file of a knowledge graph: its line 1 is not JSON (character 2")
    assert office.json("graph", "import", str(shop)).error[0] == "no_graph_file"
    assert office.json("graph", "import", "nowhere").status == 2
    assert office.covey("graph", "import", "/dev/null").status == 0
    empty = write(shop / "empty.jsonl", "")
    assert office.covey("graph", "import", str(empty)).out.endswith(", nothing is in it\n")


def test_an_export_overwrites_neither_foreign_files_nor_what_only_the_file_says(office: Office, shop: Path) -> None:
    foreign = write(shop / "README.md", "# shop")
    known = write(shop / "memory.jsonl", *FILE, "{broken")
    assert office.json("graph", "export", str(foreign)).error[0] == "foreign_file"
    assert office.json("graph", "export", str(foreign), "--force").error[0] == "foreign_file"
    assert office.json("graph", "export", str(known)).error == (
        "unsaved_lines",
        f"{known} says in 4 lines what this graph does not; the first is line 2",
    )
    office.covey("graph", "import", str(known))
    assert "in 1 line what" in office.json("graph", "export", str(known)).error[1]
    assert known.read_text(encoding="utf-8").splitlines() == [*FILE, "{broken"]
    assert office.covey("graph", "export", str(known), "--force").status == 0
    assert known.read_text(encoding="utf-8").splitlines() == FILE
    assert foreign.read_text(encoding="utf-8") == "# shop"


def test_an_export_goes_into_files_alone_through_links_and_as_private_as_they_were(office: Office, shop: Path) -> None:
    file = write(shop / "private" / "memory.jsonl", MARK)
    file.chmod(0o600)
    link = shop / "memory.jsonl"
    link.symlink_to(file)
    assert office.covey("graph", "export", str(link)).status == 0
    assert (link.is_symlink(), file.read_text(encoding="utf-8")) == (True, f"{MARK}\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    os.mkfifo(shop / "pipe")
    assert office.json("graph", "export", str(shop / "pipe")).error == ("foreign_file", f"{shop}/pipe is no file")
    assert office.json("graph", "export", "/dev/null").error[0] == "foreign_file"
    assert office.json("graph", "export", str(shop / "nowhere" / "memory.jsonl")).error[0] == "system_error"
    assert [each.name for each in file.parent.iterdir()] == ["memory.jsonl"]


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGINT])
def test_an_import_that_is_broken_off_can_be_done_again(office: Office, shop: Path, signum: signal.Signals) -> None:
    file = many(shop / "memory.jsonl")
    command = [COVEY, "graph", "import", str(file)]
    process = subprocess.Popen(
        command, cwd=shop, env=office.world.env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert until(lambda: counted(office) > 0, BOUND_SECONDS)
    process.send_signal(signum)
    _, errors = process.communicate(timeout=BOUND_SECONDS)
    assert (process.returncode, errors) == (130 if signum == signal.SIGINT else -signum, b"")
    begun = counted(office)
    assert 0 < begun < MANY
    (row,) = office.json("graph", "import", str(file)).data
    assert row["entities"] == {"created": MANY - begun, "merged": 0, "known": begun}
    assert len(office.covey("graph", "export").out.splitlines()) == MANY + 1


def test_in_a_terminal_an_import_says_how_far_it_is(office: Office, shop: Path) -> None:
    screen = STYLE.sub("", in_terminal(office, "graph", "import", str(many(shop / "memory.jsonl"))))
    assert re.search(r"importing memory\.jsonl … line [1-9][0-9]+", screen)
