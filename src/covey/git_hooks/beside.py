"""Our hooks in git's own folder of hooks: what stands where ours goes is moved aside, and chained.

The pre-commit framework's own hook stays where it is: it runs NAME.legacy first, so ours stands there.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from covey.errors import UserError
from covey.git_hooks.files import EXECUTABLE, draft_of, write
from covey.git_hooks.script import ASIDE, GUARDED, guard, is_of_pre_commit, is_ours

if TYPE_CHECKING:
    from pathlib import Path

    from covey.git_hooks.script import Called


def put_into(folder: Path, called: Called) -> bool:
    """Put our hooks into a folder; tell whether that changed anything."""
    changed = [_put(folder, hook, guard(hook, called)) for hook in GUARDED]
    return any(changed)


def take_out_of(folder: Path) -> bool:
    """Take our hooks out of a folder, and give back what stood there; tell whether there were any."""
    places = [place for hook in GUARDED for place in _places(folder, hook)]
    ours = [place for place in places if is_ours(place)]
    for place in ours:
        _take_out(place)
    for place in places:
        _clear_up(place)
    return bool(ours)


def runs_ours(folder: Path, hook: str, content: bytes | None = None) -> bool:
    """Tell whether git, where it takes hooks from a folder, runs ours: whichever, or the one with this content."""
    slot = slot_of(folder, hook)
    reached = [folder / hook, slot]
    if not is_ours(slot) or not all(os.access(path, os.X_OK) for path in reached):
        return False
    return content is None or slot.read_bytes() == content


def chained(folder: Path) -> list[Path]:
    """List what our hooks in a folder run after themselves."""
    asides = [_aside(folder, hook) for hook in GUARDED]
    return [path for path in asides if path.is_file() and os.access(path, os.X_OK)]


def slot_of(folder: Path, hook: str) -> Path:
    """Name the file in which git, or the pre-commit framework after it, looks for a hook of others."""
    main, legacy = _places(folder, hook)
    return legacy if is_of_pre_commit(main) else main


def has_any(folder: Path) -> bool:
    """Tell whether a hook of ours is in a folder, whether it is run or not."""
    return any(is_ours(place) for hook in GUARDED for place in _places(folder, hook))


def _places(folder: Path, hook: str) -> tuple[Path, Path]:
    return folder / hook, folder / f"{hook}.legacy"


def _aside(folder: Path, hook: str) -> Path:
    return folder / f"{hook}{ASIDE}"


def _put(folder: Path, hook: str, content: bytes) -> bool:
    slot = slot_of(folder, hook)
    if not is_ours(slot):
        _set_aside(slot, _aside(folder, hook))
    return write(slot, content, EXECUTABLE)


def _set_aside(slot: Path, aside: Path) -> None:
    """Give what stands in a slot a second name, so that there is no moment without it."""
    if slot.is_dir():
        raise UserError(f"{slot} is a folder", hint="move it away: git runs no folder", code="hook_is_folder")
    is_there = os.path.lexists(slot)
    if os.path.lexists(aside):
        if _is_twin(slot, aside):
            return  # a covey was killed just after it did this
        aside.rename(_free_name(aside))  # it was chained once, until another hook was written over ours
    if is_there:
        _link(slot, aside)


def _is_twin(place: Path, aside: Path) -> bool:
    both = os.path.lexists(place) and os.path.lexists(aside)
    return both and os.path.samestat(os.lstat(place), os.lstat(aside))


def _link(slot: Path, aside: Path) -> None:
    try:
        os.link(slot, aside, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a file system without hard links, or none to a symlink
        slot.rename(aside)


def _free_name(aside: Path) -> Path:
    number = 1
    while os.path.lexists(free := aside.with_name(f"{aside.name}.{number}")):
        number += 1
    return free


def _clear_up(place: Path) -> None:
    """Take away what a covey left that was killed before its hook was in place."""
    draft_of(place).unlink(missing_ok=True)
    aside = _aside(place.parent, place.name.removesuffix(".legacy"))
    if _is_twin(place, aside):
        aside.unlink()


def _take_out(place: Path) -> None:
    aside = _aside(place.parent, place.name.removesuffix(".legacy"))
    if os.path.lexists(aside):
        aside.replace(place)
    else:
        place.unlink()
