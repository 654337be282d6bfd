r"""Path patterns: which paths does one hold, and do two hold one path in common.

A pattern is a relative path of names between slashes. In a name

    *      is any run of characters, ? one character; neither is ever a slash
    [a-z]  is one character of a class, [!a-z] or [^a-z] one that is not of it, never a slash
    {a,b}  is either; alternatives may be empty, nested, and hold slashes
    **     as a whole name is any number of names, none too; as a part of a name it is *
    \      makes the next character mean itself

and all else means itself, as do a "[" or "{" that nothing closes. Alternatives are chosen first; what is said here of
a name holds for what they leave. Names that are empty or "." are skipped.

A pattern whose last name is written out holds what it matches and everything beneath: `src` holds `src/a/b.py`. So
does one that ends in a slash, and `src/**` is the same hold as `src`. A last name with a wildcard holds what it matches
and nothing beneath: `src/*` holds `src/a`, not `src/a/b.py`; say `src/**` for that, or `src/*/`.
"""

from __future__ import annotations

from covey.model.automaton import Automaton, shared_path
from covey.model.pattern_syntax import FILE, FOLDER, PLAIN, SLASH, is_magic, leaves_tree, read, read_parts, read_path

_ESCAPES = str.maketrans({char: "\\" + char for char in "\\*?[{"})
_ENOUGH = 256
_known: dict[tuple[str, bool], Automaton] = {}


def has_magic(text: str) -> bool:
    """Tell whether any text has wildcards or alternatives; a pattern without them names one path, its anchor."""
    return literal(text) != text and is_magic(read_parts(text))


def literal(path: str) -> str:
    """Give the pattern that holds a path, whose characters all mean themselves, and everything beneath it."""
    return path.translate(_ESCAPES)


def anchor(pattern: str) -> str:
    """Give the path of the leading names without magic.

    Two patterns overlap only if the anchor of one is that of the other, or above it; '' is above all.
    """
    names = [""]
    for kind, chars, _ in paths_of(pattern).parts:
        if kind == PLAIN:
            names[-1] += chars[0]
        elif kind in (SLASH, FOLDER):
            names.append("")
        else:
            break
    return "/".join(name for name in names[:-1] if name not in ("", "."))


def matches(pattern: str, path: str) -> bool:
    """Tell whether a pattern holds a path."""
    return have_common(paths_of(pattern), Automaton(read_path(path)))


def overlap(one: str, two: str) -> bool:
    """Tell whether some path is held by both patterns."""
    return have_common(paths_of(one), paths_of(two))


def have_common(one: Automaton, two: Automaton) -> bool:
    """Tell whether two sets of paths have one in common."""
    return shared_path(one, two) is not None


def witness(one: str, two: str) -> str | None:
    """Give a path that both patterns hold, of the fewest characters besides slashes, or None if there is none."""
    return shared_path(paths_of(one), paths_of(two))


def paths_of(pattern: str, *, is_file: bool = False) -> Automaton:
    """Give the paths that a pattern holds; with `is_file` only those that it matches, and nothing beneath them."""
    known = _known.get((pattern, is_file))
    if known is None:
        known = Automaton(read(pattern, FILE if is_file else FOLDER))
        if known.leaves_tree:
            raise leaves_tree(pattern)
        if len(_known) >= _ENOUGH:
            _known.clear()
        _known[pattern, is_file] = known
    return known
