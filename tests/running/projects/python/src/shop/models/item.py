from __future__ import annotations

import dataclasses as dc
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .order import Order

T = TypeVar("T")


@dc.dataclass
class Item(Generic[T]):
    name: str
    price: float = 0.0
    orders: list[Order] = dc.field(default_factory=list)


def price_of(items: Iterable[Item[T]], *, factor: float = 1) -> float:
    return sum(item.price for item in items) * factor
