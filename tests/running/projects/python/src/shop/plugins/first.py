from ..models.item import *
from .. import storage


def total(things):
    return price_of(things, factor=storage.factor)
