"""Plain data from a file of YAML or JSON that knows the line and column of each of its values."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from covey.errors import ConfigError
from covey.model.text import plain
from covey.running import json_places
from covey.running.json_places import Place, Way
from covey.running.yaml_nodes import at, composed, key_of, line_and_column, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from covey.running.yaml_nodes import Document

LARGEST_BYTES = 2**21
DEEPEST = 20


@dataclass
class Marked:
    """Data, the place of each value by the way that leads to it, and the second place of each that is there twice."""

    path: str
    data: Any = None
    places: dict[Way, Place] = field(default_factory=dict[Way, Place])
    doubles: dict[Way, Place] = field(default_factory=dict[Way, Place])

    def place(self, way: Way) -> Place:
        """Give where a value stands, or what it would stand in."""
        while way and way not in self.places:
            way = way[:-1]
        return self.places.get(way, (1, 1))

    def enter(self, way: Way, place: Place) -> None:
        """Note where a value stands; raise ConfigError where it is nested too deeply to be meant."""
        if len(way) > DEEPEST:
            raise ConfigError(f"{at(self.path, *place)}: is nested too deeply")
        if way in self.places:
            self.doubles[way] = place
        self.places[way] = place


def read_text(path: Path) -> str:
    """Read a file as text; raise ConfigError where that cannot be."""
    name = plain(str(path))
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ConfigError(f"{name}: {error.strerror}", hint="name the file of a plan") from error
    try:
        return text_of(name, handle, LARGEST_BYTES)
    finally:
        os.close(handle)


def marked_of(path: Path, text: str) -> Marked:
    """Read a file's text, as JSON where its name says so and as YAML else; raise ConfigError where it is neither."""
    name = plain(str(path))
    if path.suffix.lower() == ".json":
        return _of_json(name, text)
    marked = Marked(name)
    with composed(name, text) as document:
        marked.data = _value(document, document.root, (), marked)
    return marked


def _of_json(name: str, text: str) -> Marked:
    marked = Marked(name, json_places.data(name, text))
    for way, place in json_places.places(text):
        marked.enter(way, place)
    return marked


def _value(document: Document, node: yaml.Node | None, way: Way, marked: Marked) -> Any:
    """Give what a node stands for, and note where all in it stands."""
    if isinstance(node, yaml.MappingNode):
        return {key: _inner(document, begins, value, (*way, key), marked) for key, begins, value in _pairs(node)}
    if isinstance(node, yaml.SequenceNode):
        return [_inner(document, each, each, (*way, number), marked) for number, each in enumerate(node.value)]
    return None if node is None else document.plain(node)


def _inner(document: Document, begins: yaml.Node, node: yaml.Node, way: Way, marked: Marked) -> Any:
    marked.enter(way, line_and_column(begins))
    return _value(document, node, way, marked)


def _pairs(node: yaml.MappingNode) -> list[tuple[str, yaml.Node, yaml.Node]]:
    pairs: Any = node.value
    return [(key_of(key), key, value) for key, value in pairs]
