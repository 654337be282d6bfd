from __future__ import annotations

from . import item as items


class OrderError(Exception):
    pass


class Order:
    def __init__(self, *wanted: items.Item) -> None:
        self.wanted = wanted

    def total(self) -> float:
        match self.wanted:
            case []:
                raise OrderError("nothing is ordered")
            case [items.Item(name=only), *rest] if not rest:
                print(f"only {only!r}: {__name__}")
        return items.price_of(self.wanted)
