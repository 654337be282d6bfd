"""Gives a pattern's parts their meaning: automata over whole paths, and the shortest path that two of them share.

An automaton reads a path as the characters of its names; there is no separator, each character knows whether it is
the first of a name. A state is a place among the parts and a mode, that is, what the name at hand looks like so far.
So what a part means (is this ** alone in its name? is the name empty?) is decided after alternatives are chosen,
without writing them out: size is linear in the pattern, and a search is at most the product of two sizes.
"""

from __future__ import annotations

from covey.model.pattern_syntax import ANY, FILE, FOLDER, GLOBSTAR, JUMP, ONE, SLASH, STAR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.pattern_syntax import Part

    Place = tuple[int, int]  # index of a part, mode
    Move = tuple[int, str, Place]  # position in a name, characters, and where they lead
    Edge = tuple[int, str, int]  # the same between numbered states
    Moves = tuple[tuple[Place, ...], Move | None]  # without reading anything; by reading one character
    Pair = tuple[int, int, str]  # a state of either automaton, and the name at hand if it is but dots
    Trail = dict[Pair, tuple[Pair, str] | None]  # how each pair was reached

# Modes: nothing written of the name; wildcards alone and nothing read; only plain characters; wildcards too;
# the name is done (a "." or "**"); within what "**" covers; plain and so far "."; plain and so far "..".
GAP, BLANK, EXACT, WILD, DONE, WITHIN, DOT, DOTS = range(8)

FIRST, INNER, EITHER = 1, 2, 3  # where in a name a character stands; bits, so that & tells whether two agree

_AFTER_CHAR = {GAP: EXACT, BLANK: WILD, EXACT: EXACT, WILD: WILD, DOT: EXACT, DOTS: EXACT}
_AFTER_DOT = _AFTER_CHAR | {GAP: DOT, DOT: DOTS}
_AFTER_STAR = {GAP: BLANK, BLANK: BLANK, EXACT: WILD, WILD: WILD, DOT: WILD, DOTS: WILD}
_ENDS_NAME = (GAP, EXACT, WILD, DONE)
_STUCK: Moves = ((), None)

_NAME = "name"  # of a pair: the name at hand is more than dots
_READABLE = "ax0_"  # what a witness is spelled with where it may


class Automaton:
    """A nondeterministic automaton for the paths that a pattern holds."""

    __slots__ = ("accepting", "edges", "leaves_tree", "parts", "silent")

    def __init__(self, parts: list[Part]) -> None:
        """Build every state that can be reached."""
        self.parts = parts
        self.leaves_tree = False  # whether a name is written ".."
        self.silent: list[tuple[int, ...]] = []
        self.edges: list[Edge | None] = []
        self.accepting: list[bool] = []
        places: list[Place] = [_onward(parts, (0, GAP))]
        numbers = {places[0]: 0}

        def number(place: Place) -> int:
            place = _onward(parts, place)
            if place not in numbers:
                numbers[place] = len(places)
                places.append(place)
            return numbers[place]

        for at, mode in places:  # which grows meanwhile
            silent, move = _moves(parts[at], at, mode)
            self.silent.append(tuple(map(number, silent)))
            self.edges.append(move and (move[0], move[1], number(move[2])))
            self.accepting.append(parts[at][0] in (FOLDER, FILE) and mode in (*_ENDS_NAME, WITHIN))
            self.leaves_tree |= parts[at][0] in (SLASH, FOLDER, FILE) and mode == DOTS


def _onward(parts: list[Part], place: Place) -> Place:
    """Skip what reads nothing and leads to one place only: each state saved is saved at every character of a search."""
    at, mode = place
    while True:
        kind, _, targets = parts[at]
        if kind == SLASH and mode in _ENDS_NAME:
            at, mode = at + 1, GAP
        elif kind == JUMP and len(targets) == 1:
            at = targets[0]
        else:
            return at, mode


def _moves(part: Part, at: int, mode: int) -> Moves:
    kind, chars, targets = part
    if kind == JUMP:
        return tuple((target, mode) for target in targets), None
    if kind in (SLASH, FOLDER, FILE):
        return _end_of_name(kind, at, mode)
    if kind == GLOBSTAR and mode in (GAP, WITHIN):
        return _whole_names(at, mode)
    if mode == DONE:
        return _STUCK
    position = FIRST if mode in (GAP, BLANK) else INNER
    if kind in (STAR, GLOBSTAR):
        return ((at + 1, _AFTER_STAR[mode]),), (position, ANY, (at, WILD))
    return _one_char(kind, chars, (at, mode), position)


def _whole_names(at: int, mode: int) -> Moves:
    if mode == WITHIN:
        return ((at + 1, DONE),), (EITHER, ANY, (at, WITHIN))
    return ((at, BLANK), (at + 1, DONE)), (FIRST, ANY, (at, WITHIN))


def _one_char(kind: int, chars: str, place: Place, position: int) -> Moves:
    at, mode = place
    if kind == ONE:
        return (), (position, chars, (at + 1, WILD))
    if chars != "..":  # the set that holds a dot alone
        return (), (position, chars, (at + 1, _AFTER_CHAR[mode]))
    skip = ((at + 1, DONE),) if mode == GAP else ()  # a "." by itself names nothing
    return skip, (position, chars, (at + 1, _AFTER_DOT[mode]))


def _end_of_name(kind: int, at: int, mode: int) -> Moves:
    if kind != FOLDER or mode not in (GAP, EXACT, DONE, WITHIN):
        return _STUCK
    return (), (EITHER if mode == WITHIN else FIRST, ANY, (at, WITHIN))


def shared_path(one: Automaton, two: Automaton) -> str | None:
    """Give a path that both accept, of the fewest characters besides separators, or None."""
    trail, goal = search(one, two)
    if goal is None:
        return None
    spelled: list[str] = []
    step = trail[goal]
    while step:
        before, char = step
        spelled.append(char)
        step = trail[before]
    return "".join(reversed(spelled)).lstrip("/")


def search(one: Automaton, two: Automaton) -> tuple[Trail, Pair | None]:
    """Go breadth-first through the pairs of states that one path leads to, until both accept."""
    level: list[Pair] = [(0, 0, "")]
    trail: Trail = {level[0]: None}
    while level:
        for pair in level:  # which grows meanwhile: all that needs no character comes before the next one is read
            first, second, name = pair
            if name == _NAME and one.accepting[first] and two.accepting[second]:
                return trail, pair
            for after in _silent(one.silent[first], two.silent[second], pair):
                if after not in trail:
                    trail[after] = (pair, "")
                    level.append(after)
        level = _read(one, two, level, trail)
    return trail, None


def _read(one: Automaton, two: Automaton, level: list[Pair], trail: Trail) -> list[Pair]:
    following: list[Pair] = []
    for pair in level:
        step = _step(one.edges[pair[0]], two.edges[pair[1]], pair[2])
        if step and step[0] not in trail:
            trail[step[0]] = (pair, step[1])
            following.append(step[0])
    return following


def _silent(one: tuple[int, ...], two: tuple[int, ...], pair: Pair) -> list[Pair]:
    first, second, name = pair
    after = [(target, second, name) for target in one] if one else []
    return after + [(first, target, name) for target in two] if two else after


def _step(one: Edge | None, two: Edge | None, name: str) -> tuple[Pair, str] | None:
    """Read one character with both; one choice is enough, since a name of more than dots can do all that dots can."""
    if not one or not two:
        return None
    position = one[0] & two[0] & (INNER if name in (".", "..") else FIRST if not name else EITHER)
    char = common(one[1], two[1]) if position else ""
    if not char:
        return None
    if position == FIRST:
        return (one[2], two[2], char if char == "." else _NAME), "/" + char
    longer = name + char
    return (one[2], two[2], longer if longer == ".." else _NAME), char


def common(one: str, two: str) -> str:
    """Give a character of both sets, a dot only if there is no other, '' if there is none."""
    for single, other in ((one, two), (two, one)):
        if single[1:] == single[:1]:  # one character, or none
            return single[:1] if has(other, single[:1]) else ""
    # If the sets meet, they do at a lower bound of one of them; an interval that starts at the dot is the dot alone,
    # because the separator follows it and is in no set.
    best = ""
    for char in (*_READABLE, *one[::2], *two[::2]):
        if has(one, char) and has(two, char):
            best = char
            if char != ".":
                break
    return best


def has(charset: str, char: str) -> bool:
    """Tell whether a set of characters holds one."""
    for at in range(0, len(charset), 2):  # noqa: SIM110 (innermost loop: any() takes twice the time)
        if charset[at] <= char <= charset[at + 1]:
            return True
    return False
