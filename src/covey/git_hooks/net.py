"""The git net of a repository: put in where git looks for hooks, looked at, and taken out again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from covey.errors import UserError
from covey.git_hooks import beside, own_folder
from covey.git_hooks.files import writing
from covey.git_hooks.script import GUARDED, guard

if TYPE_CHECKING:
    from covey.git_hooks.repository import Repository
    from covey.git_hooks.script import Called


@dataclass(frozen=True)
class Change:
    """What happened to a repository's hooks: where ours are, and what they run after themselves."""

    folder: Path
    action: Literal["created", "changed", "unchanged", "removed"]
    chained: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How a repository's git net stands: whether git runs it, as we would write it, and where git takes hooks from."""

    is_run: bool
    is_up_to_date: bool
    folder: Path


class Net:
    """Our hooks for one repository, as this covey would install them."""

    def __init__(self, repository: Repository, called: Called) -> None:
        """Look at nothing yet."""
        self._repository, self._called = repository, called

    def install(self, *, force: bool = False) -> Change:
        """Put the hooks where git looks for them; with force they are taken out before, even where all seems well."""
        with writing(), self._repository.alone():
            return self._install(force=force)

    def _install(self, *, force: bool) -> Change:
        paths = self._foreign_paths()
        former = self._former(paths)
        was_there = self.is_there()
        changed = self._take_out() if force else self._leave(is_own=self._needs_own(paths))
        if self._needs_own(paths):
            folder, chained = own_folder.folder_of(self._repository), (former,)
            changed = own_folder.put_into(self._repository, self._called, former) or changed
        else:
            folder = former
            changed = beside.put_into(folder, self._called) or changed
            chained = tuple(beside.chained(folder))
        self._refuse_in_vain(folder)
        if not was_there:
            return Change(folder, "created", chained)
        return Change(folder, "changed" if changed else "unchanged", chained)

    def _refuse_in_vain(self, folder: Path) -> None:
        standing = self.standing()
        if not standing.is_run:
            said = f"the hooks are in {folder}, but git takes its hooks from {standing.folder}"
            raise UserError(said, hint="git config --show-origin --get-all core.hooksPath", code="hooks_not_run")

    def uninstall(self) -> Change:
        """Take the hooks out, and give back what was there."""
        with writing(), self._repository.alone():
            in_own = own_folder.is_there(self._repository)
            folder = own_folder.folder_of(self._repository) if in_own else self._repository.hooks
            return Change(folder, "removed" if self._take_out() else "unchanged")

    def is_there(self) -> bool:
        """Tell whether anything of ours is in the repository; asks no git."""
        return own_folder.is_there(self._repository) or beside.has_any(self._repository.hooks)

    def standing(self) -> Standing:
        """Look at what git would run."""
        folder = self._repository.in_force()
        is_own = folder == own_folder.folder_of(self._repository)
        is_run = all(beside.runs_ours(folder, hook) for hook in GUARDED)
        return Standing(is_run, is_run and self._is_up_to_date(folder, is_own=is_own), folder)

    def _is_up_to_date(self, folder: Path, *, is_own: bool) -> bool:
        if is_own:
            return own_folder.is_whole(self._repository, self._called, self._former(self._foreign_paths()))
        return all(beside.runs_ours(folder, hook, guard(hook, self._called)) for hook in GUARDED)

    def _foreign_paths(self) -> list[str]:
        """List the values of core.hooksPath that are not ours; raise UserError where one would go before ours."""
        chosen = self._repository.chosen()
        ours = str(own_folder.folder_of(self._repository))
        if any(scope == "worktree" for scope, _ in chosen):
            hint = "git config --worktree --unset core.hooksPath"
            said = f"core.hooksPath is set for the worktree {self._repository.root} alone, which goes before all else"
            raise UserError(said, hint=hint, code="hooks_path_of_worktree")
        return [path for _, path in chosen if path != ours]

    def _former(self, paths: list[str]) -> Path:
        """Name the folder that git would take hooks from without us."""
        if not paths or not paths[-1]:
            return self._repository.hooks
        return self._repository.root / Path(paths[-1]).expanduser()

    def _needs_own(self, paths: list[str]) -> bool:
        """Tell whether git's own folder will not do: core.hooksPath is set, or the folder leads elsewhere."""
        return bool(paths) or self._repository.hooks.resolve() != self._repository.hooks

    def _leave(self, *, is_own: bool) -> bool:
        """Take out what stands where it is of no use any more."""
        if is_own:
            return not self._repository.hooks.is_symlink() and beside.take_out_of(self._repository.hooks)
        return own_folder.take_out_of(self._repository)

    def _take_out(self) -> bool:
        in_own = own_folder.take_out_of(self._repository)
        return beside.take_out_of(self._repository.hooks) or in_own
