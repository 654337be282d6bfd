"""YAML as nodes of which each knows its line and column: for settings files, and for plans."""

from __future__ import annotations

import difflib
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import yaml

from covey.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

LONGEST_SHOWN = 100


class _Loader(yaml.SafeLoader):
    """YAML's plain data, without aliases: a few lines of them can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            untyped: Any = self
            mark = untyped.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem="aliases (*) are not taken here", problem_mark=mark)
        return super().compose_node(parent, index)


class Document:
    """A YAML text as it was composed: its root node, None where there is nothing in it."""

    def __init__(self, path: str, loader: Any) -> None:
        """Compose the nodes of the loader's text."""
        self._path, self._loader = path, loader
        self.root: yaml.Node | None = loader.get_single_node()

    def plain(self, node: yaml.Node) -> Any:
        """Give what a node stands for."""
        try:
            return self._loader.construct_object(node, deep=True)
        except ValueError:  # such as the 31st of February
            return node.value

    def place(self, node: yaml.Node) -> str:
        """Say where a node begins."""
        return at(self._path, *line_and_column(node))


def key_of(node: yaml.Node) -> str:
    """Give a key as it is written; one that is no scalar is none that we know."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else "?"


def line_and_column(node: yaml.Node) -> tuple[int, int]:
    """Give where a node begins, counted from 1."""
    return node.start_mark.line + 1, node.start_mark.column + 1


def at(path: str, line: int, column: int) -> str:
    """Write a place in a file."""
    return f"{path}:{line}:{column}"


@contextmanager
def composed(path: str, text: str) -> Generator[Document]:
    """Give a text's nodes; raise ConfigError, also for what is met while they are worked with, where it is no YAML."""
    loader: Any = None
    try:
        loader = _Loader(text)
        yield Document(path, loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = at(path, mark.line + 1, mark.column + 1) if mark else path
        raise ConfigError(f"{place}: is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: is not YAML: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: is nested too deeply") from error
    finally:
        if loader is not None:
            loader.dispose()


def text_of(path: str, handle: int, most: int) -> str:
    """Read an open file of so many bytes at most; raise ConfigError where it is larger, no file or no text."""
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise ConfigError(f"{path}: is not a file")
    content = os.read(handle, most + 1)
    if len(content) > most:
        raise ConfigError(f"{path}: is larger than {most} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}:{line}: is not UTF-8") from error


def kind(value: object) -> str:
    """Say what stands where something else was looked for."""
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else f"{value!r}"[:LONGEST_SHOWN]


def unknown_key(name: str, known: Iterable[str]) -> str:
    """Say that a key is not known, and which was likely meant."""
    close = difflib.get_close_matches(name, known := list(known), 1)
    verb = "are" if len(known) > 1 else "is"
    meant = f": did you mean {close[0]}?" if close else f"; known {verb} {', '.join(known)}"
    return f"there is no key {name[:LONGEST_SHOWN]!r}{meant}"
