"""A plan file is taken as it is meant, or refused with all that is wrong with it, each with its line and column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from covey.errors import ConfigError
from covey.model import plan as model
from covey.model.plan import Plan, Task
from covey.running.marked import LARGEST_BYTES
from covey.running.plan_file import MOST_TOLD, read_plan
from covey.running.plan_schema import schema
from covey.testing.git_folder import make_git_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    Reader = Callable[..., Plan]
    Refused = Callable[..., list[str]]

GUIDE = Path(__file__).parents[2] / "docs/how-to/run-a-plan.md"
ONE = "tasks:\n  - id: a\n    prompt: do it\n"


@pytest.fixture
def plan_of(tmp_path: Path) -> Reader:
    """Give what reads a text as a plan."""

    def take(text: str | bytes, name: str = "plan.yaml") -> Plan:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_plan(path)

    return take


@pytest.fixture
def refused(plan_of: Reader, tmp_path: Path) -> Refused:
    """Give what reads a text that is no good plan, and gives the lines of its error without the file's name."""

    def take(text: str | bytes, name: str = "plan.yaml") -> list[str]:
        with pytest.raises(ConfigError) as caught:
            plan_of(text, name)
        return caught.value.message.replace(f"{tmp_path / name}:", "").splitlines()

    return take


def test_a_plan_says_all_that_a_plan_may_say(plan_of: Reader, tmp_path: Path) -> None:
    text = """
name: shop
description: for people
project: .
budget: 5
at_once: 3
provider: other
defaults: {model: opus, permission_mode: plan, allowed_tools: [Read], timeout: 15m, budget: 1.5, retries: 0,
  session: fresh, check_references: off}
tasks:
  - {id: a, type: create_file, path: ./src//a.py, prompt: one}
  - {id: b.2, type: refactor, paths: [x, "y z/"], needs: a, verify: make test, priority: 100, prompt: two, timeout: 90,
     budget: 2, retries: 3, session: shared, model: haiku, permission_mode: acceptEdits, allowed_tools: ["Bash(ls *)"],
     check_references: fix}
  - {id: c, needs: [a, b.2], verify: [make lint, make test], prompt: three, timeout: 1.5h}
"""
    defaults: dict[str, Any] = {
        "session": "fresh",
        "model": "opus",
        "permission_mode": "plan",
        "allowed_tools": ("Read",),
        "budget": 1.5,
        "retries": 0,
        "check_references": "off",
    }
    second = Task(
        "b.2",
        "two",
        type="refactor",
        paths=("x", "y z"),
        needs=("a",),
        verify=("make test",),
        priority=100,
        session="shared",
        model="haiku",
        permission_mode="acceptEdits",
        allowed_tools=("Bash(ls *)",),
        timeout=90.0,
        budget=2,
        retries=3,
        check_references="fix",
    )
    tasks = (
        Task("a", "one", type="create_file", paths=("src/a.py",), timeout=900.0, **defaults),
        second,
        Task("c", "three", needs=("a", "b.2"), verify=("make lint", "make test"), timeout=5400.0, **defaults),
    )
    assert plan_of(text) == Plan("shop", str(tmp_path), tasks, budget=5, at_once=3, provider="other")


def test_what_nobody_says_is_as_the_model_has_it_and_the_schema_tells(plan_of: Reader, tmp_path: Path) -> None:
    assert plan_of(ONE) == Plan("plan", str(tmp_path), (Task("a", "do it"),))
    told = {key: part["default"] for key, part in schema()["$defs"].items() if "default" in part}
    told |= {key: part["default"] for key, part in task_keys().items() if "default" in part}
    assert told.pop("timeout") == f"{Task.timeout / 3600:g}h"
    assert told == {key: getattr(Task, key) for key in told}
    assert schema()["properties"]["at_once"]["default"] == Plan.at_once
    assert schema()["properties"]["provider"]["default"] == Plan.provider


def task_keys() -> dict[str, Any]:
    return schema()["$defs"]["task"]["properties"]


def test_the_schema_knows_the_words_and_bounds_of_the_model() -> None:
    parts = schema()["$defs"]
    assert tuple(task_keys()["type"]["enum"]) == model.TYPES
    needing = parts["task"]["allOf"][1]["if"]["properties"]["type"]["enum"]
    assert set(needing) == {*model.MAKES_ITS_PATHS, *model.CHANGES_ITS_PATHS}
    assert tuple(parts["permission_mode"]["enum"]) == model.PERMISSION_MODES
    assert tuple(parts["session"]["enum"]) == model.SESSIONS
    assert parts["check_references"]["enum"] == [*model.REFERENCE_CHECKS, False]
    priority = task_keys()["priority"]
    assert (priority["minimum"], priority["maximum"]) == (model.LOWEST_PRIORITY, model.HIGHEST_PRIORITY)
    assert schema()["properties"]["at_once"]["maximum"] == model.MOST_AT_ONCE


@given(prompt=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_a_prompt_is_kept_as_it_is_written(tmp_path_factory: pytest.TempPathFactory, prompt: str) -> None:
    prompt += "."
    data = {"tasks": [{"id": "a", "prompt": prompt}]}
    folder = tmp_path_factory.mktemp("plans")
    for name, text in (("p.json", json.dumps(data, ensure_ascii=False)), ("p.yaml", yaml.safe_dump(data))):
        (folder / name).write_text(text, encoding="utf-8", newline="")
        assert read_plan(folder / name).tasks[0].prompt == prompt


def test_a_blocks_last_line_end_is_its_authors(plan_of: Reader) -> None:
    text = "tasks:\n- id: a\n  prompt: |\n    one\n      two\n\n- id: b\n  prompt: |-\n    one\n"
    text += "- id: c\n  prompt: |+\n    x\n\n"
    assert [task.prompt for task in plan_of(text).tasks] == ["one\n  two\n", "one", "x\n\n"]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("tasks: []\n", ["1:1: `tasks` takes a list of tasks, from 1 to 500, not a list of 0"]),
        ("name: x\n", ["1:1: lacks `tasks`"]),
        ("", ["1:1: a plan takes keys and values, not nothing"]),
        ("- a\n", ["1:1: a plan takes keys and values, not a list of 1"]),
        (ONE + "  - b\n", ["4:5: a task takes keys and values, not 'b'"]),
        (ONE + "  - id: b\n", ["4:5: lacks `prompt`"]),
        (ONE + "timout: 3\n", ["4:1: there is no key 'timout'; known are "]),
        (ONE + "timeout: 3\n", ["4:1: `timeout` belongs under `defaults`, or into a task"]),
        (ONE + "    neds: x\n", ["4:5: there is no key 'neds': did you mean needs?"]),
        (ONE + "    prompt: x\n", ["4:5: `prompt` is there twice"]),
        (ONE + "  - {id: a, prompt: x}\n", ["4:6: there is a task 'a' already"]),
        (ONE + "    needs: [b]\n", ["4:13: there is no task 'b'"]),
        (ONE + "  - {id: lint, prompt: x}\n  - {id: b, prompt: x, needs: lnt}\n", ["did you mean lint?"]),
        (ONE + "    needs: a\n", ["4:5: tasks need each other in a circle: a needs a"]),
        (ONE + "    id2: 1\n    timeout: 0\n", ["4:5: there is no key 'id2'", "5:5: `timeout` takes a length of time"]),
        (ONE + "    timeout: 0s\n", ["4:5: `timeout` is 0"]),
        (ONE + "    timeout: 15 min\n", ["4:5: `timeout` takes a length of time, such as 90s, 15m or 2h"]),
        (ONE + "    timeout: 500d\n", ["4:5: 500d is longer than a year"]),
        (ONE + "    budget: $2\n", ["4:5: `budget` takes a number of US dollars above 0, not '$2'"]),
        (ONE + "    budget: .inf\n", ["4:5: `budget` takes a number"]),
        (ONE + "    budget: .nan\n", ["4:5: is nan, which is no number"]),
        (ONE + "    type: fix\n", ["4:5: `type` takes one of create_file, modify_file, "]),
        (ONE + "    type: create_file\n", ["2:5: lacks `path`: tasks of its type say which"]),
        (ONE + "    path: b\n    paths: [c]\n", ["2:5: has `path` and `paths`, and takes one of them"]),
        (ONE + "    priority: 0\n", ["4:5: `priority` takes a whole number from 1 to 100, not 0"]),
        (ONE + "    priority: yes\n", ["4:5: `priority` takes a whole number from 1 to 100, not True"]),
        (ONE + "    path: /etc/x\n", ["4:5: '/etc/x' is to be relative to the project"]),
        (ONE + "    path: ~/x\n", ["4:5: '~/x' is to be relative to the project"]),
        (ONE + "    path: a/../../x\n", ["4:5: 'a/../../x' may leave the project"]),
        (ONE + "    paths: [b, ./]\n", ["4:16: './' is the whole project"]),
        (
            ONE + "    prompt2: 1\n    model: --verbose\n",
            ["4:5: there is no key", "5:5: `model` takes a name that begins"],
        ),
        (ONE + '    verify: "a\\0b"\n', ["4:5: holds a NUL character"]),
        (ONE + '    verify: "\\ud83d\\ude00"\n', ["4:5: holds half a character"]),
        (ONE + "    allowed_tools: [--x]\n", ["4:21: `allowed_tools` takes a tool, such as Read"]),
        (ONE + "  - {id: on, prompt: x}\n", ["4:6: `id` takes letters, digits, - _ and .,", "stands in quotes"]),
        (ONE + "  - {id: 'a:b', prompt: x}\n", ["4:6: `id` takes letters, digits"]),
        (ONE + '  - {id: "b\\n", prompt: x}\n', ["4:6: `id` takes letters, digits"]),
        (ONE + "  - {id: b, prompt: ' '}\n", ["4:13: `prompt` takes text that is not empty, not ' '"]),
        (ONE + "project: nowhere\n", ["4:1: there is no folder "]),
        (ONE + "    ? [a]\n    : 1\n", ["4:7: there is no key '?'"]),
        (ONE + "    <<: {priority: 1}\n", ["4:5: there is no key '<<'"]),
    ],
)
def test_what_is_wrong_is_told_with_its_place(refused: Refused, text: str, problems: list[str]) -> None:
    told = refused(text)
    assert len(told) == len(problems) or problems[-1] == "stands in quotes"
    assert all(any(problem in line for line in told) for problem in problems), told


def test_all_that_is_wrong_is_told_at_once_from_top_to_bottom(refused: Refused) -> None:
    text = "nme: x\ntasks:\n  - {id: a, prompt: x, needs: [b, zz]}\n  - {id: b, prompt: '', needs: a}\n"
    text += "  - {id: b, prompt: x}\n"
    assert refused(text) == [
        "1:1: there is no key 'nme': did you mean name?",
        "3:35: there is no task 'zz'",
        "4:13: `prompt` takes text that is not empty, not ''",
        "4:25: tasks need each other in a circle: a needs b needs a",
        "5:6: there is a task 'b' already",
    ]


def test_of_very_many_problems_the_first_are_told_and_the_rest_counted(refused: Refused) -> None:
    told = refused("tasks:\n" + "  - {id: a b}\n" * 100)
    assert len(told) == MOST_TOLD + 1
    assert told[-1].startswith("and ")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"tasks: [\n", "2:1: is not YAML: "),
        (b"a: 1\nb: \xff\n", "2: is not UTF-8"),
        (b"a: &x [1]\nb: *x\n", "2:4: is not YAML: aliases (*) are not taken here"),
        (b"a: \x00\n", "is not YAML: "),
        (b"\x7fELF\x02\x01", "is not YAML: "),
        (b"[" * 20000, "is nested too deeply"),
        (b"[" * 30 + b"]" * 30, "1:22: is nested too deeply"),
        (b"#" * (LARGEST_BYTES + 1), f"is larger than {LARGEST_BYTES} bytes"),
        (b"name: !!python/object/apply:os.system [true]\n", "1:1: `name` takes a name of one line"),
        (b"tasks: !!python/name:os.system x\n", "is not YAML: could not determine a constructor"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_place(refused: Refused, content: bytes, problem: str) -> None:
    assert problem in refused(content)[0]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"tasks": [],}', "1:14: is not JSON: "),
        ("tasks: []", "1:1: is not JSON: "),
        ('{"budget": NaN}', "is not JSON: NaN is no number of JSON's"),
        (f'{{"budget": {"9" * 5000}}}', "is not JSON: "),
        ("[" * 100000, "is nested too deeply"),
        ("[" * 30 + "]" * 30, "1:22: is nested too deeply"),
        ('{"tasks": [{\n\t"id": "a",\n\t"prompt": "\\ud800"\n}]}', "3:2: holds half a character"),
        ('{"tasks": [{"id": "a", "prompt": "x", "\\u0069d": "b"}]}', "1:39: `id` is there twice"),
        ('{"tasks"\n:[ {"id":"a"\t,"prompt"\n:"\u2028"  ,\n "zz" : 1}\n]}', "2:15: `prompt` takes text"),
    ],
)
def test_a_file_of_json_is_json_and_told_of_as_such(refused: Refused, text: str, problem: str) -> None:
    assert any(problem in line for line in refused(text, "plan.json"))


def test_a_file_of_an_odd_name_is_told_of_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a\nb 😀.yaml").write_text("tasks: 1\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_plan(tmp_path / "a\nb 😀.yaml")
    assert caught.value.message.startswith(f"{tmp_path}/a\\nb 😀.yaml:1:1: `tasks` takes a list of tasks")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "is not a file"), (tmp_path / "none.yaml", "No such file or directory")):
        with pytest.raises(ConfigError, match=said):
            read_plan(path)


def test_a_link_out_of_the_project_is_refused_and_one_within_is_taken(plan_of: Reader, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "out").symlink_to("/etc")
    (tmp_path / "in").symlink_to("inner")
    assert plan_of(ONE + "    path: in/x\n").tasks[0].paths == ("in/x",)
    with pytest.raises(ConfigError, match="'out/x' leaves the project by a symbolic link"):
        plan_of(ONE + "    path: out/x\n")


def test_a_plan_belongs_to_the_repository_that_its_file_is_in(plan_of: Reader, tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    assert plan_of(ONE, "plans/plan.yaml").project == str(tmp_path / "plans")
    make_git_folder(tmp_path / ".git")
    assert plan_of(ONE, "plans/plan.yaml").project == str(tmp_path)
    assert plan_of(ONE + "project: .\n", "plans/plan.yaml").project == str(tmp_path / "plans")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["a", "90s", "../x"]),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["tasks", *task_keys(), "zz"]), inner),
        max_leaves=20,
    )
)
def test_whatever_a_file_holds_it_is_a_plan_or_refused(tmp_path_factory: pytest.TempPathFactory, content: Any) -> None:
    folder = tmp_path_factory.mktemp("plans")
    data: dict[str, Any] = {"tasks": content if isinstance(content, list) else [content]}
    (folder / "p.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    (folder / "p.json").write_text(json.dumps(data), encoding="utf-8")
    for name in ("p.yaml", "p.json"):
        try:
            assert read_plan(folder / name).tasks
        except ConfigError as error:
            assert error.message.startswith(str(folder))  # noqa: PT017 - a plan is as good an end


def test_the_plans_of_the_guide_are_good(plan_of: Reader) -> None:
    blocks = GUIDE.read_text(encoding="utf-8").split("```yaml\n")[1:]
    plans = [block.partition("```")[0] for block in blocks if "tasks:" in block]
    assert len(plans) == 2
    assert [len(plan_of(text).tasks) for text in plans] == [3, 4]
