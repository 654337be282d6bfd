"""What our git hooks start: `python -I -S on_git.py --home DIR HOOK ARGUMENT...`; what a push sends comes on stdin.

It ends with 3 where git is to stop.
"""

from __future__ import annotations

import gc
import sys

gc.disable()  # the process is gone before there is garbage worth collecting

sys.path.insert(0, __file__.rsplit("/", 3)[0])  # -I and -S leave us without our own package

from covey.hooks.git_net import enter  # noqa: E402 - the path comes first

enter()
