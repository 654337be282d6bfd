"""How much a file matters: critical, shared or ignored, as the user's path patterns and the repository's say."""

from __future__ import annotations

from covey.coordination import places
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.lock import Target
    from covey.settings import Settings

IGNORED, SHARED, CRITICAL = range(3)
"""From loose to tight: not guarded at all, warned of, and treated as `conflict_action` says."""

MAGIC = frozenset("\\*?[{")


class Patterns(Value):
    """Which files matter how much: the user's lists, and what a repository adds to them."""

    critical: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    more_critical: tuple[str, ...] = ()
    more_shared: tuple[str, ...] = ()

    def level(self, target: Target) -> int:
        """Tell how much a file matters: as much as the user says, or more where the repository says so."""
        own = self._own(target)
        if own < CRITICAL and _is_in(self.more_critical, target):
            return CRITICAL
        if own < SHARED and _is_in(self.more_shared, target):
            return SHARED
        return own

    def action(self, settings: Settings, target: Target) -> str:
        """Say what happens to an edit of a file that another holds: what `conflict_action` says, if it is critical."""
        if settings.conflict_action == "proceed" or self.level(target) == CRITICAL:
            return settings.conflict_action
        return "warn"

    def _own(self, target: Target) -> int:
        if _is_in(self.ignore, target):
            return IGNORED
        if _is_in(self.shared, target):
            return SHARED
        return CRITICAL if not self.critical or _is_in(self.critical, target) else SHARED


def _is_in(patterns: tuple[str, ...], target: Target) -> bool:
    if not patterns:
        return False
    # compared as the target's key is: in one case where the file system does not tell them apart
    whole = "\n".join(patterns)
    folded = whole if target.worktree == places.NO_REPOSITORY else places.key_of(whole, target.worktree)
    return any(_holds(pattern, target.key.lstrip("/")) for pattern in folded.split("\n"))


def _holds(pattern: str, path: str) -> bool:
    """Do as model.pattern does; the common forms are decided without it, as it costs a hook 2 ms."""
    name = pattern.removeprefix("**/")
    if name != pattern and name.startswith("*") and not MAGIC & set(name[1:]) and "/" not in name:
        return path.endswith(name[1:])
    if not MAGIC & set(name):
        beneath = f"/{path}/"
        wanted = f"/{name.strip('/')}/"
        return wanted in beneath if name != pattern else beneath.startswith(wanted)
    from covey.model.pattern import matches  # noqa: PLC0415 - see above; ADR 0003

    return matches(pattern, path)
