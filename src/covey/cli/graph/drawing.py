"""A picture as SVG, drawn by graphviz where it is installed."""

from __future__ import annotations

import shutil
import subprocess

from covey.cli.progress import doing
from covey.errors import UnavailableError

LONGEST_SECONDS = 60
ELSE = "--format mermaid is shown by GitHub and many editors, --format dot is graphviz's own language"


def svg(dot: str) -> str:
    """Have graphviz draw; raise UnavailableError where it is not installed, or does not come to an end."""
    program = shutil.which("dot")
    if program is None:
        said = "graphviz is not installed: there is no program `dot` on the PATH"
        raise UnavailableError(said, hint=f"install graphviz; or {ELSE}", code="no_graphviz")
    try:
        with doing("drawing"):
            done = subprocess.run(
                [program, "-Tsvg"], check=False, input=dot.encode(), capture_output=True, timeout=LONGEST_SECONDS
            )
    except subprocess.TimeoutExpired:
        said = f"graphviz was not done after {LONGEST_SECONDS} s"
        raise UnavailableError(
            said, hint="draw less: name entities, or lower --limit", code="graphviz_failed"
        ) from None
    if done.returncode:
        said = f"graphviz failed: {done.stderr.decode(errors='replace').strip()}"
        raise UnavailableError(said, hint=ELSE, code="graphviz_failed")
    return done.stdout.decode()
