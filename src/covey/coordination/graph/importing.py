"""What stands in a file is taken into a graph: what is new is recorded, what is known gets what it lacks.

Taking in the same lines once more changes nothing, so an import that was broken off can be done again.
"""

from __future__ import annotations

from covey.model.event import Event
from covey.model.graph import LOCK, SESSION, Entity, Observation
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from covey.coordination.graph.jsonl import Line
    from covey.coordination.graph.notebook import Notebook
    from covey.model.graph import Relation

CREATED, MERGED, KNOWN = "created", "merged", "known"
"""What became of a line: it was new; or it was known, and added something, or nothing."""

MOST_AT_ONCE = 100
"""How many lines and observations one transaction takes; a longer line is taken whole."""

ALL = 2**40
"""More observations than an entity can have."""


class Problem(Value):
    """What was wrong with a line of a file."""

    line: int
    message: str


class Taken:
    """What became of the lines of a file so far: how many were understood, how many are new, and what was wrong."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.entities = dict.fromkeys((CREATED, MERGED, KNOWN), 0)
        self.relations = dict.fromkeys((CREATED, KNOWN), 0)
        self.problems: list[Problem] = []
        self.understood = 0

    @property
    def changes(self) -> int:
        """How many entities and relations are new, or have something new."""
        return self.entities[CREATED] + self.entities[MERGED] + self.relations[CREATED]


def batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Cut lines into pieces, each for one transaction, so that hooks which wait meanwhile do not notice."""
    batch: list[Line] = []
    weight = 0
    for line in lines:
        batch.append(line)
        weight += 1 + (len(line.said.observations) if isinstance(line.said, Entity) else 0)
        if weight >= MOST_AT_ONCE:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def take_in(notebook: Notebook, lines: Iterable[Line], taken: Taken) -> None:
    """Record what some lines say, and count it."""
    before = taken.changes
    intake = _Intake(notebook, taken)
    for line in lines:
        taken.problems += [Problem(line.number, message) for message in line.problems]
        taken.understood += line.said is not None
        if isinstance(line.said, Entity):
            intake.entity(line.number, line.said)
        elif line.said is not None:
            intake.relation(line.number, line.said)
    intake.log(taken.changes - before)


class _Intake:
    """Some lines on their way into a graph; what shows live in it is neither written nor hidden."""

    def __init__(self, notebook: Notebook, taken: Taken) -> None:
        self._tx, self._place = notebook.desk.tx.graph, notebook.where.place
        self._notebook, self._taken = notebook, taken
        self._at = notebook.desk.now.wall
        self._author = notebook.caller.session_id if notebook.caller else ""

    def entity(self, number: int, entity: Entity) -> None:
        """Record an entity, or what it adds to the one that is known."""
        if self._is_live(entity.name):
            self._tell(number, f"{entity.name} is shown as it is now: the line is left out")
            return
        known = self._tx.entity(self._place, entity.name, ALL)
        if known is None:
            self._create(number, entity)
        else:
            self._merge(number, entity, known)

    def relation(self, number: int, relation: Relation) -> None:
        """Record a relation."""
        if self._is_live(relation.source) or self._is_live(relation.target):
            self._tell(number, "relates what is shown as it is now: the line is left out")
            return
        is_new = self._tx.add_relation(self._place, relation.but(at=self._at, author=self._author))
        self._taken.relations[CREATED if is_new else KNOWN] += 1

    def log(self, count: int) -> None:
        """Append the event of it, if anything was changed."""
        if count:
            said = f"{count} entities and relations imported{self._place.context and f' into {self._place.context}'}"
            self._notebook.desk.tx.append(
                Event(self._at, "graph.changed", self._author, self._place.place, detail=said)
            )

    def _is_live(self, name: str) -> bool:
        return self._notebook.live.called(name) is not None

    def _create(self, number: int, entity: Entity) -> None:
        seen = tuple(map(self._signed, entity.observations))
        self._tx.add_entity(self._place, entity.but(observations=seen, at=self._at, author=self._author))
        self._taken.entities[CREATED] += 1
        if self._notebook.where.is_live and entity.kind in (SESSION, LOCK):
            self._tell(number, f"{entity.name} is no {entity.kind} of now: it is kept as it stands in the file")

    def _merge(self, number: int, entity: Entity, known: Entity) -> None:
        """Record what a known entity lacks, and tell what it does not take over."""
        texts = {one.text for one in known.observations}
        lacking = [one for one in entity.observations if one.text not in texts]
        for one in lacking:
            self._tx.add_observation(self._place, entity.name, self._signed(one))
        self._taken.entities[MERGED if lacking else KNOWN] += 1
        if known.kind != entity.kind:
            self._tell(number, f"{entity.name} is known as {known.kind}: its type {entity.kind} is left out")
        if entity.extra not in ("", known.extra):
            self._tell(number, f"{entity.name} is known already: its further fields are left out")

    def _signed(self, one: Observation) -> Observation:
        return Observation(one.text, self._at, self._author)

    def _tell(self, number: int, message: str) -> None:
        self._taken.problems.append(Problem(number, message))
