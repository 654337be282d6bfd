"""The plugin `sc` in Claude Code: put in, brought up to date and taken out by the `claude` program itself."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from covey.claude.foreign import as_dict, as_list, read_dict
from covey.claude.place import SCOPES, Place, Scope
from covey.claude.plugin_files import MARKETPLACE, PLUGIN_ID, remove_files, version_of, write_files
from covey.claude.settings_bytes import back_up, give_back, read_settings
from covey.claude.settings_file import hooks_of
from covey.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from covey.claude.program import Program


@dataclass(frozen=True)
class Installed:
    """One installation of our plugin, as Claude Code lists it."""

    scope: Scope
    version: str
    is_enabled: bool
    folder: Path
    project: Path | None


@dataclass(frozen=True)
class PluginChange:
    """What happened to the plugin in a scope, and its version now."""

    scope: Scope
    action: Literal["installed", "updated", "unchanged", "removed"]
    version: str


@dataclass(frozen=True)
class Plugin:
    """Our plugin: the client, its place, the folder of the local marketplace, and the project that scopes refer to."""

    program: Program
    place: Place
    folder: Path
    project: Path

    def install(self, files: Mapping[str, str], scope: Scope = "user", *, force: bool = False) -> PluginChange:
        """Put the plugin in, or bring it up to date; with force it is all taken out before."""
        if force:
            self.uninstall(scope)
        before = self.installed(scope)
        self._keep_settings(scope, before)
        write_files(self.folder, files)
        self._claude("marketplace", "add", str(self.folder))
        version = version_of(files)
        action = self._bring(scope, version, before)
        now = self.installed(scope)
        if now is None or not now.is_enabled or now.version != version:
            raise UnavailableError(
                f"claude says that {PLUGIN_ID} is in scope {scope}, and lists {now or 'nothing'}",
                hint="covey install --force, or covey install --method settings",
            )
        return PluginChange(scope, action, version)

    def uninstall(self, *scopes: Scope) -> list[PluginChange]:
        """Take the plugin out of these scopes (none named: all), and the marketplace with the last."""
        changes = [self._take_out(each) for each in self.here() if each.scope in (scopes or SCOPES)]
        if not self.list_installed():
            if any(each.get("name") == MARKETPLACE for each in self._listed("marketplace", "list")):
                self._claude("marketplace", "remove", MARKETPLACE)
            remove_files(self.folder)
        touched: set[Scope] = {"user", *(each.scope for each in changes)}
        for scope in touched:
            give_back(self.place.settings_file(scope, self.project))
        return changes

    def installed(self, scope: Scope) -> Installed | None:
        """Give the installation in a scope, of this project where the scope is one of a project."""
        return next((each for each in self.here() if each.scope == scope), None)

    def here(self) -> list[Installed]:
        """List the installations that count in this project."""
        project = Path(os.path.realpath(self.project))
        return [each for each in self.list_installed() if each.project in {None, project}]

    def list_installed(self) -> list[Installed]:
        """List the installations of our plugin on this machine, those of other projects too."""
        listed = [each for each in self._listed("list") if each.get("id") == PLUGIN_ID]
        return [_installed(each, scope) for each in listed for scope in SCOPES if each.get("scope") == scope]

    def _bring(
        self, scope: Scope, version: str, before: Installed | None
    ) -> Literal["installed", "updated", "unchanged"]:
        is_new = before is None or not before.is_enabled
        if is_new:
            self._claude("install", PLUGIN_ID, "--scope", scope)
        if before is not None and before.version != version:
            self._claude("update", PLUGIN_ID, "--scope", scope)
            return "updated"
        return "installed" if is_new else "unchanged"

    def _take_out(self, now: Installed) -> PluginChange:
        self._claude("uninstall", PLUGIN_ID, "--scope", now.scope)
        return PluginChange(now.scope, "removed", now.version)

    def _keep_settings(self, scope: Scope, before: Installed | None) -> None:
        """Copy the settings that claude will write anew, in its own order and spelling; refuse what it cannot read."""
        touched: set[Scope] = {"user", scope}
        files = [self.place.settings_file(each, self.project) for each in touched]
        for file in files:
            hooks_of(file)
        for file in files:
            text = read_settings(file)
            if before is None and text is not None and not _names_us(read_dict(file)):
                back_up(file, text)

    def _listed(self, *words: str) -> list[dict[str, Any]]:
        answer = self._claude(*words, "--json")
        try:
            found = json.loads(answer)
        except ValueError as error:
            raise UnavailableError(f"claude plugin {' '.join(words)} gave no JSON: {answer[:200]!r}") from error
        return [as_dict(each) for each in as_list(found)]

    def _claude(self, *words: str) -> str:
        return self.program.run("plugin", *words, folder=self.project)


def _names_us(settings: Mapping[str, Any]) -> bool:
    known, enabled = (as_dict(settings.get(key)) for key in ("extraKnownMarketplaces", "enabledPlugins"))
    return MARKETPLACE in known or PLUGIN_ID in enabled


def _installed(entry: Mapping[str, Any], scope: Scope) -> Installed:
    """Read an entry; newer clients read the hooks in place, from the folder that they name."""
    project = entry.get("projectPath")
    return Installed(
        scope=scope,
        version=str(entry.get("version", "")),
        is_enabled=entry.get("enabled") is True,
        folder=Path(str(entry.get("readFromFolder") or entry.get("installPath", ""))),
        project=Path(os.path.realpath(project)) if isinstance(project, str) else None,
    )
