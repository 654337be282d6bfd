"""`python -m covey` is the command line."""

from __future__ import annotations

from covey.cli.main import main

main()
