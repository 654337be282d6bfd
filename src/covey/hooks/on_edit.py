"""What Claude Code starts before an edit: `python -I -S on_edit.py --home DIR`, with the call on standard input."""

import gc
import sys

gc.disable()  # the process is gone before there is garbage worth collecting

sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.hooks.door import enter
from covey.hooks.gate import before_edit

enter(before_edit)
