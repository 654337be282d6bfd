"""What tests of the store get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.store.sqlite import FILE_NAME, SqliteStore
from covey.testing.store_contract.check import a_session

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give the name of a state folder that is not there yet."""
    return tmp_path / "state"


@pytest.fixture
def database(home: Path) -> Path:
    """Give a database of this version with one session in it."""
    store = SqliteStore(str(home))
    with store.write() as tx:
        tx.save_session(a_session())
    store.close()
    return home / FILE_NAME
