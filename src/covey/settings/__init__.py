"""What can be set, what it is by default, and where each value came from."""

from __future__ import annotations

import os

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Settings(Value):
    """Every setting; times in seconds. docs/reference/settings.md says what each does."""

    session_timeout: float = 7200.0
    enable_file_locks: str = "yes"
    lock_timeout: float = 3600.0
    conflict_action: str = "block"
    across_worktrees: str = "warn"
    subagents: str = "shared"
    release_on: str = "session_end,commit"
    on_error: str = "open"
    auto_register: str = "yes"
    heartbeat_interval: float = 300.0
    critical_files: tuple[str, ...] = ()
    show_notifications: str = "yes"
    kg_context: str = ""
    kg_location: str = "project"
    auto_cleanup_stale: str = "yes"
    archive_completed: str = "yes"
    retention_days: int = 7
    sessions_at_once: int = 5
    daily_budget: float = 0.0
    plan_sessions: str = ""
    idle_takeover: float = 600.0
    auto_start: str = "no"
    areas: tuple[str, ...] = ()
    write_tools: tuple[str, ...] = (
        # the reference server for files
        "mcp__*filesystem*__edit_file=path",
        "mcp__*filesystem*__move_file=source,destination",
        "mcp__*filesystem*__write_file=path",
        # desktop-commander
        "mcp__*desktop*commander*__edit_block=file_path",
        "mcp__*desktop*commander*__move_file=source,destination",
        "mcp__*desktop*commander*__write_file=path",
        "mcp__*desktop*commander*__write_pdf=path,outputPath",
        # serena, whose tools no other server names so
        "mcp__*__create_text_file=relative_path",
        "mcp__*__delete_lines=relative_path",
        "mcp__*__insert_after_symbol=relative_path",
        "mcp__*__insert_at_line=relative_path",
        "mcp__*__insert_before_symbol=relative_path",
        "mcp__*__jet_brains_rename=relative_path",
        "mcp__*__rename_symbol=relative_path",
        "mcp__*__replace_content=relative_path",
        "mcp__*__replace_lines=relative_path",
        "mcp__*__replace_regex=relative_path",
        "mcp__*__replace_symbol_body=relative_path",
        "mcp__*__safe_delete_symbol=relative_path",
        # the servers of JetBrains' IDEs, the older plugin's too; each IDE gives its server another name
        "mcp__*__create_new_file=pathInProject",
        "mcp__*__create_new_file_with_text=pathInProject",
        "mcp__*__reformat_file=path",
        "mcp__*__rename_refactoring=pathInProject",
        "mcp__*__replace_file_text_by_path=pathInProject",
        "mcp__*__replace_specific_text=pathInProject",
        "mcp__*__replace_text_in_file=pathInProject",
    )


EDIT_TOOLS = {"Edit": "file_path", "Write": "file_path", "MultiEdit": "file_path", "NotebookEdit": "notebook_path"}
"""The client's own tools that edit files, each with where it names its file; `write_tools` are those besides."""

CHOICES = {
    "enable_file_locks": ("yes", "no"),
    "conflict_action": ("block", "warn", "proceed", "ask"),
    "across_worktrees": ("warn", "block", "ignore"),
    "subagents": ("shared", "separate"),
    "on_error": ("open", "closed"),
    "auto_register": ("yes", "no"),
    "show_notifications": ("yes", "no"),
    "kg_location": ("project", "global"),
    "auto_cleanup_stale": ("yes", "no"),
    "archive_completed": ("yes", "no"),
    "auto_start": ("yes", "no"),
}
TIGHTER = {
    "auto_register": ("no", "yes"),
    "enable_file_locks": ("no", "yes"),
    "conflict_action": ("proceed", "warn", "ask", "block"),
    "across_worktrees": ("ignore", "warn", "block"),
    "subagents": ("shared", "separate"),
    "on_error": ("open", "closed"),
}
"""What a repository may set, each from loose to tight: it may go up here, never down (rule 5 of the design)."""

ADDED_TO = ("areas", "write_tools")
"""Lists that a repository adds to."""

SECRET = ("plan_sessions",)
"""Settings in whose values passwords may stand; `covey.settings.values.shown` hides them."""

PATTERN_LISTS = ("critical", "shared", "ignore")
"""What `file-patterns.yaml` may list."""

PYTHON_RECORD = "python"
"""The file in the state folder in which `covey install` notes an interpreter that can read YAML."""

OWN_PYTHON = ("-E", "-P")
"""How that interpreter is started: it finds what is installed for its user, and nothing that lies in a project."""

REPOSITORY_FOLDER = ".covey"
"""Where a repository's settings files lie, beneath its root."""

COORDINATION, FILE_PATTERNS = "coordination.yaml", "file-patterns.yaml"
MOMENTS = ("session_end", "commit", "turn")
"""What `release_on` may list."""


class Setting(Value):
    """One setting as it is in force: its value, where that came from, and what was wrong with what was given."""

    name: str
    value: object
    source: str
    problem: str = ""


def variable(name: str) -> str:
    """Name the environment variable that sets a setting."""
    return f"COVEY_{name.upper()}"


class SettingFile(Value):
    """A settings file as it was last read: what was good in it, and what was not.

    `content` has a line `name=value` for each value (a list has several of one name), `problems` one for each problem.
    """

    path: str
    mtime_ns: int
    size: int
    content: str
    problems: str = ""


def entries(content: str) -> dict[str, str]:
    """Give the values of a file's content by name; those of a list are joined by line ends."""
    found: dict[str, str] = {}
    for line in content.split("\n"):
        name, equals, value = line.partition("=")
        if equals:
            found[name] = f"{found[name]}\n{value}" if name in found else value
    return found


def sourced(
    environ: Mapping[str, str], user: Mapping[str, str] | None = None, repository: Mapping[str, str] | None = None
) -> list[Setting]:
    """List every setting with its source; a value that cannot be taken changes nothing and is named as a problem."""
    return [_one(name, environ, user or {}, repository or {}) for name in Settings.fields]


def load(
    environ: Mapping[str, str], user: Mapping[str, str] | None = None, repository: Mapping[str, str] | None = None
) -> Settings:
    """Give the settings in force: default, then user, then repository, then environment."""
    values: dict[str, Any] = {setting.name: setting.value for setting in sourced(environ, user, repository)}
    return Settings(**values)


def _one(name: str, environ: Mapping[str, str], user: Mapping[str, str], repository: Mapping[str, str]) -> Setting:
    setting = Setting(name, getattr(Settings, name), "default")
    if name in user:
        setting = _given(setting, user[name], "user")
    if name in repository:
        setting = _narrowed(setting, repository[name])
    text = environ.get(variable(name))
    return setting if text is None else _given(setting, text, "environment")


def _given(setting: Setting, text: str, source: str) -> Setting:
    try:
        return setting.but(value=_value(setting.name, text, from_file=source == "user"), source=source)
    except ValueError as error:
        return _with_problem(setting, f"{_place(setting.name, source)}={_shown(setting.name, text)}: {error}")


def _value(name: str, text: str, *, from_file: bool) -> object:
    if text in CHOICES.get(name, ()):
        return text
    from covey.settings.values import value_of  # noqa: PLC0415 - most settings are choices; ADR 0003

    return value_of(name, text, from_file=from_file)


def _shown(name: str, text: str) -> str:
    if name not in SECRET:
        return text
    from covey.settings.values import without_secrets  # noqa: PLC0415 - rare; ADR 0003

    return without_secrets(text)


def _narrowed(setting: Setting, text: str) -> Setting:
    """Take what a repository says where that is tighter than what is in force without it."""
    said = f"{_place(setting.name, 'repository')}={_shown(setting.name, text)}"
    if setting.name == "critical_files":
        return _with_more_critical(setting, text)
    if setting.name in ADDED_TO:
        return _with_more(setting, text)
    if setting.name not in TIGHTER:
        return _with_problem(setting, f"{said}: you alone set it, a repository cannot")
    try:
        value = _value(setting.name, text, from_file=True)
    except ValueError as error:
        return _with_problem(setting, f"{said}: {error}")
    ranks = TIGHTER[setting.name]
    if ranks.index(str(value)) < ranks.index(str(setting.value)):
        return _with_problem(setting, f"{said}: a repository can only tighten it, and {setting.value} is in force")
    return setting if value == setting.value else setting.but(value=value, source="repository")


def _with_more_critical(setting: Setting, text: str) -> Setting:
    """Add a repository's patterns to the user's; where the user has none, all files are critical already."""
    return _with_more(setting, text) if setting.value else setting


def _with_more(setting: Setting, text: str) -> Setting:
    """Add what a repository lists to what the user lists."""
    own: Any = setting.value
    more = tuple(part for part in text.split("\n") if part not in own)
    return setting.but(value=own + more, source="repository") if more else setting


def _with_problem(setting: Setting, problem: str) -> Setting:
    return setting.but(problem=f"{setting.problem}; {problem}" if setting.problem else problem)


def _place(name: str, source: str) -> str:
    return variable(name) if source == "environment" else f"{source}: {name}"


def setting_paths(environ: Mapping[str, str], root: str) -> tuple[str, str, str, str]:
    """Name the settings files: the user's two, then the repository's two; '' for each that cannot be."""
    own = _as_text(config_folder(environ))
    theirs = _as_text(root.rstrip("/") and f"{root}/{REPOSITORY_FOLDER}/")
    return (
        own and f"{own}/{COORDINATION}",
        own and f"{own}/{FILE_PATTERNS}",
        theirs and f"{theirs}{COORDINATION}",
        theirs and f"{theirs}{FILE_PATTERNS}",
    )


def _as_text(folder: str) -> str:
    """Give a folder whose name the store can keep, else one that is not there."""
    try:
        return folder if folder.isascii() else folder.encode().decode()
    except UnicodeEncodeError:
        return ""


def state_of(path: str) -> tuple[int, int] | None:
    """Give the time and size by which a change of a file is seen; None where there is none.

    Of a link that leads out of a repository they are its own: what it leads to is nobody's business here.
    """
    try:
        state = os.stat(path)
        if leads_away(path):
            state = os.lstat(path if os.path.islink(path) else os.path.dirname(path))
    except (OSError, ValueError):
        return None
    return state.st_mtime_ns, state.st_size


def leads_away(path: str) -> bool:
    """Tell whether a link makes a repository's settings file one outside of the repository, or in git's own folder."""
    folder = os.path.dirname(path)
    root, name = os.path.split(folder)
    if name != REPOSITORY_FOLDER or not (os.path.islink(path) or os.path.islink(folder)):
        return False
    inside = os.path.realpath(root).rstrip("/") + "/"
    real = os.path.realpath(path)
    return not real.startswith(inside) or ".git" in real[len(inside) :].split("/")


def config_folder(environ: Mapping[str, str]) -> str:
    """Give the folder of the user's own settings files, on macOS too: $XDG_CONFIG_HOME/covey, else ~/.config/covey."""
    base = environ.get("XDG_CONFIG_HOME", "")
    home = environ.get("HOME") or os.path.expanduser("~")
    return f"{base if base.startswith('/') else f'{home}/.config'}/covey"


def state_folder(environ: Mapping[str, str], platform: str) -> str:
    """Give the folder that covey keeps its state in: COVEY_HOME, else the platform's place for user state."""
    if environ.get("COVEY_HOME"):
        return os.path.abspath(environ["COVEY_HOME"])
    home = environ.get("HOME") or os.path.expanduser("~")
    if platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "covey")
    base = environ.get("XDG_STATE_HOME") or os.path.join(home, ".local", "state")
    return os.path.join(base, "covey")


def claude_folder(environ: Mapping[str, str]) -> str:
    """Give the folder that Claude Code keeps its configuration in: CLAUDE_CONFIG_DIR, else ~/.claude."""
    home = environ.get("HOME") or os.path.expanduser("~")
    return environ.get("CLAUDE_CONFIG_DIR") or os.path.join(home, ".claude")
