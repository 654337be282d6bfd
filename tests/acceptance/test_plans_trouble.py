"""A plan of the real client meets a disk, a project and a client that are not as they should be, and loses nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from .plan_stage import task

if TYPE_CHECKING:
    from .plan_stage import Called, PlanStage

RUN = ("plans", "run", "plan.json", "--json")
SMALL_DISK = 'mount -t tmpfs -o size=4m none "$0" && "$@" > run.txt 2>&1'
NO_DISK = 'mount -t tmpfs -o size=4k none "$0" && exec "$@"'
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'


def mounted(stage: PlanStage, how: str) -> Called:
    """Run the plan where covey's state is mounted in a way that nobody else sees."""
    home = stage.world.covey_home
    home.mkdir(exist_ok=True)
    covey = str(stage.world.root / "bin" / "covey")
    return stage.call(*RUN, program=["unshare", "--mount", "sh", "-c", how, str(home), covey])


@pytest.fixture
def need_mounts() -> None:
    """Say so where a test cannot mount: as anybody but root, and elsewhere than on Linux."""
    if os.geteuid() or not shutil.which("unshare"):
        pytest.skip("mounting a small or read-only disk needs root, and Linux")
    if subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this container may not mount")


@pytest.mark.usefixtures("need_mounts")
def test_a_state_folder_that_cannot_be_written_is_told_before_anything_is_asked(stage: PlanStage) -> None:
    stage.plan(task("a"))
    for how in (READ_ONLY, NO_DISK):
        refused = mounted(stage, how)
        assert refused.status == 75, refused.errors
        assert stage.api.requests == []
    assert stage.run() == 0


@pytest.mark.usefixtures("need_mounts")
def test_a_disk_that_fills_up_interrupts_the_plan_in_words_and_with_space_it_is_resumed(stage: PlanStage) -> None:
    ballast = stage.world.covey_home / "ballast"
    fill = f"test -f full || {{ touch full; dd if=/dev/zero of='{ballast}' bs=4k; true; }}"
    stage.plan(task("a", verify=fill), task("b", needs=["a"]))
    resumed = mounted(stage, f"{SMALL_DISK}; echo $? >> run.txt; rm '{ballast}'; \"$1\" plans resume --json")
    told = (stage.project / "run.txt").read_text()
    assert "the disk is full" in told
    assert told.endswith("\n75\n")
    assert resumed.status == 0, resumed.errors
    assert [row["state"] for row in resumed.data["tasks"]] == ["done", "done"]
    assert (len(stage.asked("a")), len(stage.asked("b"))) == (2, 2)


@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        ({"PATH": "/usr/bin:/bin"}, "there is no `claude` on the PATH"),
        ({"ANTHROPIC_API_KEY": ""}, "Not logged in"),
    ],
    ids=["client", "login"],
)
@pytest.mark.requirement("S2-13")
def test_without_a_client_or_a_login_a_plan_is_interrupted_until_there_is_one(
    stage: PlanStage, lacks: dict[str, str], said: str
) -> None:
    stage.plan(task("a"), task("b", needs=["a"]))
    stopped = stage.call("plans", "run", "plan.json", environ=lacks)
    assert stopped.status == 75
    assert said in stopped.errors
    assert "then `covey plans resume`" in stopped.errors
    assert stage.show()["state"] == "interrupted"
    assert stage.api.requests == []
    assert stage.run() == 0
    assert stage.show()["totals"]["done"] == 2


def test_a_project_that_goes_away_fails_the_tasks_that_are_left_in_words(stage: PlanStage) -> None:
    gone = task("a", verify='mv "$PWD" "$PWD-gone"')
    stage.plan(gone, task("b", needs=["a"], retries=0), project=str(stage.project), file="../plan.json")
    run = stage.call("plans", "run", "plan.json", "--json", cwd=stage.project.parent)
    assert run.status == 1
    a, b = run.data["tasks"]
    assert (a["state"], b["state"]) == ("done", "failed")
    assert f"claude cannot be started in {stage.project}" in b["problem"]
