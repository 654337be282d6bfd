"""What PowerShell's own commands write."""

from __future__ import annotations

from covey.model.shell.call import last_name, within
from covey.model.shell.effect import REMOVE, REWRITE, WRITE, Word
from covey.model.shell.files import whole
from covey.model.shell.known import CMDLETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words

SWITCHES = "append asbytestream confirm force noclobber nonewline notypeinformation passthru recurse rf verbose whatif"
PATHS = ("path", "literalpath", "filepath", "outfile", "pspath", "lp")


class Arguments:
    """What a cmdlet was given: parameters by their names in small letters, and values by position."""

    def __init__(self, args: list[Words]) -> None:
        """Tell parameters from values; a switch takes none."""
        self.named: dict[str, Words] = {}
        self.places: list[Words] = []
        rest = iter(args)
        nothing: Words = []
        for group in rest:
            text = group[0].text if group and group[0] else ""
            if not text.startswith("-") or len(text) == 1:
                self.places.append(group)
            elif any(switch.startswith(text[1:].lower()) for switch in SWITCHES.split()):
                self.named[text[1:].lower()] = []
            else:
                self.named[text[1:].lower()] = next(rest, nothing)

    def take(self, *names: str) -> Words:
        """Give the value of the first of some parameters, else the next by position."""
        for name in names:
            for given, value in self.named.items():
                if name.startswith(given):
                    return value
        return self.places.pop(0) if self.places else []

    def is_dry(self) -> bool:
        """Tell whether nothing is done."""
        return any("whatif".startswith(name) and len(name) > 1 for name in self.named)


def _write(call: Call, args: Arguments) -> None:
    call.found(WRITE, *args.take(*PATHS))


def _remove(call: Call, args: Arguments) -> None:
    is_deep = any("recurse".startswith(name) for name in args.named)
    call.found(REMOVE, *(whole(word) if is_deep else word for word in args.take(*PATHS)))


def _new(call: Call, args: Arguments) -> None:
    kind = args.named.get("itemtype", args.named.get("type", []))
    if any(word and word.text.lower().startswith("d") for word in kind):
        return
    names = args.named.get("name", [])
    folders = args.take("path")
    found = [within(folder, name) for folder in folders for name in names] if folders and names else folders or names
    call.found(WRITE, *found)


def _rename(call: Call, args: Arguments) -> None:
    old, new = args.take("path", "literalpath"), args.take("newname")
    call.found(REMOVE, *old)
    call.found(WRITE, *(_beside(one, two) for one in old for two in new))


def _beside(old: Word | None, new: Word | None) -> Word | None:
    if old is None or "/" not in old.text:
        return new
    return within(Word(old.text.rpartition("/")[0], old.is_pattern), new)


def _move(call: Call, args: Arguments) -> None:
    old = args.take("path", "literalpath")
    call.found(REMOVE, *map(whole, old))
    _transfer(call, old, args.take("destination"))


def _copy(call: Call, args: Arguments) -> None:
    _transfer(call, args.take("path", "literalpath"), args.take("destination"))


def _transfer(call: Call, sources: Words, targets: Words) -> None:
    for source in sources:
        for target in targets:
            is_inside = len(sources) > 1 or call.kind_at(target) == "folder" or (source and source.is_pattern)
            kind = REWRITE if call.kind_at(source) == "folder" else WRITE
            call.found(kind, within(target, last_name(source)) if is_inside else target)


RULES: dict[str, Callable[[Call, Arguments], None]] = {
    "add-content": _write,
    "clear-content": _write,
    "copy-item": _copy,
    "export-csv": _write,
    "move-item": _move,
    "new-item": _new,
    "out-file": _write,
    "remove-item": _remove,
    "rename-item": _rename,
    "set-content": _write,
    "tee-object": _write,
}


def run_cmdlet(call: Call, args: list[Words]) -> bool:
    """Note what a cmdlet writes; tell whether it is one that is known."""
    name = CMDLETS.get(call.name.lower())
    if name is None:
        return False
    given = Arguments(args)
    if not given.is_dry():
        RULES[name](call, given)
    return True
