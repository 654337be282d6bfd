#!/usr/bin/env python
import sys

import columns
from shop.models import OrderError

if __name__ == "__main__":
    try:
        columns.show(sys.argv[1:])
    except OrderError as problem:
        sys.exit(str(problem))
