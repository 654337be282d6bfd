"""What holds for the files of a place: its settings, and which of its files matter how much."""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.coordination.importance import Patterns
    from covey.model.lock import Target
    from covey.settings import Settings


class Law(Value):
    """The settings in force in one worktree, and its path patterns; without any, all files are critical."""

    settings: Settings
    patterns: Patterns | None = None

    def guards(self, target: Target) -> bool:
        """Tell whether edits of a file are looked at: locks may be switched off, and a file may be ignored."""
        if self.settings.enable_file_locks == "no":
            return False
        return self.patterns is None or self.patterns.level(target) > 0

    def action(self, target: Target) -> str:
        """Say what happens to an edit of a file that another holds: block, ask, warn or proceed."""
        return self.settings.conflict_action if self.patterns is None else self.patterns.action(self.settings, target)
