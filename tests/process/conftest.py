"""What tests of whole processes get: a workspace, and clients that live until they are killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from covey.store.sqlite import SqliteStore
from covey.testing.hook_process import HookCaller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from covey.testing.world import World


@pytest.fixture
def hooks(world: World) -> HookCaller:
    """Give the hooks of a world with one repository."""
    return HookCaller(world.covey_home, world.repository(), world.env())


@pytest.fixture
def store(hooks: HookCaller) -> Iterator[SqliteStore]:
    """Give the store that the hooks use."""
    store = SqliteStore(str(hooks.home))
    yield store
    store.close()
