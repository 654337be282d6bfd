"""Facts for `doctor`: why our hooks may be silent in a folder, one finding for each cause."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from covey.claude.foreign import as_dict, as_list, read_dict
from covey.claude.hooks_table import entry_of, our_handlers
from covey.claude.place import folders_of_trust
from covey.claude.plugin_files import PLUGIN_ID
from covey.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from covey.claude.installations import Installation
    from covey.claude.scene import Scene

OLDEST_CLIENT = (2, 1, 139)  # the first that calls hooks in exec form
REPAIR = "covey install --force"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it stands, in a sentence, and what to do."""

    id: str
    status: Literal["ok", "warn", "fail"]
    sentence: str
    hint: str = ""


def examine(scene: Scene) -> list[Finding]:
    """Give every finding, in the order in which a person would look."""
    looks = (
        client,
        installed,
        duplicates,
        up_to_date,
        targets,
        plugin_enabled,
        settings_readable,
        hooks_enabled,
        managed_hooks_only,
        trust,
    )
    return [each(scene) for each in looks]


def client(scene: Scene) -> Finding:
    """Say whether there is a `claude` that knows hooks in exec form."""
    if scene.program is None:
        hint = "install Claude Code, or put it on the PATH"
        return Finding("client", "fail", "there is no `claude` on the PATH", hint)
    try:
        version = scene.program.version()
    except UnavailableError as error:
        return Finding("client", "fail", error.message, "run `claude --version` yourself")
    said = f"{scene.program.path} is Claude Code {'.'.join(map(str, version))}"
    if version < OLDEST_CLIENT:
        oldest = ".".join(map(str, OLDEST_CLIENT))
        return Finding("client", "fail", f"{said}, which cannot call our hooks", f"update it: at least {oldest}")
    return Finding("client", "ok", said)


def installed(scene: Scene) -> Finding:
    """Say whether our hooks are installed for this project."""
    if scene.installed:
        return Finding("installed", "ok", f"installed: {_list(scene.installed)}")
    if scene.unlisted:
        return Finding("installed", "fail", f"no hooks in settings files, and {scene.unlisted}", "covey install")
    return Finding("installed", "fail", "covey's hooks are not installed in Claude Code", "covey install")


def duplicates(scene: Scene) -> Finding:
    """Say whether one event would call our hooks twice."""
    # The same plugin in two scopes is loaded once, and equal handlers of two settings files are called once.
    ways = {("plugin", "") if each.method == "plugin" else ("settings", _text(each)) for each in scene.installed}
    if len(ways) <= 1:
        return Finding("duplicates", "ok", "no event calls covey more than once")
    said = f"each event calls covey {len(ways)} times: {_list(scene.installed)}"
    return Finding("duplicates", "warn", said, "covey uninstall, then covey install")


def up_to_date(scene: Scene) -> Finding:
    """Say whether what is installed is what this covey would install."""
    wanted = str(sorted(our_handlers(scene.hooks), key=str))
    old = [
        each
        for each in scene.installed
        if _text(each) != wanted or (each.method == "plugin" and each.version != scene.plugin_version)
    ]
    if not old:
        return Finding("up_to_date", "ok", "nothing that is installed is out of date")
    return Finding("up_to_date", "fail", f"not what this covey installs: {_list(old)}", "covey install")


def targets(scene: Scene) -> Finding:
    """Say whether the interpreter and the entries that the installed hooks call are still there."""
    handlers = [handler for each in scene.installed for _, _, handler in each.handlers]
    programs = {Path(str(handler.get("command", ""))) for handler in handlers}
    entries = {entry for handler in handlers if (entry := entry_of(handler))}
    gone = [path for path in programs if not os.access(path, os.X_OK)] + [
        path for path in entries if not path.is_file()
    ]
    if not gone:
        return Finding("targets", "ok", "the interpreter and the entries that the hooks call are there")
    said = f"the hooks call what is not there: {_list(sorted(gone))}"
    return Finding("targets", "fail", said, REPAIR)


def plugin_enabled(scene: Scene) -> Finding:
    """Say whether the plugin is switched off."""
    decision = scene.settings.decide("enabledPlugins", PLUGIN_ID)
    if decision is not None and decision.value is False:
        said = f"the plugin {PLUGIN_ID} is switched off in {decision.file.path}"
        return Finding("plugin_enabled", "fail", said, f"claude plugin enable {PLUGIN_ID}")
    return Finding("plugin_enabled", "ok", "the plugin is not switched off")


def settings_readable(scene: Scene) -> Finding:
    """Say whether Claude Code can read its settings files; in -p it says nothing of those that it cannot."""
    broken = [f"{file.path} {file.problem}" for file in scene.settings.files if file.problem]
    if broken:
        said = f"Claude Code ignores a settings file: {_list(broken)}"
        return Finding("settings_readable", "fail", said, "mend the file")
    return Finding("settings_readable", "ok", f"settings files that can be read: {len(scene.settings.files)}")


def hooks_enabled(scene: Scene) -> Finding:
    """Say whether all hooks are switched off."""
    decision = scene.settings.managed("disableAllHooks")
    if decision is None or decision.value is not True:
        decision = scene.settings.decide("disableAllHooks")
    if decision is not None and decision.value is True:
        said = f"all hooks are switched off by disableAllHooks in {decision.file.path}"
        return Finding("hooks_enabled", "fail", said, "remove disableAllHooks there")
    return Finding("hooks_enabled", "ok", "hooks are not switched off")


def managed_hooks_only(scene: Scene) -> Finding:
    """Say whether the administrator allows hooks of managed settings only, or of plugins only."""
    only = scene.settings.managed("allowManagedHooksOnly")
    if only is not None and only.value is True:
        said = f"the administrator allows managed hooks only (allowManagedHooksOnly in {only.file.path})"
        return Finding("managed_hooks_only", "fail", said, "ask them to add covey's hooks, or the plugin, there")
    locked = scene.settings.managed("strictPluginOnlyCustomization")
    is_locked = locked is not None and (locked.value is True or "hooks" in as_list(locked.value))
    if locked is not None and is_locked and any(each.method == "settings" for each in scene.installed):
        said = f"the administrator allows hooks of plugins only (strictPluginOnlyCustomization in {locked.file.path})"
        return Finding("managed_hooks_only", "fail", said, "covey uninstall, then covey install --method plugin")
    return Finding("managed_hooks_only", "ok", "the administrator does not forbid our hooks")


def trust(scene: Scene) -> Finding:
    """Say whether the folder is trusted: until then the terminal client runs no hook."""
    projects = as_dict(read_dict(scene.place.state_file).get("projects"))
    for folder in folders_of_trust(scene.project):
        if as_dict(projects.get(folder)).get("hasTrustDialogAccepted") is True:
            return Finding("trust", "ok", f"{folder} is trusted")
    said = f"{scene.project} is not trusted yet: until it is, the terminal client runs no hook here (`claude -p` does)"
    return Finding("trust", "warn", said, "start `claude` here once and accept")


def _text(one: Installation) -> str:
    return str(sorted(one.handlers, key=str))


def _list(things: Iterable[object]) -> str:
    return ", ".join(map(str, things))
