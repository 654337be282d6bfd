"""What a new conversation is told when the one before is lost: what was done, and what there is (S2-6)."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from covey.model.text import plain, quoted
from covey.model.value import Value
from covey.running.code.project import Project
from covey.running.code.resolve import meaning
from covey.running.code.source import FOUND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from covey.running.code.source import Source

SECRET = re.compile(
    r"(^|/)(\.env(\..*)?|\.(npmrc|netrc|pypirc|htpasswd)|.*\.(pem|key|p12|pfx|keystore|jks)|id_(rsa|dsa|ecdsa|ed25519).*"
    r"|.*(credential|secret)s?(\..*)?)$",
    re.IGNORECASE,
)
"""Names of files that hold secrets: they are not even named."""

DECIDING = re.compile(
    r"\b(decided|decision|chose|chosen|instead of|rather than|so that|because|convention)\b", re.IGNORECASE
)
"""What a sentence says that tells a decision."""

LONGEST_LINE = 400
MOST_NAMES = 30
MOST_IN_FOLDER = 40
DEEPEST = 4
SHARES = {"tasks": 0.4, "files": 0.25, "relations": 0.1, "tree": 0.15, "decisions": 0.1}
"""How much of the room each part may take; what one leaves is the next one's."""


class Past(Value):
    """A finished task: what it was asked, what was said last, the files it made or changed, and what was verified."""

    task_id: str
    prompt: str
    said: str
    files: tuple[str, ...]
    verified: str


def rebuilt(project: str, past: Sequence[Past], characters: int = 24_000, happened: str = "") -> str:
    """Tell what was done so far, within a number of characters: the newest and the nearest first to be kept."""
    known = Project(project)
    sources = _sources(known, past)
    parts = (
        ("tasks", "Finished tasks, with what was asked and answered then", [_task(each) for each in reversed(past)]),
        ("files", "Files of these tasks", [_file(source) for source in sources]),
        ("relations", "Who imports whom", list(_relations(known, sources))),
        ("tree", "The project", list(_tree(known, _near(past)))),
        ("decisions", "What was decided", list(_decisions(past))),
    )
    room = max(characters - len(happened) - 1, 0)
    text, left = [happened] if happened else [], float(room)
    spare = 0.0
    for name, title, entries in parts:
        part = _fitted(title, entries, int(min(room * SHARES[name] + spare, left)))
        spare += room * SHARES[name] - len(part)
        left -= len(part) + 2
        text += [part] if part else []
    return "\n\n".join(text)[:characters]


def _fitted(title: str, entries: list[str], room: int) -> str:
    """Give as many entries as have room, and say how many have not."""
    lines, used = [f"{title}:"], len(title) + 1
    for number, entry in enumerate(entries):
        cut = f"({len(entries) - number} more left out)"
        if used + len(entry) + 1 + len(cut) + 1 > room:
            return "\n".join([*lines, cut]) if used + len(cut) + 1 <= room else ""
        lines.append(entry)
        used += len(entry) + 1
    return "\n".join(lines) if entries else ""


def _task(each: Past) -> str:
    files = ", ".join(file for file in each.files if not SECRET.search(file))
    rows = [
        ("asked", _quoted(each.prompt)),
        ("done", _quoted(each.said)),
        ("files", files),
        ("verified", each.verified),
    ]
    return "\n".join([f"- {each.task_id}", *(f"  {name}: {_short(said)}" for name, said in rows if said.strip())])


def _quoted(said: str) -> str:
    """Quote what was said in another conversation: it tells what was done, and asks for nothing now."""
    return quoted(said, LONGEST_LINE - 2) if said.strip() else ""


def _short(said: str) -> str:
    line = plain(" ".join(said.split()))
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def _near(past: Sequence[Past]) -> list[str]:
    """Give the files of the tasks, the newest first, without those that hold secrets."""
    files = dict.fromkeys(file for each in reversed(past) for file in each.files)
    return [file for file in files if not SECRET.search(file)]


def _sources(project: Project, past: Sequence[Past]) -> list[Source]:
    return [source for file in _near(past) if (source := project.source(project.normal(file)))]


def _file(source: Source) -> str:
    return f"- {source.path}: exports {_some(source.exports)}; imports {_some(each.module for each in source.imports)}"


def _some(names: Iterable[str]) -> str:
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - MOST_NAMES} more" if len(unique) > MOST_NAMES else ""
    return (", ".join(unique[:MOST_NAMES]) or "nothing") + more


def _relations(project: Project, sources: list[Source]) -> Iterator[str]:
    """Say which local files each of the tasks' files imports, and which others import one of them."""
    own = {source.path for source in sources}
    others = (source for source in project.sources() if source.path not in own)
    for source in (*sources, *others) if own else ():
        meant = (meaning(project, source, imported) for imported in source.imports)
        paths = dict.fromkeys(path for each in meant if each.kind == FOUND for path in each.about if project.has(path))
        named = [path for path in paths if path != source.path and (source.path in own or path in own)]
        if named:
            yield f"- {source.path} imports {_some(named)}"


def _tree(project: Project, near: list[str]) -> Iterator[str]:
    """List the project's folders with their files, those of the tasks first, bounded in depth and length."""
    folders: dict[str, list[str]] = {}
    for path in project.files:
        if not SECRET.search(path) and path.count("/") <= DEEPEST:
            folders.setdefault(posixpath.dirname(path), []).append(posixpath.basename(path))
    first = [folder for folder in dict.fromkeys(map(posixpath.dirname, near)) if folder in folders]
    for folder in dict.fromkeys((*first, *sorted(folders, key=lambda folder: (folder.count("/"), folder)))):
        names = folders[folder]
        more = f" and {len(names) - MOST_IN_FOLDER} more" if len(names) > MOST_IN_FOLDER else ""
        yield f"- {folder or '.'}/: {', '.join(names[:MOST_IN_FOLDER])}{more}"


def _decisions(past: Sequence[Past]) -> Iterator[str]:
    for each in reversed(past):
        for sentence in re.split(r"(?<=[.!?])\s+|\n", each.said):
            if DECIDING.search(sentence):
                yield f"- {each.task_id}: {_quoted(sentence)}"
