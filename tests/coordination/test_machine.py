"""What the real machine tells of its processes and clocks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from covey.coordination import machine as machine_module
from covey.coordination.machine import Machine
from covey.model.session import Process
from covey.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

only_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
NOBODY = 2**22 + 1
"""Above the highest pid of Linux and macOS."""


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """Give a process that lives until it is killed."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as one:
        yield one
        one.kill()


def test_the_clocks_are_the_real_ones() -> None:
    before, awake = time.time(), time.monotonic()
    now = Machine().now()
    assert before <= now.wall <= time.time()
    assert awake <= now.awake <= time.monotonic()


def test_a_process_is_known_by_host_pid_and_start(child: subprocess.Popen[bytes]) -> None:
    machine = Machine()
    process = machine.process(child.pid)
    assert process is not None
    assert (process.host, process.pid) == (machine.host, child.pid)
    assert process == Machine().process(child.pid)
    assert not machine.is_gone(process)
    assert machine.is_gone(process.but(start="earlier"))


@pytest.mark.requirement("B-5")
def test_a_killed_process_is_gone_even_while_nobody_has_collected_it(child: subprocess.Popen[bytes]) -> None:
    machine = Machine()
    process = machine.process(child.pid)
    assert process is not None
    os.kill(child.pid, signal.SIGKILL)
    assert until(lambda: machine.is_gone(process), 10)
    assert machine.process(child.pid) is None
    child.wait()
    assert machine.is_gone(process)


def test_nobody_is_no_process() -> None:
    assert Machine().process(NOBODY) is None
    assert Machine().parent(NOBODY) is None
    assert Machine().command(NOBODY) == ""


def test_parent_and_command_are_told(child: subprocess.Popen[bytes]) -> None:
    assert Machine().parent(child.pid) == os.getpid()
    assert until(lambda: Machine().command(child.pid) == "cat", 10)


@only_linux
def test_a_program_may_have_any_name() -> None:
    odd = "import ctypes,sys; ctypes.CDLL(None).prctl(15, b') S 1 ('); print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", odd], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as one:
        assert one.stdout is not None
        one.stdout.readline()
        assert Machine().parent(one.pid) == os.getpid()
        assert Machine().process(one.pid) is not None
        one.kill()


@pytest.mark.parametrize(
    ("theirs", "is_gone", "is_same"),
    [
        ("mac boot-1 pids", True, False),
        ("mac boot-2 pids", True, True),
        ("renamed boot-2 pids", True, True),
        ("renamed boot-1 pids", False, False),
        ("mac boot-2 others", False, False),
        ("mac boot-1 others", False, False),
        ("mac boot-2 ?", False, None),
        ("mac ? pids", False, None),
        ("mac  pids", False, None),
        ("mac boot-1 pid:?", False, False),
        ("mac ? others", False, False),
        ("mac ? ?", False, None),
        ("mac", False, False),
        ("", False, False),
    ],
)
def test_of_another_host_only_an_earlier_boot_of_this_one_is_known_to_be_over(
    monkeypatch: pytest.MonkeyPatch, theirs: str, *, is_gone: bool, is_same: bool | None
) -> None:
    machine = Machine()
    monkeypatch.setattr(machine, "_host", "mac boot-2 pids")
    assert machine.is_gone(Process(theirs, NOBODY, "1")) is is_gone
    assert machine.is_same(theirs) is is_same


@only_linux
@pytest.mark.requirement("B-5")
def test_where_no_process_can_be_seen_nobody_who_is_there_is_taken_for_dead(
    monkeypatch: pytest.MonkeyPatch, child: subprocess.Popen[bytes]
) -> None:
    machine = Machine()
    process = machine.process(child.pid)
    assert process is not None
    monkeypatch.setattr(machine_module, "_content", lambda _path: "")  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    assert not machine.is_gone(process)
    assert machine.process(child.pid) is None
    child.kill()
    child.wait()
    assert machine.is_gone(process), "that there is none the kernel says without /proc"


@only_linux
def test_a_proc_of_another_namespace_tells_of_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine()
    process = machine.process(os.getpid())
    assert process is not None
    monkeypatch.setattr(os, "readlink", lambda _path: "4711")  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    assert not machine.is_gone(process.but(start="of whoever has this pid there"))


DESCRIPTORS = """
import os, resource, sys
from covey.coordination.machine import Machine
from covey.model.session import Process
pid, seen = int(sys.argv[1]), Machine()
known = seen.process(pid)
soft = len(os.listdir("/proc/self/fd")) - 1
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, soft))
blind = Machine()
sys.stdout.write(repr([
    seen.is_gone(known), blind.is_gone(known), blind.is_same(known.host), blind.shares_clock(known.host),
    blind.process(pid), blind.is_gone(known.but(start="another")), Machine().is_gone(known.but(host=blind.host)),
]))
"""


@only_linux
@pytest.mark.requirement("B-5")
def test_without_a_descriptor_to_read_with_nobody_is_taken_for_dead(child: subprocess.Popen[bytes]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DESCRIPTORS, str(child.pid)], capture_output=True, text=True, check=True
    )
    assert done.stdout == repr([False, False, None, True, None, False, False])


def test_the_host_is_one_as_long_as_the_machine_runs() -> None:
    assert Machine().host == Machine().host
    assert Machine().host.startswith(f"{Machine().name} ")
    assert len(Machine().host) > len(Machine().name) + 8


@only_linux
def test_what_macos_is_asked_through_ps_is_read_as_it_prints_it(
    monkeypatch: pytest.MonkeyPatch, child: subprocess.Popen[bytes]
) -> None:
    monkeypatch.setattr(machine_module, "ON_LINUX", False)
    monkeypatch.setattr(machine_module, "_sysctl_boot", lambda: "4A0E")
    machine = Machine()
    if not machine.command(os.getpid()):
        pytest.skip("there is no /bin/ps here")
    process = machine.process(os.getpid())
    assert process is not None
    assert not machine.is_gone(process)
    assert machine.is_gone(process.but(start="earlier"))
    assert machine.process(NOBODY) is None
    assert machine.parent(child.pid) == os.getpid()
    os.kill(child.pid, signal.SIGKILL)
    assert until(lambda: machine.process(child.pid) is None, 10), "a zombie lives for nobody"
