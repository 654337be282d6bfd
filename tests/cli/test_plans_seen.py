"""Runs that are listed, shown and reported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from covey.model.outcome import DONE
from covey.running.report import write_report
from covey.store.sqlite import SqliteStore

from .conftest import MARCH
from .ran import TASKS, much_happened, ran
from .test_looks import HARMLESS, HOSTILE, STYLE, in_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Office


def test_no_run_is_said_as_such(office: Office) -> None:
    assert office.covey("plans", "list").out == "No plan was run in 7 days.\n"
    assert office.covey("plans", "list", "--all").out == "No plan was run yet.\n"
    assert office.json("plans", "list").data == []


def test_a_run_is_a_line_with_its_state_its_tasks_and_its_cost(office: Office, shop: Path) -> None:
    much_happened(office, shop, ended=MARCH + 725, state="failed")
    assert office.covey("plans", "list", "--all").out == (
        "State     Started           Took  Plan      Project  Tasks                  Cost   Run\n"
        "✗ failed  2026-03-05 10:30  12m05  shop-api  ~/shop   2 of 6 done, 1 failed  $0.41  3f2a\n"
    ).replace("Took  Plan", "Took   Plan")


def test_the_list_goes_back_as_many_days_as_are_asked_for_newest_first(office: Office, shop: Path) -> None:
    for run_id, days in (("old", 20), ("older", 40), ("new", 1)):
        ran(office, shop, run_id, started=office.now - days * 86400)
    named = {words: [row["run_id"] for row in office.json("plans", "list", *words).data] for words in
             ((), ("--days", "30"), ("--all",))}  # fmt: skip
    assert named == {(): ["new"], ("--days", "30"): ["new", "old"], ("--all",): ["new", "old", "older"]}
    assert office.json("plans", "list", "--all", "--days", "3").error[0] == "usage_error"


def test_a_run_whose_process_is_gone_was_interrupted_and_so_was_what_it_was_at(office: Office, shop: Path) -> None:
    gone = office.dead()
    much_happened(office, shop, host=gone.host, pid=gone.pid, pid_start=gone.start)
    (row,) = office.json("plans", "list", "--all").data
    assert (row["state"], row["ended"], row["seconds"]) == ("interrupted", None, 112.0)
    tasks = {task["task_id"]: task["state"] for task in office.json("plans", "show").data["tasks"]}
    assert (tasks["notes"], tasks["models"]) == ("interrupted", "done")
    assert "`covey plans resume RUN` goes on with what was interrupted" in office.covey("plans", "list", "--all").out


def test_a_run_whose_process_lives_is_running(office: Office, shop: Path) -> None:
    much_happened(office, shop)
    (row,) = office.json("plans", "list", "--all").data
    assert row["state"] == "running"
    assert row["tasks"] == {"done": 2, "failed": 1, "total": 6}


def test_a_run_is_shown_with_its_conversations_attempts_and_what_went_wrong(office: Office, shop: Path) -> None:
    much_happened(office, shop, ended=MARCH + 725, state="failed")
    out = office.covey("plans", "show").out
    assert out.partition("\n\n")[2] == (
        "  ✓ models       1m12    $0.08  +src/models.py ~README.md -old.py and 1 more\n"
        "    ✓ api        1m12    $0.11\n"
        "        ✗ 1 task · lost conversation · no conversation found\n"
        "        ✓ 2 task · fallback, context rebuilt: lost · done\n"
        "    ✗ cli        1m12    $0.22  verify failed: pytest -q\n"
        "        ✗ 1 task · rate limited · limit until 11:00\n"
        "        ✓ 2 task · done\n"
        "        ✓ 3 mending · done\n"
        "    ↷ cli-docs\n"
        "  ↷ release\n"
        "  ◌ notes         10s    $0.00\n"
        "\n"
        "cli: verify failed: pytest -q\n"
        "  ✗ pytest -q ended with 1\n"
        "    E assert 1 == 2\n"
        "    1 failed\n"
        "  ! src/api.py:3: missing import Store  store.py has it\n"
        "  ! not permitted: Bash: rm -rf /\n"
    )
    facts = dict(line.split("  ", 1) for line in out.partition("\n\n")[0].splitlines())
    assert {name: text.strip() for name, text in facts.items()} == {
        "Plan": "shop-api",
        "State": "✗ failed",
        "Run": "3f2a",
        "Project": "~/shop",
        "File": "~/shop/plan.yaml",
        "Started": "2026-03-05 10:30",
        "Took": "12m05",
        "Tasks": "2 of 6 done, 1 failed",
        "Turns": "7, 3 of them again, 1 with rebuilt context",
        "Cost": "$0.41 of $5.00",
        "Tokens": "5,000 in (4,000 from the cache), 200 out",
    }


def test_the_conversations_of_a_run_tell_where_they_parted(office: Office, shop: Path) -> None:
    much_happened(office, shop)
    assert office.json("plans", "show").data["conversations"] == [
        {"line": "models", "conversation": "c-models", "forked_from": None, "tasks": ["models", "release"]},
        {"line": "api", "conversation": "c-api", "forked_from": "models", "tasks": ["api"]},
        {"line": "cli", "conversation": "c-cli", "forked_from": "models", "tasks": ["cli", "cli-docs"]},
        {"line": "notes", "conversation": "c-notes", "forked_from": None, "tasks": ["notes"]},
    ]


def test_a_run_is_named_by_the_beginning_of_its_id_or_is_the_newest_here(office: Office, shop: Path) -> None:
    elsewhere = office.world.repository("elsewhere")
    ran(office, shop, "3f2a", started=MARCH)
    ran(office, shop, "3f9b", started=MARCH + 1)
    ran(office, elsewhere, "77aa", started=MARCH + 2)
    meant = {words: office.json("plans", "show", *words).data["run_id"] for words in ((), ("last",), ("3f2",), ("7",))}
    assert meant == {(): "3f9b", ("last",): "3f9b", ("3f2",): "3f2a", ("7",): "77aa"}
    code, message = office.json("plans", "show", "3f").error
    assert (code, message.splitlines()) == (
        "which_run",
        [
            "3f may mean 2 runs:",
            "3f9b  2026-03-05T10:30:01Z  shop-api",
            "3f2a  2026-03-05T10:30:00Z  shop-api",
        ],
    )
    assert office.json("plans", "show", "x").error == ("no_run", "there is no run x")


def test_where_nothing_was_run_there_is_no_last_run(office: Office, shop: Path) -> None:
    ran(office, office.world.repository("elsewhere"))
    answer = office.json("plans", "show")
    assert (answer.status, answer.error) == (1, ("no_run", "no plan was run here yet"))
    assert shop.is_dir()


def test_the_report_of_a_run_is_what_is_shown_of_it(office: Office, shop: Path) -> None:
    much_happened(office, shop, ended=MARCH + 725, state="failed")
    store = SqliteStore(str(office.world.covey_home))
    path = write_report(store, str(office.world.covey_home), "3f2a")
    store.close()
    assert path == office.world.covey_home / "runs/3f2a/report.json"
    assert json.loads(path.read_text()) | {"tasks": None} == office.json("plans", "show").data | {"tasks": None}
    assert [file.name for file in path.parent.iterdir()] == ["report.json"]


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_a_run_fits_its_terminal(office: Office, shop: Path, columns: int) -> None:
    much_happened(office, shop)
    screen = STYLE.sub("", in_terminal(office, "plans", "show", columns=columns))
    tree = screen.partition("\n\n")[2].partition("\n\n")[0].splitlines()
    assert tree[0].startswith("├─✓ models")
    assert all(len(line) <= columns for line in tree)


def test_hostile_names_stay_on_their_line(office: Office, shop: Path) -> None:
    tasks = (*TASKS, TASKS[0].but(task_id=HOSTILE))
    ran(office, shop, tasks=tasks, plan=HOSTILE, file=HOSTILE)
    for words in (("plans", "list", "--all"), ("plans", "show")):
        answer = office.covey(*words)
        assert (answer.status, answer.err) == (0, "")
        assert HARMLESS in answer.out
        assert not set(answer.out) & {"\x1b", "\x07", "\u202e", "│", "├", "╰"}
        screen = STYLE.sub("", in_terminal(office, *words, columns=400))
        assert not set(screen) & {"\x1b", "\x07", "\u202e"}


def test_the_shell_completes_the_ids_of_runs(office: Office, shop: Path) -> None:
    ran(office, shop, "3f2a", state=DONE)
    ran(office, shop, "77aa", state=DONE)
    offered = office.apart(
        _COVEY_COMPLETE="bash_complete", COMP_WORDS="covey plans show 3", COMP_CWORD="3"
    ).out.splitlines()
    assert offered == ["plain,3f2a"]
