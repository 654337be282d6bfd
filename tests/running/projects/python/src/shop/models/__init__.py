from shop.models.item import Item, price_of
from .order import Order, OrderError

__all__ = ["Item", "Order", "OrderError", "price_of"]
