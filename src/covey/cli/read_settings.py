"""What a hook starts when settings files changed: `python -E -P read_settings.py HOME FILE…` keeps what they say."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    sys.path.insert(0, __file__.rsplit("/", 3)[0])  # an interpreter that knows YAML may not know covey

from covey.cli.settings_yaml import read
from covey.store.sqlite import SqliteStore


def main(home: str, paths: list[str]) -> None:
    """Read the files and keep what they say in the store."""
    store = SqliteStore(home)
    with store.write() as tx:
        known = {file.path: file for file in tx.setting_files(tuple(paths))}
        for path in paths:
            file = read(path, known.get(path))
            if file is not None:
                tx.save_setting_file(file)
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
