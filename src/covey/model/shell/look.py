"""The cheap look: may a command write at all? In microseconds, before any grammar is loaded."""

from __future__ import annotations

from covey.model.shell.known import CMDLETS, GIT_COMMANDS, GIT_READS, OPENERS, READERS, RUNNING_VARIABLES, WRITERS
from covey.model.shell.simple import MADE, simple_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

HARMLESS_TARGETS = ("/dev/null", "/dev/stderr", "/dev/stdout", "/dev/tty")
ENDS = " \t\n;|&()<>"
MAKES_WORDS = ("$", "{", "xargs")
"""What can make a word that does not stand in the command."""

FOLDERS_OF_PROGRAMS = ("", "/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")
"""Where a program that we know by its name is that one."""

PRINTING = frozenset("0123456789,$p;=qd! \n")
"""What a script of sed's may hold that cannot write."""

LEADING_OUT = ("..", "~", "$")
WITHIN_PATH = "._-+@%:*?]}"
"""Besides letters and digits, what stands before a slash that does not begin a path."""

CHANGES_FOLDER = frozenset({"cd", "chdir", "pushd", "push-location", "set-location", "sl", "-c"})
"""Of `git -C` and its like in small letters, since PowerShell reads them so."""

BLANK_ESCAPES = ("\\n", "\\t", "\\0")
_BARE = str.maketrans("", "", "'\"\\")
_ENDS = str.maketrans(dict.fromkeys(";|&(){}<>`$", " "))
_CUT = str.maketrans(dict.fromkeys(";|&(){}[]<>=`$/,.\r\0", " "))


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
    return "git" in mentioned and ("alias." in command or _uses_alias(command))


def _uses_alias(command: str) -> bool:
    """Tell whether git may be given a command that it does not have, which stands for another."""
    words = command.translate(_BARE).translate(_ENDS).split()
    for at, word in enumerate(words):
        if word.rpartition("/")[2] == "git":
            rest = words[at + 1 : at + 10]
            while rest and rest[0][0] == "-":
                rest = rest[2 if rest[0] in ("-C", "-c") else 1 :]
            if rest and rest[0].replace("-", "").isalnum() and rest[0] not in GIT_COMMANDS:
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


def may_leave(command: str) -> bool:
    """Tell whether a command may work in another folder than it begins in: it changes the folder, or names one."""
    if any(sign in command for sign in LEADING_OUT) or not CHANGES_FOLDER.isdisjoint(names_in(command.lower())):
        return True
    at = command.find("/")
    while at >= 0:
        if at == 0 or not (command[at - 1].isalnum() or command[at - 1] in WITHIN_PATH):
            return True
        at = command.find("/", at + 1)
    return False


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
    return name if name in WRITERS else name.rstrip("0123456789.-") or name


def _stands(sign: str, mentioned: set[str]) -> bool:
    if _is_letter(sign):
        return any(word[0] == "-" and sign[1] in word for word in mentioned if word)
    if len(sign) == 1:
        return any(word[-1:] == sign for word in mentioned)
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
    while words and (words[0] in OPENERS or _is_harmless_assignment(words[0])):
        words = words[1:]
    if not words:
        return True
    folder, _, name = words[0].rpartition("/")
    args = words[1:]
    if folder not in FOLDERS_OF_PROGRAMS or (name not in READERS and name not in JUDGED):
        return False
    if name in JUDGED:
        return JUDGED[name](args)
    return not READERS[name] or not any(MADE in arg or _tells_to_write(arg, READERS[name]) for arg in args)


def _tells_to_write(arg: str, signs: tuple[str, ...]) -> bool:
    """Tell whether a word may hold one of some signs: an option of one letter among others, a long one cut short."""
    if arg[:2] == "--":
        return any(arg.startswith(sign) or sign.startswith(arg.partition("=")[0]) for sign in signs)
    return any(sign[1] in arg[1:] if _is_letter(sign) and arg[:1] == "-" else sign in arg for sign in signs)


def _is_letter(sign: str) -> bool:
    return len(sign) == 2 and sign[0] == "-"  # noqa: PLR2004 - a dash and a letter


def _is_harmless_assignment(word: str) -> bool:
    """Tell whether a word gives a variable its value that makes no program run another one."""
    name, sign, _ = word.partition("=")
    return bool(sign) and name.isidentifier() and not name.startswith(RUNNING_VARIABLES)


def _git_reads(args: list[str]) -> bool:
    while args and args[0] in ("-C", "--no-pager", "-P"):
        args = args[2:] if args[0] == "-C" else args[1:]
    if not args or args[0] not in GIT_READS:
        return False
    return not any(MADE in arg or _tells_to_write(arg, GIT_READS[args[0]]) for arg in args[1:])


def _sed_reads(args: list[str]) -> bool:
    """Tell whether sed only prints lines: -n, what to print, and nothing else but files."""
    if args[:1] != ["-n"] or set("".join(args[1:2])) - PRINTING:
        return False
    return not any(arg[:1] == "-" or MADE in arg for arg in args[1:])


def _awk_reads(args: list[str]) -> bool:
    """Tell whether awk gets only a separator and variables, and its program gives nothing to files or programs."""
    options = [arg for arg in args if arg[:1] == "-"]
    if any(arg[:2] not in ("-F", "-v") for arg in options):
        return False
    return not any(sign in arg for arg in args for sign in (MADE, ">", "|", "system", "@", "inplace"))


def _is_loop(args: list[str]) -> bool:
    """Tell whether a loop is written as one; of any other the grammar takes the words for a command."""
    return bool(args) and args[0].isidentifier() and args[1:2] in ([], ["in"])


def _is_end(args: list[str]) -> bool:
    """Tell whether nothing but redirections follows, which were judged before."""
    return not args or args[0].lstrip("0123456789&")[:1] in ("<", ">")


def _is_closed_test(args: list[str]) -> bool:
    return args[-1:] in (["]"], ["]]"])


JUDGED: dict[str, Callable[[list[str]], bool]] = {
    **dict.fromkeys(("done", "esac", "fi", "}"), _is_end),
    **dict.fromkeys(("[", "[["), _is_closed_test),
    "awk": _awk_reads,
    "for": _is_loop,
    "git": _git_reads,
    "sed": _sed_reads,
}
"""Programs and signs of which each word is judged by a rule of their own."""
