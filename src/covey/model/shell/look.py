"""The cheap look: may a command write at all? In microseconds, before any grammar is loaded."""

from __future__ import annotations

from covey.model.shell.known import CMDLETS, GIT_READS, OPENERS, READERS, WRITERS
from covey.model.shell.simple import simple_commands

HARMLESS_TARGETS = ("/dev/null", "/dev/stderr", "/dev/stdout", "/dev/tty")
ENDS = " \t\n;|&()<>"
MAKES_WORDS = ("$", "{", "xargs")
"""What can make a word that does not stand in the command."""

BLANK_ESCAPES = ("\\n", "\\t", "\\0")
_BARE = str.maketrans("", "", "'\"\\")
_CUT = str.maketrans(dict.fromkeys(";|&(){}<>=`$/,.\r\0", " "))


def may_write(command: str) -> bool:
    """Tell whether a command may hold something that the grammar would find to write: never no where it would."""
    if "$'" in command or _redirects(command):
        return True
    mentioned = names_in(command)
    is_made = any(sign in command for sign in MAKES_WORDS)
    for name in mentioned & WRITERS.keys():
        signs = WRITERS[name]
        if is_made or not signs or any(_stands(sign, mentioned) for sign in signs):
            return True
    return False


def may_write_ps(command: str) -> bool:
    """Tell the same of a PowerShell command, whose names may be written in any case."""
    lower = command.lower()
    return may_write(lower) or not CMDLETS.keys().isdisjoint(names_in(lower))


def may_change(command: str) -> bool:
    """Tell whether a command may change files: no only where all its programs are known as those that only read."""
    if _redirects(command):
        return True
    commands = simple_commands(command)
    return commands is None or not all(_only_reads(words) for words in commands)


def names_in(command: str) -> set[str]:
    """Give all that might be a program or an option: the words, whatever quotes do to them, without versions."""
    joined = command.replace("\\\n", "")
    words = set(joined.translate(_BARE).translate(_CUT).split())
    if "\\" in joined:
        for escape in BLANK_ESCAPES:
            joined = joined.replace(escape, " ")
        words.update(joined.translate(_BARE).translate(_CUT).split())
    return words | {program_of(word) for word in words}


def program_of(name: str) -> str:
    """Leave out the version in a program's name: python3.11 is python."""
    return name if name in WRITERS else name.rstrip("0123456789.-")


def _stands(sign: str, mentioned: set[str]) -> bool:
    if len(sign) == 2 and sign[0] == "-":  # noqa: PLR2004 - an option of one letter stands among others too
        return any(word[0] == "-" and sign[1] in word for word in mentioned if word)
    return sign in mentioned


def _redirects(command: str) -> bool:
    """Tell whether a `>` may write a file: not where it joins descriptors, or goes where nothing is kept."""
    at = command.find(">")
    while at >= 0:
        if not _is_harmless(command[at + 1 : at + 40].lstrip(">")):
            return True
        at = command.find(">", at + 1)
    return False


def _is_harmless(rest: str) -> bool:
    if rest[:1] == "&":
        return rest[1:2] in tuple("-0123456789") and (rest[2:3] or " ") in ENDS
    target = rest.lstrip(" ")
    return any(target.startswith(one) and (target[len(one) :] or " ")[0] in ENDS for one in HARMLESS_TARGETS)


def _only_reads(words: list[str]) -> bool:
    while words and (words[0] in OPENERS or _is_assignment(words[0])):
        words = words[1:]
    if not words:
        return True
    name, args = words[0].rpartition("/")[2], words[1:]
    if name == "git":
        return _git_reads(args)
    if name == "sed":
        return args[:1] == ["-n"] and not set("".join(args[1:2])) - set("0123456789,$p;")
    return name in READERS and not any(sign in arg for sign in READERS[name] for arg in args)


def _is_assignment(word: str) -> bool:
    name, sign, _ = word.partition("=")
    return bool(sign) and name.isidentifier()


def _git_reads(args: list[str]) -> bool:
    while args and args[0] in ("-C", "-c"):
        args = args[2:]
    while args and args[0] in ("--no-pager", "-P"):
        args = args[1:]
    return bool(args) and args[0] in GIT_READS and not any(arg.startswith("--output") for arg in args)
