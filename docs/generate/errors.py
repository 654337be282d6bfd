"""The page of errors: the tree, and every code at the places where it is raised."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from covey import errors
from docs.generate.markdown import code, document, plain, table
from docs.generate.raised import sites

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docs.generate.raised import Site

INTRODUCTION = """
An error says what happened, to what, and, as its hint, what to do. With `--json` it is an entry of `errors` in the
[envelope](json.md): `code`, `message`, `hint`. Codes are stable; messages are for people and may change.
"""
CODES = """
Where a case is worth telling from others, its error carries a code of its own in place of its kind's. `…` stands for
what is named at the time.
"""


def page() -> str:
    """Give the page."""
    heads = ["Kind", "Code", "Exit status", "What it means"]
    kinds = table(heads, [[_indented(kind), code(kind.code), str(kind.exit_status), _doc(kind)] for kind in tree()])
    general = {kind.code for kind in tree()}
    special = sorted({site.code for site in sites()} - general)
    rows = [_row(each, [site for site in sites() if site.code == each]) for each in special]
    codes = table(["Code", "Exit status", "What it says", "What to do"], rows)
    return document("Errors", INTRODUCTION, "## The tree", kinds, "## The codes of single cases", CODES, codes)


def tree() -> list[type[errors.CoveyError]]:
    """List the kinds of errors, each after the one it is a case of."""
    return list(_beneath(errors.CoveyError))


def _beneath(kind: type[errors.CoveyError]) -> Iterable[type[errors.CoveyError]]:
    yield kind
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from _beneath(child)


def _indented(kind: type[errors.CoveyError]) -> str:
    return "\N{EM SPACE}" * (len(kind.__mro__) - len(errors.CoveyError.__mro__)) + code(kind.__name__)


def _doc(kind: type[errors.CoveyError]) -> str:
    return inspect.cleandoc(kind.__doc__ or "")


def _row(name: str, found: list[Site]) -> list[str]:
    statuses = {str(site.exit_status) for site in found}
    return [
        code(name),
        ", ".join(sorted(statuses)),
        _lines(site.message for site in found),
        _lines(site.hint for site in found),
    ]


def _lines(texts: Iterable[str]) -> str:
    told = [text for text in dict.fromkeys(texts) if text.strip("… ")]
    return "<br>".join(plain(text) for text in told)
