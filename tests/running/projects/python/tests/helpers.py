from shop import Item


def make_item(name="tea"):
    return Item(name)
