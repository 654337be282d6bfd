"""What Claude Code starts for every other event: `python -I -S on_event.py --home DIR`, with the call on standard input."""

import gc
import sys

gc.disable()  # the process is gone before there is garbage worth collecting

sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.hooks.door import enter
from covey.hooks.events import on_event

enter(on_event)
