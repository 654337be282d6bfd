"""What the settings files say, as they were last read: which of them changed since, and what follows from them all."""

from __future__ import annotations

from covey.model.value import Value
from covey.settings import (
    PATTERN_LISTS,
    Setting,
    SettingFile,
    Settings,
    entries,
    load,
    setting_paths,
    sourced,
    state_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from covey.coordination.importance import Patterns
    from covey.store.contract import Transaction


UNREAD = "could not be read"
"""What a problem says that may be over although the file is as it was."""


class Chosen(Value):
    """The settings in force in one place, with their sources, the path patterns if there are any, and what is wrong."""

    sources: tuple[Setting, ...]
    patterns: Patterns | None = None
    problems: tuple[str, ...] = ()

    @property
    def settings(self) -> Settings:
        """The values alone."""
        values: dict[str, Any] = {setting.name: setting.value for setting in self.sources}
        return Settings(**values)


def stale(paths: Sequence[str], known: Sequence[SettingFile]) -> list[str]:
    """List the files that are there, and not as they were when they were last read."""
    read = {file.path: (file.mtime_ns, file.size) for file in known}
    states = {path: state_of(path) for path in paths if path}
    return [path for path, state in states.items() if state is not None and read.get(path) != state]


def chosen(environ: Mapping[str, str], paths: Sequence[str], known: Sequence[SettingFile]) -> Chosen:
    """Lay the files that are there over the defaults, and the environment over them.

    The paths are those of `covey.settings.setting_paths`.
    """
    files = {file.path: file for file in known if state_of(file.path) is not None}
    user, user_patterns, theirs, their_patterns = (
        entries(files[path].content) if path in files else {} for path in paths
    )
    sources = tuple(sourced(environ, user, theirs))
    problems = [problem for path in paths if path in files for problem in files[path].problems.splitlines()]
    problems += [setting.problem for setting in sources if setting.problem]
    if "ignore" in their_patterns:
        problems.append(f"{paths[3]}: ignore: a repository can only tighten what you set, so this is not taken")
    own = load(environ, user).critical_files
    patterns = _patterns(own, user_patterns, theirs, their_patterns)
    return Chosen(sources, patterns, tuple(problems))


def in_force(environ: Mapping[str, str], root: str, tx: Transaction) -> Settings:
    """Give the settings of a worktree as its files were last read; for those who have no time to read them anew."""
    paths = setting_paths(environ, root)
    return chosen(environ, paths, tx.setting_files(paths)).settings


def _patterns(
    own: tuple[str, ...], user: Mapping[str, str], theirs: Mapping[str, str], their_patterns: Mapping[str, str]
) -> Patterns | None:
    """Give the path patterns that have an effect, or None."""
    critical, shared, ignore = (_listed(user, name) for name in PATTERN_LISTS)
    critical = (*own, *critical)
    if not (critical or shared or ignore):
        return None  # everything is critical: no repository could add to that
    from covey.coordination.importance import Patterns  # noqa: PLC0415 - few have patterns; ADR 0003

    more = (*_listed(theirs, "critical_files"), *_listed(their_patterns, "critical"))
    return Patterns(critical, shared, ignore, more, _listed(their_patterns, "shared"))


def _listed(content: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(content[name].split("\n")) if name in content else ()
