"""What `find` selects, and what it does to it."""

from __future__ import annotations

from covey.model.shell.call import within
from covey.model.shell.effect import REMOVE, WRITE, Word
from covey.model.shell.find_tests import RUNNING, Selection, evaluate, parse
from covey.model.shell.lists import put_in
from covey.model.shell.marks import words_of
from covey.model.shell.path_globs import crossing
from covey.model.shell.scene import Feed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call

DEEPEST = 4


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
        names = [_found(call, root, one) for root in roots for one in selections]
        if action == "-delete":
            call.found(
                REMOVE,
                *(name for name, one in zip(names, selections * len(roots), strict=True) if one.kind != "d"),
                by="find -delete",
            )
        elif action.startswith("-print"):
            printed = printed.plus(Feed(names=tuple(names)) if names else Feed(""))
        elif action.startswith("-f"):
            call.found(WRITE, *words[:1], by=f"find {action}")
        else:
            for name in names:
                call.run([put_in(word, "{}", name) for word in words])
    return printed


def _unknown(call: Call, tests: Words) -> Feed:
    """Take it that an expression that is not known selects what nobody knows."""
    texts = [word.text if word else "" for word in tests]
    if "-delete" in texts:
        call.unresolved(by="find -delete")
    for at, text in enumerate(texts):
        if text in RUNNING:
            ends = [place for place in range(at, len(texts)) if texts[place] in (";", "+")]
            call.run([put_in(word, "{}", None) for word in tests[at + 1 : ends[0] if ends else len(texts)]])
    return Feed()


def _found(call: Call, root: Word | None, selection: Selection) -> Word | None:
    """Give a pattern for what is selected beneath a root."""
    if call.kind_at(root) == "file":
        return root
    excluded = tuple(text for path in selection.excluded if (text := _beneath(root, path)))
    if selection.path:
        inner = _beneath(root, selection.path)
        if inner and selection.name and inner.endswith("/**"):
            inner = f"{inner}/{_name(selection.name)}"
        return Word(inner, 1, excluded) if inner else None
    name = _name(selection.name or "*")
    inner = Word(
        name
        if selection.depth == 1
        else "**"
        if name == "*" and not selection.depth
        else f"{_levels(selection.depth)}/{name}",
        1,
    )
    found = within(root, inner)
    return found and found.but(excluded=excluded)


def _levels(depth: int) -> str:
    """Give the folders that a name may be in."""
    if not depth or depth > DEEPEST:
        return "**"
    return "{.," + ",".join("/".join("*" * level) for level in range(1, depth)) + "}"


def _name(glob: str) -> str:
    return words_of(glob.replace(",", "\\,").replace("{", "\\{"))[0].text


def _beneath(root: Word | None, glob: str) -> str | None:
    """Give the pattern of a glob over the paths that find prints, which begin with the root."""
    if root is None or root.is_pattern:
        return None
    if glob.startswith("**/"):
        found = within(root, Word(glob, 1))
        return found.text if found else None
    start = root.text.rstrip("/") + "/"
    if glob.startswith("*/"):
        found = within(root, Word("**/" + crossing(glob[2:]), 1))
    elif glob.startswith("*"):
        found = within(root, Word(crossing(glob), 1))
    elif glob.startswith(start):
        found = within(root, Word(crossing(glob[len(start) :]), 1))
    else:
        return None  # no path that is printed begins so
    return found.text if found else None
