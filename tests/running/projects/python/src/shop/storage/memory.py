from shop.catalogue import last as LAST
from shop.storage import anything_at_all

ITEMS = []
