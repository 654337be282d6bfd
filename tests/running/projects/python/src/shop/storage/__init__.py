import contextlib


@contextlib.contextmanager
def lock(path):
    yield path, 0


def __getattr__(name):
    raise AttributeError(name)
