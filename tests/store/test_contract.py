"""The embedded store keeps what every store promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.store.sqlite import SqliteStore
from covey.testing.store_contract import Promise, promises

if TYPE_CHECKING:
    from pathlib import Path

IMPATIENT_SECONDS = 1.0


@pytest.mark.requirement("B-6")
@pytest.mark.parametrize("promise", promises(), ids=lambda promise: promise.sentence)
def test_sqlite_keeps_its_promise(promise: Promise, tmp_path: Path) -> None:
    promise.check(lambda: SqliteStore(str(tmp_path), IMPATIENT_SECONDS))


def test_every_promise_has_a_sentence_of_its_own() -> None:
    sentences = [promise.sentence for promise in promises()]
    assert len(set(sentences)) == len(sentences)
