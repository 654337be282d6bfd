"""What two texts about work have in common: their words, and whether they mean nearly the same task."""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SAYS_LITTLE = """
a about again all also an and any app are as at be but by can class code component continue could current do done each
every existing feature file folder following for from function go have hello help hi how i if in into is issue it its
just let lib like line main make me method module my need new next now of ok on one only or our out page part please
proceed project py js ts repo repository should simple small so some src support task that the their them then there
these they thing this to too up us use want we well what when where which whole will with work would yes you your
"""
EMPTY = frozenset(SAYS_LITTLE.split())
"""Words that say little about what a task is about: two tasks that share only these share nothing."""

ACTS = {
    **dict.fromkeys(("add", "implement", "create", "build", "write", "introduce"), "make"),
    **dict.fromkeys(("fix", "repair", "resolve", "solve", "debug", "mend", "bug", "failing", "broken"), "mend"),
    **dict.fromkeys(
        ("refactor", "rewrite", "restructure", "rework", "reorganize", "simplify", "clean", "cleanup", "improve"),
        "change",
    ),
    **dict.fromkeys(("update", "upgrade", "bump", "migrate"), "renew"),
    **dict.fromkeys(("remove", "delete", "drop"), "remove"),
    **dict.fromkeys(("rename", "move"), "move"),
    **dict.fromkeys(("test", "spec", "coverage"), "test"),
    **dict.fromkeys(("doc", "documentation", "readme", "document"), "document"),
    **dict.fromkeys(("review", "explain", "check", "investigate", "analyze", "look", "read", "show"), "look"),
    **dict.fromkeys(("run", "start", "deploy", "release", "commit", "push"), "run"),
}
"""What is done, in one word for each kind: the login may be tested by one session and rewritten by another."""

KINDS_OF_WORK = frozenset(("test", "document", "look", "run", "remove"))
"""Acts that are work of another kind also where nothing else is said to be done."""

ENDINGS = ("ings", "ing", "ed", "es", "s")
SHORTEST_STEM = 3
ENOUGH_IN_COMMON = 2 / 3
FEWEST_WORDS = 2
CUT = "…"
"""How a task ends that was too long for its record (model.task)."""


class Words(Value):
    """The words of a text that say something: what it is about, and what is done."""

    topics: frozenset[str]
    acts: frozenset[str]


def words_of(text: str) -> Words:
    """Take a text apart."""
    found = {_stem(word) for word in _split(text)} - EMPTY
    acts = {word for word in found if word in ACTS}
    return Words(frozenset(found - acts), frozenset(ACTS[word] for word in acts))


def in_common(one: Words, other: Words) -> int:
    """Count the topics that two texts share."""
    return len(one.topics & other.topics)


def is_same_task(one: str, other: str) -> bool:
    """Tell whether two texts mean nearly the same task; where in doubt, they do not.

    They do when one names all the topics of the other and little more, and the same is done. Where each names
    something that the other does not, they are about different things, however many words they share.
    """
    if one.endswith(CUT) or other.endswith(CUT):
        return False  # what is not seen may be where they differ
    few, many = sorted((words_of(one), words_of(other)), key=lambda words: len(words.topics))
    if not _is_same_work(few.acts, many.acts) or len(few.topics) + len(few.acts) < FEWEST_WORDS:
        return False
    return few.topics <= many.topics and len(few.topics) >= ENOUGH_IN_COMMON * len(many.topics)


def _is_same_work(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Tell whether the same is done; one of the two may leave unsaid what, unless it is work of another kind."""
    if (ours ^ theirs) & KINDS_OF_WORK:
        return False
    return bool(ours & theirs) or not (ours and theirs)


def _split(text: str) -> Iterator[str]:
    """Give the words of prose and of names: letters and digits that stand together, camelCase taken apart."""
    word, before = "", ""
    for char in text:
        is_hump = char.isupper() and before.islower()
        if word and (is_hump or not char.isalnum()):
            yield word.lower()
            word = ""
        if char.isalnum():
            word += char
        before = char
    if word:
        yield word.lower()


def _stem(word: str) -> str:
    """Cut the endings that English puts on one word, roughly: what matters is that both texts are cut alike."""
    if word in EMPTY or word in ACTS:
        return word
    for ending in ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= SHORTEST_STEM and not stem.endswith("s"):
            return _known(stem)
    return word.removesuffix("e") if len(word) > SHORTEST_STEM else word


def _known(stem: str) -> str:
    """Give the act that a stem is of: `writ` and `fixed`, `testt`."""
    for word in (stem, f"{stem}e", stem[:-1]):
        if word in ACTS:
            return word
    return stem.removesuffix("e") if len(stem) > SHORTEST_STEM else stem
