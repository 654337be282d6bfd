"""What commands write, held against two tables: commands.txt says it, harmless.txt must give nothing."""

from __future__ import annotations

import pytest

from .conftest import COMMANDS, HARMLESS, told


@pytest.mark.parametrize(("command", "expected"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_what_a_command_writes_is_foretold(command: str, expected: list[str]) -> None:
    assert told(command) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat > new.py <<'EOF'\r\nx\r\nEOF\r\ntouch a.py \r\n", ["write new.py", "write a.py"]),
        ("cat > new.py <<EOF\r\n$HOME\r\nEOF\r\ntouch a.py \r\n", ["write new.py", "write a.py"]),
        ("cat > new.py <<'EOF'\nx\r\nEOF\ntouch a.py\n", ["write new.py", "write a.py"]),
        ("cat > new.py <<'EOF'\nx\r\nEOF\r\ntouch a.py\n", ["write new.py"]),
        ("cat > new.py <<'EOF'\r\nx\nEOF\ntouch a.py\n", ["write new.py"]),
        ("python3 <<'EOF'\r\nopen('a.py', 'w')\r\nEOF\r\n", ["write a.py"]),
        ("git apply <<'EOF'\r\n--- a/c.txt\r\n+++ b/c.txt\r\n@@ -1 +1 @@\r\n-a\r\n+b\r\nEOF\r\n", ["write c.txt"]),
    ],
)
def test_a_here_document_ends_where_bash_ends_it_whatever_the_line_ends_are(command: str, expected: list[str]) -> None:
    assert told(command) == expected


@pytest.mark.parametrize("command", HARMLESS)
def test_an_ordinary_command_is_taken_for_no_writer(command: str) -> None:
    assert told(command) == []
