"""The reading of settings files that have changed, by a process that knows YAML; the hook waits for it."""

from __future__ import annotations

import os
import subprocess

from covey.coordination import settings_files
from covey.coordination.interpreter import python_of
from covey.errors import UnavailableError
from covey.settings import OWN_PYTHON, SettingFile, state_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.hooks.door import Visit

READ_SECONDS = 4.0
"""Of the 8 that a hook has; starting Python with a YAML parser takes a twentieth of one."""

READER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cli", "read_settings.py")


def read(visit: Visit, changed: list[str]) -> None:
    """Have files read, once for each change of them: where that fails, it is noted as if it had been done."""
    command = [python_of(visit.home), *OWN_PYTHON, READER, visit.home, *changed]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=READ_SECONDS, check=False)
        problem = done.stderr.decode("utf-8", "replace").strip()[-300:] if done.returncode else ""
    except (OSError, subprocess.SubprocessError) as error:
        problem = f"{type(error).__name__}: {error}"
    if problem:
        visit.note_failure(UnavailableError(f"settings files were not read: {' '.join(problem.split())}"))
        _give_up(visit, changed)


def _give_up(visit: Visit, changed: list[str]) -> None:
    with visit.store.write() as tx:
        known = {file.path: file for file in tx.setting_files(tuple(changed))}
        for path in settings_files.stale(changed, list(known.values())):
            mtime_ns, size = state_of(path) or (0, 0)
            content = known[path].content if path in known else ""
            problem = f"{path}: {settings_files.UNREAD} when it had changed; `covey doctor` tries again, and says more"
            tx.save_setting_file(SettingFile(path, mtime_ns, size, content, problem))
