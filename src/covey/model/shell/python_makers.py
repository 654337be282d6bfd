"""What functions and methods of Python's give that make texts, paths and lists of them."""

from __future__ import annotations

from posixpath import basename, dirname, normpath, split, splitext

from covey.model.shell.python_values import (
    UNKNOWN,
    UNKNOWN_PART,
    Glob,
    Path,
    absolute,
    as_text,
    globbed,
    is_known,
    is_mapping,
    is_sequence,
    joined_paths,
    joined_texts,
    part,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Arguments = list[Any]

TEMPORARY = Path(f"/tmp/tmp{UNKNOWN_PART}")  # noqa: S108 - nothing is made there
"""What `tempfile` gives, as far as anybody can tell."""

OF_TEXTS = frozenset(
    [
        "capitalize",
        "lower",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
        "replace",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "strip",
        "swapcase",
        "title",
        "upper",
        "zfill",
    ]
)
"""Methods of texts that are called as they are, where all that they work with is known."""

LISTING = ("copy", "decode", "split", "splitlines", "strip")
SAME_ITEMS = frozenset(["frozenset", "iter", "list", "reversed", "set", "sorted", "tuple", "filter"])


class Place:
    """Where a piece of Python runs: its folder, None for one that cannot be known, and the user's."""

    def __init__(self, folder: str | None, home: str | None) -> None:
        """Begin there."""
        self.folder, self.home = folder, home


def made(name: str, args: Arguments, place: Place) -> Any:
    """Give what a function gives, by its whole name."""
    if name in MAKERS:
        return MAKERS[name](args, place)
    if name in SAME_ITEMS:
        items = args[1] if name == "filter" and len(args) > 1 else args[0] if args else ()
        return items if is_sequence(items) else tuple(items) if is_mapping(items) else UNKNOWN
    if name.partition(".")[0] == "tempfile":
        return (UNKNOWN, TEMPORARY) if name == "tempfile.mkstemp" else TEMPORARY
    return UNKNOWN


def _of_text(function: Callable[[str], Any]) -> Callable[[Arguments, Place], Any]:
    def apply(args: Arguments, _place: Place) -> Any:
        if not args or not is_known(args[0]):
            return UNKNOWN
        found = function(str(args[0]))
        kind = Glob if isinstance(args[0], Glob) else str
        return kind(found) if isinstance(found, str) else tuple(kind(one) for one in found)

    return apply


def _absolute(args: Arguments, place: Place) -> Any:
    return absolute(args[0], place.folder) if args else UNKNOWN


def _folder(_args: Arguments, place: Place) -> Any:
    return Path(place.folder) if place.folder else UNKNOWN


def _home(_args: Arguments, place: Place) -> Any:
    return Path(place.home) if place.home else UNKNOWN


def _of_user(args: Arguments, place: Place) -> Any:
    value = args[0] if args else UNKNOWN
    if not is_known(value) or value[:1] != "~":
        return value
    return Path(place.home + value[1:]) if place.home and value[1:2] in ("", "/") else UNKNOWN


def _listed(args: Arguments, _place: Place) -> Any:
    del args
    return (Glob("*"),)


def _entries(args: Arguments, _place: Place) -> Any:
    return globbed(args[0] if args else ".", "*", is_deep=False)


def _walked(args: Arguments, _place: Place) -> Any:
    roots = globbed(args[0], "**", is_deep=True) if args else (UNKNOWN,)
    return tuple((root, (Glob("*"),), (Glob("*"),)) for root in roots)


def _globbed(args: Arguments, _place: Place) -> Any:
    return globbed(".", args[0], is_deep=False) if args else UNKNOWN


def _zipped(args: Arguments, _place: Place) -> Any:
    return tuple(zip(*args, strict=False)) if all(is_sequence(arg) for arg in args) else UNKNOWN


def _numbered(args: Arguments, _place: Place) -> Any:
    return tuple(enumerate(args[0])) if args and is_sequence(args[0]) else UNKNOWN


def _path(args: Arguments, _place: Place) -> Any:
    return joined_paths(args)


def _text(args: Arguments, _place: Place) -> Any:
    return joined_texts(args[:1])


MAKERS: dict[str, Callable[[Arguments, Place], Any]] = {
    **dict.fromkeys(("Path", "pathlib.Path", "pathlib.PosixPath", "pathlib.PurePath"), _path),
    **dict.fromkeys(("os.getcwd", "pathlib.Path.cwd", "Path.cwd"), _folder),
    **dict.fromkeys(("os.path.abspath", "os.path.realpath"), _absolute),
    **dict.fromkeys(("glob.glob", "glob.iglob"), _globbed),
    **dict.fromkeys(("str", "os.fspath"), _text),
    "enumerate": _numbered,
    "os.listdir": _listed,
    "os.path.basename": _of_text(basename),
    "os.path.dirname": _of_text(dirname),
    **dict.fromkeys(("pathlib.Path.home", "Path.home"), _home),
    "os.path.expanduser": _of_user,
    "os.path.join": lambda args, _place: str(found) if type(found := joined_paths(args)) is Path else found,
    "os.path.normpath": _of_text(normpath),
    "os.path.split": _of_text(split),
    "os.path.splitext": _of_text(splitext),
    "os.scandir": _entries,
    "os.walk": _walked,
    "textwrap.dedent": _of_text(lambda text: text),
    "zip": _zipped,
}
"""Functions, by their whole names."""


def of_method(value: Any, name: str, args: Arguments, place: Place) -> Any:
    """Give what a method of a text, a path, a list or a dictionary gives."""
    if is_mapping(value):
        return _of_dict(value, name, args)
    if isinstance(value, Path) and name in OF_PATHS:
        return OF_PATHS[name](value, args, place)
    if is_sequence(value):  # the names of files, as a program has listed them
        return value if name in LISTING else UNKNOWN
    return _of_text_method(value, name, args) if isinstance(value, str) else UNKNOWN


def _of_text_method(value: str, name: str, args: Arguments) -> Any:
    if name == "join" and args and is_sequence(args[0]):
        pieces = [piece for one in args[0] for piece in (value, one)]
        return joined_texts(pieces[1:])
    if name == "format":
        return _formatted(value, args)
    are_known = all(is_known(arg) or isinstance(arg, int) for arg in (value, *args))
    if name not in OF_TEXTS or not are_known or isinstance(value, Glob):
        return UNKNOWN
    try:
        found: Any = getattr(str(value), name)(*args)
    except (TypeError, ValueError):
        return UNKNOWN
    return found if isinstance(found, str) else tuple(found)


def _formatted(value: str, args: Arguments) -> Any:
    """Put values in for the braces of a text."""
    if value.count("{}") != len(args) or value.count("{") != len(args):
        return UNKNOWN
    pieces = str(value).split("{}")
    return joined_texts([one for pair in zip(pieces, [*args, ""], strict=True) for one in pair])


def _of_dict(value: dict[Any, Any], name: str, args: Arguments) -> Any:
    if name == "items":
        return tuple(value.items())
    if name == "get" and args:
        return value.get(args[0], UNKNOWN) if isinstance(args[0], str) else UNKNOWN
    return tuple(value.values()) if name == "values" else tuple(value) if name == "keys" else UNKNOWN


def _with_suffix(value: str, args: Arguments, _place: Place) -> Any:
    parent, stem = part(value, "parent"), part(value, "stem")
    return joined_paths([parent, joined_texts([stem, *args[:1]])]) if is_known(stem) else UNKNOWN


def _with_stem(value: str, args: Arguments, _place: Place) -> Any:
    parent, suffix = part(value, "parent"), part(value, "suffix")
    return joined_paths([parent, joined_texts([*args[:1], suffix])]) if is_known(suffix) else UNKNOWN


OF_PATHS: dict[str, Callable[[str, Arguments, Place], Any]] = {
    **dict.fromkeys(("resolve", "absolute"), lambda value, _args, place: absolute(value, place.folder)),
    "as_posix": lambda value, _args, _place: value if isinstance(value, Glob) else str(value),
    "expanduser": lambda value, _args, place: _of_user([value], place),
    "glob": lambda value, args, _place: globbed(value, args[0], is_deep=False) if args else UNKNOWN,
    "iterdir": lambda value, _args, _place: globbed(value, "*", is_deep=False),
    "joinpath": lambda value, args, _place: joined_paths([value, *args]),
    "rglob": lambda value, args, _place: globbed(value, args[0], is_deep=True) if args else UNKNOWN,
    "with_name": lambda value, args, _place: joined_paths([part(value, "parent"), *args[:1]]),
    "with_stem": _with_stem,
    "with_suffix": _with_suffix,
}
"""Methods of paths."""


def modulo(form: Any, value: Any) -> Any:
    """Put values in for the signs of a form: "%s.py" % name."""
    values = value if is_sequence(value) else (value,)
    if not isinstance(form, str) or form.count("%") != form.count("%s") or form.count("%s") != len(values):
        return UNKNOWN
    pieces = str(form).split("%s")
    return joined_texts([one for pair in zip(pieces, [*map(_shown, values), ""], strict=True) for one in pair])


def _shown(value: Any) -> Any:
    return value if isinstance(value, Glob) else as_text(value)


def extended(root: Any, name: Any) -> Any:
    """Give a path that is divided by a name."""
    return joined_paths([root, name]) if isinstance(root, Path) or isinstance(name, Path) else UNKNOWN
