import json
import os.path
from importlib import import_module

try:
    from shop.speedups import fast_find
except ImportError:
    fast_find = None

from shop import storage
from shop.models import Item, price_of
from shop.storage import memory

if (cheapest := os.environ.get("CHEAPEST")) is not None:
    LIMIT = float(cheapest)
else:
    LIMIT = 1.0


class Catalogue(dict):
    def load(self, path):
        with open(path) as handle, storage.lock(path) as (held, since):
            for name, (price, *_tags) in json.load(handle).items():
                self[name] = Item(name, price)
        return held, since

    def total(self):
        return price_of(self.values()) + LIMIT


def find(name, where=lambda item, key="name": getattr(item, key)):
    global last
    last = [found for found in memory.ITEMS if where(found) == name]
    plugin = import_module(f"shop.plugins.{name}")
    return last or plugin
