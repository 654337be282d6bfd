"""The expression of `find`: its tests, how they are joined, and which files each action is about."""

from __future__ import annotations

from covey.model.shell.path_globs import globs_of
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.scene import Words

    Tree = tuple[str, "list[Tree]", Words]
    """An expression: its sign, what is beneath it, and the words behind it."""

    Action = tuple[str, Words, "list[Selection]"]

PASSING = {
    **dict.fromkeys(("-depth", "-d", "-daystart", "-mount", "-xdev", "-follow", "-noleaf", "-true", "-quit", "-ls"), 0),
    **dict.fromkeys(("-readable", "-writable", "-executable", "-nouser", "-nogroup", "-ignore_readdir_race"), 0),
    **dict.fromkeys(
        ("-newer", "-anewer", "-cnewer", "-newermt", "-newerct", "-mindepth", "-perm", "-user", "-group"), 1
    ),
    **dict.fromkeys(("-uid", "-gid", "-links", "-inum", "-fstype", "-samefile", "-regextype", "-printf", "-xtype"), 1),
    **dict.fromkeys(("-mtime", "-mmin", "-atime", "-amin", "-ctime", "-cmin", "-size"), 1),
}
"""Tests that leave some of the files, nobody knows which; how many words each takes."""

NAMED = {"-name": 1, "-iname": 1, "-path": 1, "-wholename": 1, "-ipath": 1, "-regex": 1, "-type": 1, "-maxdepth": 1}
NONE = {"-empty": 0, "-false": 0}
"""Tests that leave nothing that anybody works on."""

OLD = ("-mtime", "-mmin", "-atime", "-amin", "-ctime", "-cmin")
ACTIONS = {"-delete": 0, "-print": 0, "-print0": 0, "-prune": 0, "-fprint": 1, "-fprint0": 1, "-fls": 1, "-fprintf": 2}
RUNNING = ("-exec", "-execdir", "-ok", "-okdir")
ARITY = {**PASSING, **NAMED, **NONE, **ACTIONS}
NOT, OR, COMMA = ("!", "-not"), ("-o", "-or"), (",",)


class Selection(Value):
    """Files that tests leave: by name, by path, in which depth, of which kind, and which not."""

    name: str = ""
    path: str = ""
    depth: int = 0
    kind: str = ""
    excluded: tuple[str, ...] = ()


def parse(words: Words) -> Tree | None:
    """Read an expression; None for one that is not known."""
    reader = _Reader(words)
    tree = reader.choice()
    return tree if tree is not None and not reader.rest else None


def evaluate(tree: Tree) -> tuple[list[Action], list[Selection]]:
    """Give the actions in order, each with the files that it is about, and the files that are left at the end."""
    evaluation = _Evaluation()
    return evaluation.actions, evaluation.of(tree, [Selection()])


class _Reader:
    """Reads an expression word by word."""

    def __init__(self, words: Words) -> None:
        self.rest = list(words)

    def _text(self) -> str:
        return self.rest[0].text if self.rest and self.rest[0] else ""

    def choice(self) -> Tree | None:
        """Read what is joined by -o."""
        parts = [self._row()]
        while self._text() in (*OR, *COMMA):
            self.rest.pop(0)
            parts.append(self._row())
        known = [part for part in parts if part is not None]
        return ("or", known, []) if len(known) == len(parts) else None

    def _row(self) -> Tree | None:
        parts: list[Tree] = []
        while self.rest and self._text() not in (*OR, *COMMA, ")"):
            if self._text() in ("-a", "-and"):
                self.rest.pop(0)
                continue
            part = self._one()
            if part is None:
                return None
            parts.append(part)
        return ("and", parts, [])

    def _one(self) -> Tree | None:
        sign = self._text()
        self.rest.pop(0)
        if sign in NOT:
            inner = self._one() if self.rest else None
            return ("not", [inner], []) if inner else None
        if sign == "(":
            inner = self.choice()
            is_closed = self._text() == ")"
            del self.rest[:1]
            return inner if is_closed else None
        if sign in RUNNING:
            return (sign, [], self._command())
        if sign not in ARITY or len(self.rest) < ARITY[sign]:
            return None
        words, self.rest = self.rest[: ARITY[sign]], self.rest[ARITY[sign] :]
        return (sign, [], words)

    def _command(self) -> Words:
        texts = [word.text if word else "" for word in self.rest]
        end = next(
            (at for at, text in enumerate(texts) if text == ";" or (text == "+" and texts[at - 1] == "{}")), len(texts)
        )
        words, self.rest = self.rest[:end], self.rest[end + 1 :]
        return words


class _Evaluation:
    """Follows an expression with what is selected so far."""

    def __init__(self) -> None:
        self.actions: list[Action] = []
        self.pruned: tuple[str, ...] = ()

    def of(self, tree: Tree, left: list[Selection]) -> list[Selection]:
        """Give what an expression leaves of some files."""
        sign, parts, words = tree
        if sign == "and":
            for part in parts:
                left = self.of(part, left)
            return left
        if sign == "or":
            return [one for part in parts for one in self.of(part, self._without_pruned(left))]
        if sign == "not":
            return self._excluding(parts[0], left)
        if sign == "-prune":
            self.pruned += tuple(f"{glob}/{'**' if one.name else '*'}" for one in left for glob in _globs(one))
        elif sign in ACTIONS or sign in RUNNING:
            self.actions.append((sign, words, left))
        return _tested(sign, words[0].text if words and words[0] else "", left)

    def _without_pruned(self, left: list[Selection]) -> list[Selection]:
        return [one.but(excluded=(*one.excluded, *self.pruned)) for one in left] if self.pruned else left

    def _excluding(self, tree: Tree, left: list[Selection]) -> list[Selection]:
        """Leave out what is selected by names or paths alone; what else is not meant nobody knows."""
        sign, parts, _ = tree
        if sign == "not":
            return self.of(parts[0], left)
        selections = [one for one in _Evaluation().of(tree, [Selection()]) if not (one.name and one.path)]
        globs = [glob for one in selections if not (one.kind or one.depth or one.excluded) for glob in _globs(one)]
        return [one.but(excluded=(*one.excluded, *globs)) for one in left] if _is_exact(tree) else left


def _is_exact(tree: Tree) -> bool:
    """Tell whether an expression holds nothing but names and paths."""
    sign, parts, _ = tree
    return sign in ("-name", "-path", "-wholename") or (sign in ("and", "or") and all(map(_is_exact, parts)))


def _globs(one: Selection) -> list[str]:
    """Give globs over paths for what is selected by its name or its path."""
    return [one.path] if one.path else [f"**/{one.name}"] if one.name else []


def _tested(sign: str, value: str, left: list[Selection]) -> list[Selection]:
    if sign in NONE or (sign in OLD and value.startswith("+")) or (sign == "-size" and value in ("0", "0c", "-1")):
        return []
    if sign in ("-name", "-iname"):
        glob = _in_any_case(value) if sign == "-iname" else value
        return [one if one.name else one.but(name=glob) for one in left]
    if sign == "-regex":
        globs = globs_of(f"^{value}$", is_extended=False, is_fixed=False) or []
        return [one.but(path=globs[0]) if len(globs) == 1 and not one.path else one for one in left]
    if sign in ("-path", "-wholename", "-ipath"):
        glob = _in_any_case(value) if sign == "-ipath" else value
        return [one if one.path else one.but(path=glob) for one in left]
    if sign == "-maxdepth":
        return [one.but(depth=int(value) if value.isdecimal() else 0) for one in left]
    return [one.but(kind=value) for one in left] if sign == "-type" else left


def _in_any_case(glob: str) -> str:
    return "".join(f"[{char.lower()}{char.upper()}]" if char.isalpha() else char for char in glob)
