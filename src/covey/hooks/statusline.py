"""What Claude Code starts for its status line: `python -I -S statusline.py --home DIR`; what it shows comes on stdin.

Whatever happens, it ends well and says something short: a status line that fails would only vanish.
"""

from __future__ import annotations

import gc
import sys

gc.disable()  # the process is gone before there is garbage worth collecting

sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.hooks.status import enter  # noqa: E402 - the path comes first

enter()
