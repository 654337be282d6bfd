"""A source file as values: what it imports, what others may import of it, and which names it uses undefined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from covey.model.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERYTHING = "*"
"""As the name that is imported: all names that the module exports."""

FOUND, MISSING_FILE, MISSING_NAME, FOREIGN = "found", "missing_file", "missing_name", "foreign"
"""What an import means: there, a local file that is not there, a name that its file does not have, or not ours."""


class Spot(Value):
    """Where something is written: line and column, from 1."""

    line: int
    column: int


class Import(Value):
    """One name that is imported, as it is written; `name` is '' where the module itself is imported.

    `alias` is how this file calls it ('' where it cannot). `is_sure` is false where its absence would be borne, as in
    a `try`; `is_exported` is true where others may import it from here. `scope` is the inner module it stands in.
    """

    module: str
    name: str
    alias: str
    spot: Spot
    is_sure: bool = True
    is_exported: bool = False
    scope: str = ""


class Names(Value):
    """The names that others may ask of a module, or of a type; `is_open` where there may be more than are known."""

    known: frozenset[str] = frozenset()
    is_open: bool = False


class Source(Value):
    """A file that was read. `names` are by the inner module or type that has them, '' for the file itself.

    `exports` are the public names that it defines itself, in order; `unknown` are the names it uses and defines
    nowhere, each with its first spot, `types` those of them that can only be types. `package` is what the file says
    that it belongs to. `is_whole` is false where its syntax has errors: then nothing is certain about it.
    """

    path: str
    language: str
    package: str
    imports: tuple[Import, ...]
    exports: tuple[str, ...]
    names: Mapping[str, Names]
    defined: frozenset[str]
    unknown: Mapping[str, Spot]
    types: Mapping[str, Spot]
    is_whole: bool
    uses: int

    @property
    def is_open(self) -> bool:
        """Tell whether it may export more than is known."""
        return not self.is_whole or self.names[""].is_open


class Meaning(Value):
    """What an import means in a project; `about` are the paths, of files or folders, on which that depends.

    `name` is what is missing, where that is not simply the module or the name that is imported.
    """

    kind: str
    about: tuple[str, ...] = ()
    detail: str = ""
    name: str = ""


NOT_OURS = Meaning(FOREIGN)
