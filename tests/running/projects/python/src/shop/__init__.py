"""A shop."""

from ._version import version as __version__
from .catalogue import Catalogue, find
from .models import *

__all__ = ["Catalogue", "Item", "Order", "__version__", "find"]
