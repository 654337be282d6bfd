"""How the play is told to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from covey.cli.demo.play import STOPPED

if TYPE_CHECKING:
    from rich.console import Console

    from covey.cli.demo.cast import Cast
    from covey.cli.demo.play import Scene

COLOURS = {"A": "cyan", "B": "magenta"}
WIDEST = 100
BAR = "     │ "
COMMENTS = {
    "covey sessions live": "who works where",
    "covey locks list": "who holds what",
    "covey sessions history": "what is remembered",
}


class Teller:
    """Tells scene after scene, with a heading wherever it goes over to another session."""

    def __init__(self, console: Console) -> None:
        """Know where to print."""
        self._console = console
        self._width = min(console.width, WIDEST)
        self._met: set[str] = set()  # the sessions that were introduced
        self._now = ""  # the session that the last line was about
        self._stopped = ""  # the file that was last refused

    @property
    def columns(self) -> int | None:
        """How wide the terminal is; None where there is none."""
        return self._width if self._console.is_terminal else None

    def opening(self, cast: Cast) -> None:
        """Say what there is to see."""
        self._say(Text("Two Claude Code sessions in one repository want to edit the same file.", style="bold"))
        self._say(Text(" ".join(filter(None, (cast.words, cast.note))), style="dim"))
        self._say(Text("It happens in a temporary folder; nothing of yours is touched.", style="dim"))

    def scene(self, scene: Scene) -> None:
        """Tell one scene."""
        {"edit": self._edit, "end": self._end, "look": self._look}[scene.kind](scene)

    def ending(self) -> None:
        """Say how to have this for one's own sessions."""
        self._say()
        self._say(Text("In your own repositories:", style="bold"))
        self._command("covey install", "once; `covey uninstall` takes it out again")
        self._command("claude       ", "as always, in as many terminals as you like")

    def _edit(self, scene: Scene) -> None:
        if scene.session != self._now:
            self._heading(scene.session, "goes on" if scene.session in self._met else f"is asked to {scene.task}")
        if scene.outcome == STOPPED:
            self._line(
                "✗", "bold red", "wants to edit ", scene.path, "; it is stopped before that happens, and told why:"
            )
        else:
            self._line("✓", "green", "edits ", scene.path, self._aside(scene))
        if scene.told:
            self._quote(scene.told)
        self._stopped = scene.path if scene.outcome == STOPPED else ""

    def _aside(self, scene: Scene) -> str:
        if self._stopped:
            return " instead"
        return ", and is told:" if scene.told else ""

    def _end(self, scene: Scene) -> None:
        self._heading(scene.session, "ends; what it held is free")

    def _look(self, scene: Scene) -> None:
        self._now = ""
        self._say()
        self._command(scene.command, COMMENTS[scene.command])
        self._console.print(Text.from_ansi(scene.output.rstrip("\n")), soft_wrap=True)

    def _heading(self, session: str, words: str) -> None:
        self._say()
        self._say(Text.assemble((f"Session {session}", f"bold {COLOURS[session]}"), " ", words))
        self._met.add(session)
        self._now = session

    def _line(self, mark: str, style: str, verb: str, path: str, words: str) -> None:
        self._say(Text.assemble("   ", (mark, style), " ", verb, (path, "bold"), words))

    def _quote(self, told: str) -> None:
        for line in Text(told, style="yellow").wrap(self._console, self._width - len(BAR)):
            line.rstrip()
            self._say(Text.assemble((BAR, "dim"), line))

    def _command(self, command: str, comment: str) -> None:
        self._say(Text.assemble(("$ ", "dim"), (command, "bold"), (f"  # {comment}", "dim")))

    def _say(self, text: Text | str = "") -> None:
        self._console.print(text, width=self._width)
