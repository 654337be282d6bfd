"""The repository that the bank's commands are run in: its files, its history, and what lies beside it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HELD = ("src/held.py", "web/held.ts", "docs/held.md", "config/held.json")
"""What another session holds; it has changed the first two, and has not yet changed the others."""

PYTHON = '''"""{}"""
import sys
import os

VERSION = "1.0"
DEBUG = True
TIMEOUT = 30


def total(items):
    # TODO: tax
    return sum( items )


def old_name(x):
    print("debug", x)
    return x+1
'''
TYPESCRIPT = """import {{ api }} from './{}'
const URL = "http://localhost:3000"
export function total(items: number[]) {{ return items.reduce((a, b) => a + b, 0) }}
export const oldName = (x) => x + 1
console.log("debug")
"""
MARKDOWN = "# {}\n\nVersion 1.0\n\n* one\n* two\n\nTODO: write this\n"
JSON = '{{"name": "{}", "version": "1.0.0", "debug": true, "port": 3000, "tags": []}}\n'
WRITES = 'with open("src/held.py", "a") as file:\n    file.write("# generated\\n")\n'
FILES = {
    "src/__init__.py": "",
    "src/held.py": PYTHON.format("Orders of the shop."),
    "src/free.py": PYTHON.format("Customers of the shop."),
    "src/util.py": '"""Small things."""\n\n\ndef plus(x):\n    return x + 1\n',
    "src/api/__init__.py": "",
    "src/api/routes.py": "import free\n\nroutes = [free.total]\n",
    "spare/held.py": "x = 1\n",
    "web/held.ts": TYPESCRIPT.format("held"),
    "web/free.ts": TYPESCRIPT.format("free"),
    "web/style.css": "a { color: red }\n",
    "web/site.css": "b{color:red}\n",
    "docs/held.md": MARKDOWN.format("Held"),
    "docs/free.md": MARKDOWN.format("Free"),
    "docs/guide.md": "# Guide\n\nSee src/held.py, and run it.\n",
    "docs/crlf.md": "# CRLF\r\n\r\ntext\r\n",
    "config/held.json": JSON.format("held"),
    "config/free.json": JSON.format("free"),
    "config/app.json": '{"a": 1}\n',
    "config/app.yaml": "a: 1\n",
    "data/rows.csv": "name,number\none,1\ntwo,2\n",
    "tests/test_free.py": "def test_free():\n    assert True\n",
    "tests/test_held.py": "def test_held():\n    assert True\n",
    "tests/writes_check.py": f"def test_writes():\n    {WRITES.replace(chr(10), chr(10) + '    ').rstrip()}\n",
    "scripts/__init__.py": "",
    "scripts/gen.py": WRITES,
    "scripts/gen.js": 'require("fs").appendFileSync("web/held.ts", "// generated\\n")\n',
    "scripts/gen.sh": '#!/bin/sh\ncd "$(git rev-parse --show-toplevel)"\necho "# generated" >> src/held.py\n',
    "scripts/bump.py": "import sys\nwith open(sys.argv[2], 'a') as f:\n    f.write(f'# {sys.argv[1]}\\n')\n",
    "scripts/report.py": "print('one')\nprint('two')\n",
    "scripts/check.js": "console.log('fine')\n",
    "scripts/build.sh": "#!/bin/sh\nmkdir -p build\ndate > build/out.txt\n",
    "Makefile": "build:\n\tsh scripts/build.sh\ngen:\n\tpython scripts/gen.py\n"
    "test:\n\tpython -m pytest -q tests/test_free.py\n"
    "lint:\n\truff check src/api\nclean:\n\trm -rf build\n.PHONY: build gen test lint clean\n",
    "package.json": '{"name": "shop", "version": "1.0.0", "private": true, "scripts": {"gen": "node scripts/gen.js", '
    '"build": "sh scripts/build.sh", "test": "node scripts/check.js", "lint": "prettier --check web"}}\n',
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1.0"\n',
    ".gitignore": "build/\nnode_modules\n*.orig\n__pycache__/\n.ruff_cache/\n.pytest_cache/\n",
    ".env": "NAME=shop\n",
    "list.txt": "src/held.py\n",
    "README.md": "# Shop\n\nTODO: write this\n",
}
DIRTY = {
    "src/held.py": FILES["src/held.py"].replace("# TODO: tax", "# TODO: tax and fees"),
    "web/held.ts": FILES["web/held.ts"] + "// more to come\n",
    "app.log": "line\n",
    "src/old.orig": "x\n",
}
HUNK = """--- a/src/{0}.py
+++ b/src/{0}.py
@@ -4,4 +4,4 @@
\x20
 VERSION = "1.0"
-DEBUG = True
+DEBUG = False
 TIMEOUT = 30
"""
PATCHES = {
    "fix.patch": "diff --git a/src/held.py b/src/held.py\n" + HUNK.format("held"),
    "free.patch": "diff --git a/src/free.py b/src/free.py\n" + HUNK.format("free"),
    "reverse.patch": HUNK.format("held").replace("-DEBUG = True\n+DEBUG = False", "-DEBUG = False\n+DEBUG = True"),
}
SETUP = """
git init -q -b main && git config user.name Tess && git config user.email tess@example.invalid
git config gc.auto 0 && git config core.checkStat minimal && git config core.trustctime false
git add . && git commit -qm one
echo old >> docs/held.md && echo old >> src/util.py && git commit -qam two
sed -i '$d' docs/held.md && sed -i '$d' src/util.py && git commit -qam three
git checkout -qb other && sed -i s/Version/Release/ docs/held.md && echo '# other' >> src/util.py
git commit -qam other && git format-patch -q -1 --stdout > ../clean
git checkout -q main && git diff main other -- docs/held.md > ../clean.patch
git clone -q --bare . ../origin.git && git remote add origin ../origin.git
git push -q origin other:main && git fetch -q origin 2>/dev/null; git branch -q --set-upstream-to=origin/main main
mv ../clean clean.mbox && mv ../clean.patch clean.patch
git gc -q
"""
ARCHIVES = """
mkdir -p stage/src stage/deep/src && cp spare/held.py stage/src/ && cp spare/held.py stage/deep/src/
tar -C stage -cf other.tar src && tar -C stage -czf other.tgz src && tar -C stage/deep/.. -cf nested.tar deep
(cd stage && zip -qr ../other.zip src)
mv stage/src/held.py stage/src/free.py && tar -C stage -cf free.tar src && (cd stage && zip -qr ../free.zip src)
rm -rf stage
"""


def build(root: Path, environment: Mapping[str, str]) -> None:
    """Make the repository with its origin, a home and a folder for temporary files."""
    for name in ("repo", "home", "tmp"):
        (root / name).mkdir(parents=True)
    folder = root / "repo"
    _write(folder, FILES)
    _sh(SETUP, folder, environment)
    _sh(ARCHIVES, folder, environment)
    _write(folder, DIRTY | PATCHES)
    for path in folder.rglob("*"):
        if path.suffix == ".sh":
            path.chmod(0o755)
        if ".git" not in path.parts and not path.is_symlink():
            os.utime(path, (1_700_000_000, 1_700_000_000))
    _sh("git status", folder, environment)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def _sh(script: str, folder: Path, environment: Mapping[str, str]) -> None:
    subprocess.run(["bash", "-c", script], cwd=folder, env=dict(environment), check=True, capture_output=True)
