"""What functions and methods of Python's do to files."""

from __future__ import annotations

from posixpath import join

from covey.model.shell.effect import REMOVE, REWRITE, WRITE
from covey.model.shell.python_values import (
    UNKNOWN,
    Glob,
    Path,
    Reference,
    as_text,
    is_known,
    is_sequence,
    value_of,
    word_of,
)
from covey.model.shell.scene import Feed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from covey.model.shell.call import Call

FUNCTIONS = {
    "os.link": ("", WRITE),
    "os.remove": (REMOVE,),
    "os.removedirs": (REMOVE,),
    "os.rename": (REMOVE, WRITE),
    "os.renames": (REMOVE, WRITE),
    "os.replace": (REMOVE, WRITE),
    "os.rmdir": (REMOVE,),
    "os.symlink": ("", WRITE),
    "os.truncate": (WRITE,),
    "os.unlink": (REMOVE,),
    "shutil.copy": ("", WRITE),
    "shutil.copy2": ("", WRITE),
    "shutil.copyfile": ("", WRITE),
    "shutil.copytree": ("", REWRITE),
    "shutil.move": (REMOVE, WRITE),
    "shutil.rmtree": (REMOVE,),
    "urllib.request.urlretrieve": ("", WRITE),
}
"""What functions do to their arguments, in order."""

INTO_FOLDERS = ("shutil.copy", "shutil.copy2", "shutil.move")
"""Functions whose target may be a folder, in which the name stays."""

ARGUMENTS = {"dst": 1, "filename": 1, "path": 0, "src": 0}
"""Where arguments stand that are given by name."""

METHODS = {
    "hardlink_to": (WRITE,),
    "rename": (REMOVE, WRITE),
    "replace": (REMOVE, WRITE),
    "rmdir": (REMOVE,),
    "symlink_to": (WRITE,),
    "touch": (WRITE,),
    "unlink": (REMOVE,),
    "write_bytes": (WRITE,),
    "write_text": (WRITE,),
}
"""What methods do to the path that they are called on, and then to their arguments."""

EXPORTS = frozenset(["savefig", "to_csv", "to_excel", "to_html", "to_json", "to_parquet"])
"""Methods of whatever there is that write the file that they are given."""

OPENING = frozenset(
    [
        "open",
        "io.open",
        "codecs.open",
        "builtins.open",
        "gzip.open",
        "bz2.open",
        "lzma.open",
        "tarfile.open",
        "zipfile.ZipFile",
    ]
)
STARTING = frozenset(
    [
        "os.system",
        "os.popen",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
        "subprocess.Popen",
        "subprocess.run",
    ]
)
SCRIPTS = ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput")
IN_PLACE = ("fileinput.input", "fileinput.FileInput")
WRITING_FLAGS = frozenset(["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"])
LONGEST_MODE = 4


class Writes:
    """Notes what a piece of Python does to files; `call` is the program that runs it."""

    def __init__(self, call: Call, arguments: tuple[Any, ...]) -> None:
        """Take the program, and what the code finds in sys.argv."""
        self.call, self.arguments = call, arguments

    def found(self, kind: str, value: Any) -> None:
        """Note what is done to a path; of files that a pattern is for, none is made."""
        if isinstance(value, int):  # a descriptor
            return
        self.call.found(REWRITE if kind == WRITE and isinstance(value, Glob) else kind, word_of(value))

    def function(self, name: str, args: list[Any], named: dict[str, Any]) -> Any:
        """Note what a function does, by its whole name; give what a program has written, where it runs one."""
        if name in OPENING:
            self._open(args[0] if args else named.get("file", UNKNOWN), args[1:], named)
        elif name in STARTING:
            return self._start(name, args, named)
        elif name in IN_PLACE:
            self._edit(args[0] if args else named.get("files"), named)
        elif name == "os.open":
            self._open_by_flags(args)
        elif name == "os.chdir":
            word = word_of(args[0] if args else UNKNOWN)
            self.call.base = None if word is None or word.is_pattern else self.call.path(word)
        elif name in FUNCTIONS:
            self._function(name, args, named)
        return UNKNOWN

    def _function(self, name: str, args: list[Any], named: dict[str, Any]) -> None:
        given = dict(enumerate(args)) | {ARGUMENTS[key]: value for key, value in named.items() if key in ARGUMENTS}
        for at, kind in enumerate(FUNCTIONS[name]):
            value = given.get(at, UNKNOWN)
            if at and name in INTO_FOLDERS and self.call.kind_at(word_of(value)) == "folder":
                source = given.get(0, UNKNOWN)
                value = join(as_text(value), source.rpartition("/")[2]) if is_known(source) else UNKNOWN
            if kind:
                self.found(kind, value)

    def _open(self, path: Any, args: list[Any], named: dict[str, Any]) -> None:
        """Note a file that is opened to be written; what may be opened so or not, is not resolved."""
        mode = args[0] if args else named.get("mode", "r")
        if not is_known(mode):
            self.call.unresolved()
        elif _writes(mode):
            self.found(WRITE, path)

    def _open_by_flags(self, args: list[Any]) -> None:
        flags = args[1] if len(args) > 1 else UNKNOWN
        names = flags if is_sequence(flags) else (flags,)
        if any(isinstance(flag, Reference) and flag.name.rpartition(".")[2] in WRITING_FLAGS for flag in names):
            self.found(WRITE, args[0])

    def _edit(self, files: Any, named: dict[str, Any]) -> None:
        """Note files that are edited in place."""
        if named.get("inplace", False) is False:
            return
        for file in files if is_sequence(files) else self.arguments[1:] if files is None else (files,):
            self.found(WRITE, file)

    def _start(self, name: str, args: list[Any], named: dict[str, Any]) -> Any:
        """Run a program, or a script, and give its output: a text, or the names of files."""
        scene = self.call.scene.fork()
        scene.cwd = self.call.base
        if "cwd" in named and named["cwd"] is not None:
            scene.enter(word_of(named["cwd"]))
        command = args[0] if args else named.get("args", UNKNOWN)
        if is_sequence(command):
            return output_of(self.call.runner.words(scene, [word_of(one) for one in command], Feed()))
        if isinstance(command, str) and (name in SCRIPTS or named.get("shell", False) is not False):
            return output_of(self.call.runner.script(scene, command, Feed()))
        return UNKNOWN

    def method(self, value: Any, name: str, args: list[Any], named: dict[str, Any]) -> None:
        """Note what a method does; on what cannot be known, only where no other kind of value has such a one."""
        if name in EXPORTS and args:
            self.found(WRITE, args[0])
        elif name == "extractall":
            self.found(REWRITE, (args or [named.get("path", ".")])[0])
        elif name == "open" and not isinstance(value, str):
            if args and is_known(args[0]) and len(args[0]) < LONGEST_MODE and _writes(args[0]):
                self.call.unresolved()
        elif name == "open" and isinstance(value, Path):
            self._open(value, args, named)
        elif name in METHODS and _is_of_path(value, name, args, named):
            for kind, one in zip(METHODS[name], [value, *args], strict=False):
                self.found(kind, one)


def output_of(feed: Feed) -> Any:
    """Give what a program has written as a value."""
    if feed.text is not None:
        return feed.text
    return tuple(value_of(word) for word in feed.names) or UNKNOWN


def _writes(mode: str) -> bool:
    return any(char in "wax+" for char in mode)


def _is_of_path(value: Any, name: str, args: list[Any], named: dict[str, Any]) -> bool:
    """Tell whether a method is a path's: texts and tables have a `replace` and a `rename` too, of other arguments."""
    if isinstance(value, Path) or value is UNKNOWN:
        return name not in ("replace", "rename") or (len(args) == 1 and not named)
    return False
