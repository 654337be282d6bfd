import shop.models.order
from shop import Catalogue, Order, find
from shop.plugins import first

from helpers import make_item


def test_total(item):
    assert first.total([item, make_item()]) == 0
    assert Order(item).total() == 0
    assert shop.models.order.OrderError
    assert Catalogue and find
