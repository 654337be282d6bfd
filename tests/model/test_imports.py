"""Imports are read literally, in the languages that people write most, and a mere likeness is not taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covey.model.imports import imports, is_readable, means

SEEN = [
    ("a.py", "import api.routes", "api/routes.py"),
    ("a.py", "import os, api.routes as r", "api/routes.py"),
    ("a.py", "from api.routes import x", "api/routes.py"),
    ("a.py", "from api import (routes,", "api/routes.py"),
    ("a.py", "    from shop.api.routes import x  # late", "src/shop/api/routes.py"),
    ("api/b.py", "from .routes import x", "api/routes.py"),
    ("api/v1/b.py", "from ..routes import x", "api/routes.py"),
    ("api/b.py", "from . import routes", "api/routes.py"),
    ("a.py", "import api", "api/__init__.py"),
    ("a.py", "import routes", "routes.py"),
    ("a.py", "import routes", "src/routes.py"),
    ("api/b.py", "import routes", "api/routes.py"),
    ("web/page.ts", "import { a } from './data'", "web/data.ts"),
    ("web/page.tsx", '} from "../lib/data.js";', "lib/data.ts"),
    ("web/page.js", "const a = require('./data')", "web/data/index.js"),
    ("web/page.ts", "export * from './data'", "web/data.ts"),
    ("web/page.ts", "const a = await import('./data')", "web/data.ts"),
    ("web/page.ts", "import './data'", "web/data.ts"),
    ("web/page.ts", "import a from '@/lib/data'", "src/lib/data.ts"),
    ("cmd/main.go", '\t"example.com/shop/api"', "api/routes.go"),
    ("cmd/main.go", 'import r "example.com/shop/internal/api"', "internal/api/routes.go"),
    ("src/main.rs", "use crate::api::routes::Route;", "src/api/routes.rs"),
    ("src/main.rs", "mod routes;", "src/routes.rs"),
    ("src/main.rs", "pub mod api;", "src/api/mod.rs"),
    ("src/B.java", "import com.shop.api.Routes;", "src/main/java/com/shop/api/Routes.java"),
    ("src/B.java", "import static com.shop.api.Routes.find;", "src/main/java/com/shop/api/Routes.java"),
    ("src/B.java", "import com.shop.api.*;", "src/main/java/com/shop/api/Routes.java"),
]
UNSEEN = [
    ("a.py", "import json", "web/deep/json.py"),
    ("a.py", "# from api import routes", "api/routes.py"),
    ("a.py", "from api.other import x", "api/routes.py"),
    ("a.py", "routes = 'import'", "routes.py"),
    ("a/b.py", "from .routes import x", "api/routes.py"),
    ("web/page.ts", "import React from 'react'", "web/react.ts"),
    ("web/page.ts", "import { a } from './data'", "lib/data.ts"),
    ("web/page.ts", "const from = 'data'", "web/data.ts"),
    ("cmd/main.go", '\tfmt.Println("api")', "api/routes.go"),
    ("cmd/main.go", '\t"fmt"', "api/routes.go"),
    ("src/main.rs", "use std::collections::HashMap;", "src/collections.rs"),
    ("src/B.java", "import com.shop.api.Carts;", "src/main/java/com/shop/api/Routes.java"),
    ("notes.md", "import api.routes", "api/routes.py"),
]


def is_imported(importer: str, line: str, path: str) -> bool:
    return any(means(named, path, importer) for named in imports(f"x\n{line}\n", importer))


@pytest.mark.parametrize(("importer", "line", "path"), SEEN)
def test_an_import_is_seen(importer: str, line: str, path: str) -> None:
    assert is_imported(importer, line, path)


@pytest.mark.parametrize(("importer", "line", "path"), UNSEEN)
def test_what_only_looks_like_one_is_not(importer: str, line: str, path: str) -> None:
    assert not is_imported(importer, line, path)


@given(st.text(), st.sampled_from(["a.py", "b/c.ts", "d.go", "e.rs", "f.java", "g", "h.md"]), st.text())
def test_any_text_can_be_read(text: str, importer: str, path: str) -> None:
    found = [means(named, path, importer) for named in imports(f"import {text}\nfrom {text}\nuse {text}", importer)]
    assert not found or is_readable(importer)
