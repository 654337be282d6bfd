"""What `find` selects, and what it does to it."""

from __future__ import annotations

from covey.model.shell.call import within
from covey.model.shell.effect import REMOVE, WRITE, Word
from covey.model.shell.find_tests import RUNNING, Selection, evaluate, parse
from covey.model.shell.lists import put_in
from covey.model.shell.marks import words_of
from covey.model.shell.path_globs import crossing
from covey.model.shell.scene import Feed
from covey.model.shell.searches import fd, rg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from covey.model.shell.call import Call
    from covey.model.shell.scene import Words

DEEPEST = 4
DELETE = "find -delete"


def find(call: Call) -> Feed:
    """Delete what is found, run a program on it, or give its names."""
    args = call.options("D:O::", stops=True).operands if call.args[:1] in ([Word("-L")], [Word("-H")]) else call.args
    at = next((at for at, word in enumerate(args) if word and word.text[:1] in ("-", "(", "!")), len(args))
    roots, tests = args[:at] or [Word(".")], args[at:]
    tree = parse(tests)
    if tree is None:
        return _unknown(call, tests)
    actions, selected = evaluate(tree)
    printed = Feed("")
    for action, words, selections in actions or [("-print", [], selected)]:
        names = [name for root in roots for one in selections for name in _found(call, root, one)]
        if action == "-delete":
            files = [one for one in selections if one.kind != "d"]  # of folders only those that are empty go
            call.found(
                REMOVE, *(name for root in roots for one in files for name in _found(call, root, one)), by=DELETE
            )
        elif action.startswith("-print"):
            printed = printed.plus(Feed(names=tuple(names)) if names else Feed(""))
        elif action.startswith("-f"):
            call.found(WRITE, *words[:1], by=f"find {action}")
        else:
            for name in names:
                printed = printed.plus(call.run([put_in(word, "{}", name) for word in words]))
    return printed


def _unknown(call: Call, tests: Words) -> Feed:
    """Take it that an expression that is not known selects what nobody knows."""
    texts = [word.text if word else "" for word in tests]
    if "-delete" in texts:
        call.unresolved(by=DELETE)
    for at, text in enumerate(texts):
        if text in RUNNING:
            ends = [place for place in range(at, len(texts)) if texts[place] in (";", "+")]
            call.run([put_in(word, "{}", None) for word in tests[at + 1 : ends[0] if ends else len(texts)]])
    return Feed()


def _found(call: Call, root: Word | None, selection: Selection) -> Words:
    """Give a pattern for what is selected beneath a root, None for one that is not known, nothing where nothing is."""
    if call.kind_at(root) == "file":
        return [root]
    if root is None or root.is_pattern:
        return [None]
    excluded = tuple(text for path in selection.excluded if (text := _beneath(root, path)))
    if not selection.path:
        found = within(root, Word(_inner(selection), 1))
        return [found and found.but(excluded=excluded)]
    inner = _beneath(root, selection.path)
    if selection.name and inner.endswith("/**"):
        inner = f"{inner}/{_name(selection.name)}"
    return [Word(inner, 1, excluded)] if inner else []


def _inner(selection: Selection) -> str:
    """Give the pattern of what is selected by its name and depth."""
    name = _name(selection.name or "*")
    if selection.depth == 1:
        return name
    return "**" if name == "*" and not selection.depth else f"{_levels(selection.depth)}/{name}"


def _levels(depth: int) -> str:
    """Give the folders that a name may be in."""
    if not depth or depth > DEEPEST:
        return "**"
    return "{.," + ",".join("/".join("*" * level) for level in range(1, depth)) + "}"


def _name(glob: str) -> str:
    return words_of(glob.replace(",", "\\,").replace("{", "\\{"))[0].text


def _beneath(root: Word, glob: str) -> str:
    """Give the pattern of a glob over the paths that find prints, which begin with the root; '' for one of none."""
    start = root.text.rstrip("/") + "/"
    if glob.startswith("**/"):  # a pattern already
        inner = glob
    elif glob.startswith("*/"):
        inner = "**/" + crossing(glob[2:])
    elif glob.startswith("*"):
        inner = crossing(glob)
    else:
        inner = crossing(glob[len(start) :]) if glob.startswith(start) else ""
    found = within(root, Word(inner, 1)) if inner else None
    return found.text if found else ""


SEARCHES: dict[str, Callable[[Call], Feed | None]] = {"fd": fd, "fdfind": fd, "find": find, "rg": rg}
"""The programs that look for files."""
