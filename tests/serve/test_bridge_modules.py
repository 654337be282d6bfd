"""The bridge's process loads little: every session has one, from its start to its end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import Office

OUR_OWN = {
    *("covey", "covey.coordination", "covey.coordination.interpreter", "covey.coordination.machine"),
    *(
        "covey.model",
        "covey.model.broken_json",
        "covey.model.json_rpc",
        "covey.model.mcp",
        "covey.model.moment",
        "covey.model.session",
        "covey.model.value",
        "covey.settings",
    ),
    *("covey.serve", "covey.serve.address", "covey.serve.child", "covey.serve.exchange", "covey.serve.hosts"),
    *("covey.serve.lines", "covey.serve.relay"),
}
HEAVY = {
    *("asyncio", "dataclasses", "datetime", "email", "http", "inspect", "logging", "pathlib", "sqlite3", "ssl"),
    *("subprocess", "tempfile", "threading", "typing", "urllib"),
}

SPY = """
import sys
before, command = set(sys.modules), sys.argv[1:]
sys.argv = command
try:
    exec(compile(open(command[0]).read(), command[0], "exec"), {"__name__": "__main__", "__file__": command[0]})
finally:
    sys.stderr.write(" ".join(set(sys.modules) - before))
"""


def test_a_bridge_loads_just_this(office: Office) -> None:
    office.monitor()
    office.address()
    line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})
    python, isolated, bare, *entry = office.bridge_command()
    done = office.world.run([python, isolated, bare, "-c", SPY, *entry], words=f"{line}\n")
    assert json.loads(done.stdout)["result"] == {}
    loaded = set(done.stderr.split())
    assert {name for name in loaded if name.startswith("covey")} == OUR_OWN
    assert not {name.partition(".")[0] for name in loaded} & HEAVY
