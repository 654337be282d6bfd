"""`covey`, which takes a turn for hung after three seconds without a sign of life instead of ten minutes."""

from __future__ import annotations

import sys
from functools import partial

from covey.cli import main
from covey.cli.plans import carrying
from covey.running.claude_provider import ClaudeProvider

HANG_SECONDS = 3.0

if __name__ == "__main__":
    carrying.ClaudeProvider = partial(ClaudeProvider, hang_seconds=HANG_SECONDS)  # type: ignore[misc]
    sys.exit(main.main())
