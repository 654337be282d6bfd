import pytest

from helpers import make_item


@pytest.fixture
def item():
    return make_item()
