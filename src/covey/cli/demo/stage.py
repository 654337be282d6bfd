"""Where the demo plays: a private world in a temporary folder, with covey installed in it and a small repository."""

from __future__ import annotations

import os
import shutil
import signal
import site
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from covey.cli.demo.story import FILES
from covey.errors import UnavailableError
from covey.testing.world import World

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

    from covey.cli.demo.story import Change

# -P: the repository's own files are not to be taken for modules.
COVEY = (sys.executable, "-P", "-m", "covey")
OF_THE_SCREEN = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR")
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Stage:
    """A world, and the repository in it in which the sessions work."""

    world: World
    repository: Path

    @property
    def env(self) -> dict[str, str]:
        """The environment of covey's own commands: the world's, with the user's screen and clock."""
        return self.world.env() | screen_and_clock()

    def covey(self, *words: str) -> str:
        """Run a command of covey's in the repository and give what it prints."""
        return self.world.run([*COVEY, *words], self.repository, env=self.env).stdout

    def shows(self, change: Change) -> bool:
        """Tell whether a change is in its file."""
        return change.new in (self.repository / change.path).read_text(encoding="utf-8")


def screen_and_clock() -> dict[str, str]:
    """Give what the private environment takes over from the user's, so that times and colours are as they know them."""
    screen = {name: os.environ[name] for name in OF_THE_SCREEN if name in os.environ}
    # A private HOME hides packages that were installed with `pip install --user`, covey itself among them.
    return screen | {"TZ": os.environ.get("TZ") or ":/etc/localtime", "PYTHONUSERBASE": site.getuserbase()}


@contextmanager
def opened(client: Path | None) -> Generator[Stage]:
    """Set up a stage; at its end, however that comes, its processes are ended and its folder is removed."""
    if not shutil.which("git"):
        raise UnavailableError("git is not on the PATH, and the demo needs a repository", hint="install git")
    with (
        tempfile.TemporaryDirectory(prefix="covey-demo-") as folder,
        World(Path(folder), client) as world,
    ):
        stage = Stage(world, _repository(world))
        stage.covey("install", "--method", "settings")
        yield stage


def _repository(world: World) -> Path:
    folder = world.home / "shop"
    for path, content in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        world.run(["git", *arguments], folder)
    return folder


@contextmanager
def calm_ending() -> Generator[None]:
    """Let the first Ctrl-C (or the terminal's closing) break off the play, and no second one the tidying up."""
    before = {number: signal.signal(number, _break_off) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _break_off(_number: int, _frame: FrameType | None) -> NoReturn:
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
