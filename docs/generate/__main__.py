"""Write the generated pages of docs/reference and the schemas in the package, or with --check say which of them are not as the code is."""

from __future__ import annotations

import sys
from pathlib import Path

from docs.generate import commands, errors, hooks, mcp, plan_file, settings, shell_commands, store

FOLDER = Path(__file__).parents[1] / "reference"
SCHEMA_FOLDER = Path(__file__).parents[2] / "src/covey/schemas"
PAGES = {
    "cli.md": commands.page,
    "errors.md": errors.page,
    "settings.md": settings.page,
    "plan-file.md": plan_file.page,
    "hooks.md": hooks.page,
    "store.md": store.page,
    "mcp.md": mcp.page,
    "shell-commands.md": shell_commands.page,
}
SCHEMAS = {"coordination.json": settings.coordination_schema, "file-patterns.json": settings.patterns_schema}


def main(arguments: list[str]) -> int:
    """Write or check all pages and give the exit status."""
    made = {FOLDER / name: page() for name, page in PAGES.items()}
    made |= {SCHEMA_FOLDER / name: schema() for name, schema in SCHEMAS.items()}
    stale = {path: text for path, text in made.items() if _content(path) != text}
    if "--check" not in arguments:
        for path, text in stale.items():
            path.write_text(text, encoding="utf-8")
        return 0
    for path in stale:
        sys.stderr.write(f"{path} is not as the code is: run `make reference`\n")
    return int(bool(stale))


def _content(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
