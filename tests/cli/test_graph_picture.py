"""`covey graph picture`: what is known as a drawing, which real graphviz takes, whatever the names hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from covey.cli.graph import drawing, picture
from covey.cli.graph.drawing import svg
from covey.model.graph import Entity, Graph, Observation, Relation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Office

HOSTILE = '"] & <b>x</b> &lt; \\n \\ #35; ; `a` %% \x1b 日本\n-->|"x"| n9'
SHOP = Graph(
    (
        Entity("Payments", "service", (Observation("Written in Go"),)),
        Entity("lock_auth_py", "file_lock"),
        Entity(HOSTILE, "a\nb"),
    ),
    (Relation("Payments", "Ledger", "writes to"), Relation(HOSTILE, "Payments", HOSTILE)),
)


@pytest.fixture
def payments(office: Office, shop: Path) -> Office:
    """Give an office in which a chain of services is known: A calls B, and so on to E."""
    assert shop.is_dir()
    for one, other in ("AB", "BC", "CD", "DE"):
        office.covey("graph", "add", one, "--type", "service")
        office.covey("graph", "relate", one, "calls", other)
    return office


def drawn(office: Office, *words: str) -> list[str]:
    """List the names in a drawing for mermaid: what is known first, then what is only named."""
    lines = office.json("graph", "picture", "--format", "mermaid", *words).data["picture"]
    return re.findall(r'^ +n\d+[(\[]+"(\w+)', lines, re.MULTILINE)


def test_for_mermaid_every_name_is_text_and_what_is_not_known_is_dashed() -> None:
    lines = picture.mermaid(SHOP).splitlines()
    assert lines[:3] == [
        "flowchart LR",
        '  n1("Payments<br/><i>service</i>")',
        '  n2("lock_auth_py<br/><i>file_lock</i>")',
    ]
    assert '  n1 -->|"writes to"| n4' in lines
    assert lines[-2:] == ["  style n2 fill:#fbe3c8", "  style n4 stroke-dasharray:4"]
    (hostile,) = re.findall(r'^  n3\("(.*)<br/><i>a#92;nb</i>"\)$', "\n".join(lines), re.MULTILINE)
    assert not set(hostile) & set('"<>`[]|%&\\')
    assert not re.findall(r"#(?!\d+;)|(?<!\d);", hostile)


def test_graphviz_draws_every_name_as_it_is(require_program: Callable[[str], None]) -> None:
    require_program("dot")
    root = ET.fromstring(svg(picture.dot(SHOP)))  # noqa: S314 - graphviz's own
    shown = "\n".join(text for each in root.iter("{http://www.w3.org/2000/svg}text") if (text := each.text))
    assert "Payments\nservice\n" in shown
    assert '"] & <b>x</b> &lt; \\n \\ #35; ; `a` %% \\x1b 日本\n-->|"x"| n9\na\nb' in shown


def test_names_draw_what_they_are_related_to_and_no_more(payments: Office) -> None:
    assert drawn(payments) == ["D", "C", "B", "A", "E"]
    assert drawn(payments, "C") == ["C", "B", "D"]
    assert drawn(payments, "D") == ["D", "C", "E"]
    assert drawn(payments, "A", "C") == ["A", "C", "B", "D"]


def test_what_is_not_drawn_is_told(payments: Office) -> None:
    answer = payments.covey("graph", "picture", "--format", "dot", "--limit", "1")
    assert answer.out.startswith("digraph covey {\n")
    assert answer.err == "! not drawn: 3 of 4 entities; see --limit\n"
    assert payments.json("graph", "picture", "--format", "dot", "--limit", "1").data["more"] == 3
    assert payments.json("graph", "picture", "nobody").error[0] == "no_entity"


def test_a_picture_is_written_to_a_file_whole(payments: Office) -> None:
    answer = payments.covey("graph", "picture", "--format", "mermaid", "-o", "a b.mmd", "--limit", "3")
    assert answer.out == "a b.mmd shows 3 of 4 entities.\n"
    file = payments.world.home / "shop" / "a b.mmd"
    assert file.read_text(encoding="utf-8").startswith("flowchart LR\n")
    assert [each.name for each in file.parent.iterdir() if "draft" in each.name] == []
    data = payments.json("graph", "picture", "--format", "dot", "-o", "graph.dot").data
    assert data == {"path": "graph.dot", "format": "dot", "entities": 4, "more": 0, "picture": None}


def test_svg_is_drawn_by_graphviz(payments: Office, require_program: Callable[[str], None]) -> None:
    require_program("dot")
    answer = payments.covey("graph", "picture")
    assert (answer.status, answer.err) == (0, "")
    assert "<svg" in answer.out


def test_without_graphviz_the_other_ways_are_named(
    payments: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = payments.covey("graph", "picture")
    assert answer.status == 75
    assert "graphviz is not installed" in answer.err
    assert "--format mermaid" in answer.err


def test_a_graphviz_that_fails_is_told_with_its_words(
    payments: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "dot").write_text("#!/bin/sh\necho 'no fonts here' >&2\nexit 3\n", encoding="utf-8")
    (tmp_path / "dot").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert payments.json("graph", "picture").error == ("graphviz_failed", "graphviz failed: no fonts here")


def test_a_graphviz_that_does_not_end_is_ended(
    payments: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "dot").write_text("#!/bin/sh\nexec tail -f /dev/null\n", encoding="utf-8")
    (tmp_path / "dot").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(drawing, "LONGEST_SECONDS", 0.1)
    assert payments.json("graph", "picture").error == ("graphviz_failed", "graphviz was not done after 0.1 s")
