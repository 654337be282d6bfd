"""covey: many Claude Code sessions in one codebase, without getting in each other's way."""

from __future__ import annotations

__version__ = "0.1.0"
