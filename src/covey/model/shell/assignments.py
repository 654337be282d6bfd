"""Variables and arrays that are given values: `A=x`, `A+=x`, `A=(x y)`, `A[1]=x`."""

from __future__ import annotations

from covey.model.shell.effect import Word
from covey.model.shell.words import expand, joined, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.scene import Scene, Words
    from covey.model.shell.tree import Node


def store(scene: Scene, named: Node, value: Node | None, *, adds: bool) -> None:
    """Give a variable its value, or add to the one that it has; commands within the value have run."""
    if named.kind == "subscript":
        _store_element(scene, named, value, adds=adds)
        return
    name = named.text
    if value is not None and value.kind == "array":
        before = _elements(scene, name) if adds else []
        scene.arrays[name] = [*before, *(word for part in value.parts[1:-1] for word in expand(scene, part))]
        return
    word = text_of(scene, value) if value is not None else Word("")
    if adds:
        word = joined([scene.value(name) if scene.is_set(name) else Word(""), word], "")
    scene.assign(name, word)


def _elements(scene: Scene, name: str) -> Words:
    if name in scene.arrays:
        return scene.arrays[name]
    return [scene.value(name)] if scene.is_set(name) else []


def _store_element(scene: Scene, named: Node, value: Node | None, *, adds: bool) -> None:
    name, index = (next(iter(part.text for part in named.of_role(role)), "") for role in ("name", "index"))
    before = _elements(scene, name)
    at = int(index) if index.isdecimal() else len(before) + 1
    if adds or at > len(before) or value is None:
        scene.arrays[name] = [*before, None]
    else:
        scene.arrays[name] = [*before[:at], text_of(scene, value), *before[at + 1 :]]
