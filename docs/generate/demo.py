"""Make what the demo is shown with, from a real run: `record FILE` its events, `picture FILE` its terminal as SVG."""

from __future__ import annotations

import io
import json
import re
import sys
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from covey.cli.demo import cast, screen, stage
from covey.cli.demo.play import play
from covey.cli.demo.real import RealSessions
from covey.cli.demo.replay import ROOT
from covey.cli.demo.tell import Teller
from covey.testing import clients

if TYPE_CHECKING:
    from covey.cli.demo.stage import Stage

NOTE_DOWN = (
    "import os,sys; os.write(os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT), sys.stdin.buffer.read())"
)
COLUMNS = 92
ASPECT = 0.602  # of most monospace fonts, for the viewers that do not stretch texts to their length
LAST_IN_PICTURE = "covey locks list"

BLANK = "&#160;"
TEXT = re.compile(r'<text([^>]*) x="([\d.]+)"([^>]*) textLength="([\d.]+)"([^>]*)>([^<]*)</text>')

THEME = TerminalTheme(
    (22, 27, 34),
    (201, 209, 217),
    [
        (72, 79, 88),
        (255, 123, 114),
        (63, 185, 80),
        (227, 179, 65),
        (88, 166, 255),
        (188, 140, 255),
        (57, 197, 207),
        (177, 186, 196),
    ],
)
# Rich's own frame, without the fonts that it loads from elsewhere.
FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title>covey stops the second session's edit before it happens</title>
<style>
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: system-ui, sans-serif; }}
.{unique_id}-matrix {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; \
font-size: {char_height}px; line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def record(file: Path) -> None:
    """Play with the real client, and write down what it sends to the hooks, act by act."""
    with stage.opened(clients.client()) as where, RealSessions(where) as sessions:
        notes = _listen(where)
        acts: dict[str, Any] = {}
        seen = 0
        for name in ("first_starts", "second_starts", "first_ends", "second_ends"):
            getattr(sessions, name)()
            events = _values(notes.read_text(encoding="utf-8").replace(str(where.world.root), ROOT))
            acts[name], seen = events[seen:], len(events)
    recording = {"client": clients.NEWEST, "acts": acts}
    file.write_text(json.dumps(recording, indent=1) + "\n", encoding="utf-8")


def picture(file: Path) -> None:
    """Play with the real client, and draw the terminal up to the table of locks."""
    console = Console(
        width=COLUMNS, record=True, force_terminal=True, color_system="truecolor", highlight=False, file=io.StringIO()
    )
    teller = Teller(console)
    console.print("$ covey demo\n", style="bold")
    players = cast.chosen(replay=False)
    teller.opening(players)
    with stage.opened(players.client) as where, RealSessions(where) as sessions:
        for scene in play(where, sessions, screen.as_text(where, COLUMNS)):
            teller.scene(scene)
            if scene.command == LAST_IN_PICTURE:
                break
    svg = console.export_svg(
        title="covey demo", theme=THEME, code_format=FRAME, unique_id="demo", font_aspect_ratio=ASPECT
    )
    file.write_text(TEXT.sub(_without_margin, svg), encoding="utf-8")


def _without_margin(text: re.Match[str]) -> str:
    """Move a text to where its first character stands: not every viewer keeps the blanks before that."""
    before, x, middle, length, after, words = text.groups()
    bare = words.replace(BLANK, " ")
    width = float(length) / len(unescape(bare))
    start = float(x) + width * (len(bare) - len(bare.lstrip()))
    bare = bare.strip()
    if not bare:
        return ""
    shown = f"{width * len(unescape(bare)):.1f}"
    return f'<text{before} x="{start:.1f}"{middle} textLength="{shown}"{after}>{bare.replace(" ", BLANK)}</text>\n'


def _listen(where: Stage) -> Path:
    """Put beside each of covey's hooks one that notes down what it is told."""
    notes, file = where.world.root / "notes", where.world.home / ".claude" / "settings.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    for groups in settings["hooks"].values():
        handler = {"type": "command", "command": sys.executable, "args": ["-I", "-c", NOTE_DOWN, str(notes)]}
        groups[0]["hooks"].append(handler)
    file.write_text(json.dumps(settings), encoding="utf-8")
    return notes


def _values(text: str) -> list[dict[str, Any]]:
    """Read the JSON values that stand one after another in a text."""
    values: list[dict[str, Any]] = []
    while text := text.lstrip():
        value, end = json.JSONDecoder().raw_decode(text)
        values.append(value)
        text = text[end:]
    return values


if __name__ == "__main__":
    {"record": record, "picture": picture}[sys.argv[1]](Path(sys.argv[2]))
