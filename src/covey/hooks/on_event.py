"""What Claude Code starts for every other event: `python -I -S on_event.py --home DIR`; the call comes on stdin."""

from __future__ import annotations

import gc
import sys

gc.disable()  # the process is gone before there is garbage worth collecting

sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.hooks.door import enter  # noqa: E402 - the path comes first
from covey.hooks.events import on_event  # noqa: E402

enter(on_event)
