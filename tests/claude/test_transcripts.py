"""A conversation's transcript is found wherever the client keeps it, and an empty one is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from covey.claude.transcripts import slug, transcript

ID = "0b5f1c1e-0000-4000-8000-000000000001"


def write(config: Path, folder: str, words: str, name: str = ID) -> Path:
    """Write a transcript as the client does."""
    path = config / "projects" / folder / f"{name}.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text(words)
    return path


def test_it_lies_in_the_folder_that_is_named_like_the_project(tmp_path: Path) -> None:
    project = tmp_path / "über all_of it"
    path = write(tmp_path, slug(project), "{}\n")
    found = transcript(tmp_path, project, ID)
    assert found == (path, 3, path.stat().st_mtime)
    assert slug(Path("/a b/ü_c.d")) == "-a-b---c-d"


def test_it_is_found_in_a_folder_of_another_name(tmp_path: Path) -> None:
    path = write(tmp_path, "chosen", "{}\n")
    found = transcript(tmp_path, tmp_path, ID)
    assert found
    assert found.path == path


@pytest.mark.parametrize("conversation", ["", "*", "../x", "nothing", "a\0b", "[", "\ud83d"])
def test_what_is_no_conversation_has_none(tmp_path: Path, conversation: str) -> None:
    write(tmp_path, "chosen", "{}\n")
    assert transcript(tmp_path, tmp_path, conversation) is None


def test_an_empty_one_is_none(tmp_path: Path) -> None:
    write(tmp_path, "chosen", "")
    assert transcript(tmp_path, tmp_path, ID) is None
