"""The commands of git that others read: lists of files, patches, and where the repository stands."""

from __future__ import annotations

from posixpath import relpath

from covey.model.shell import options
from covey.model.shell.call import within
from covey.model.shell.effect import MOVE, REWRITE, SWEEP, WORKTREE, WRITE, Effect, Word
from covey.model.shell.pathspecs import has_pathspec, pathspecs
from covey.model.shell.repository import repository_of
from covey.model.shell.scene import Feed
from covey.model.shell.searches import literal_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call

ALL = Word(WORKTREE)
ANYWHERE = Word("**", 1)
NAMES_ONLY = ("--name-only", "--name-status", "--stat", "--numstat", "--shortstat", "--summary", "--raw", "--check")


def ls_files(call: Call) -> Feed:
    """Give the files that are listed: a wildcard of git's matches in all folders beneath."""
    given = call.options("x:X:", "exclude exclude-from format")
    if given.has("-s", "--stage", "-t", "-u", "-v", "--format", "-d", "--deleted"):
        return Feed()
    words = pathspecs(call, given.operands) or [ANYWHERE]
    return Feed(names=tuple(_beneath(call, word) for word in words))


def _beneath(call: Call, word: Word | None) -> Word | None:
    """Give the files that a pathspec lists: of a folder all that are in it."""
    if word is None or word.is_pattern:
        return word
    if word == ALL:
        return Word(ANYWHERE.text, 1, word.excluded)
    found = within(word, ANYWHERE) if call.kind_at(word) == "folder" else word
    return found and found.but(excluded=word.excluded)


def grep(call: Call) -> Feed:
    """Give the files that hold a text."""
    given = call.options("e:f:m:A:B:C:O::", "max-depth max-count threads")
    if not given.has("-l", "--files-with-matches", "--name-only"):
        return Feed()
    patterns = given.given("-e") or given.operands[:1]
    operands = given.operands if given.has("-e") else given.operands[1:]
    text = literal_in(patterns[0].text, given) if len(patterns) == 1 and patterns[0] else ""
    words = pathspecs(call, [word for word in operands if has_pathspec(call, word)]) or [ANYWHERE]
    return Feed(names=tuple(one and one.but(containing=text) for one in (_beneath(call, word) for word in words)))


def diff(call: Call) -> Feed:
    """Give a patch of the files that are named, or their names; with --output write it to a file."""
    given = call.options("U:S:G:O:l:", "output diff-filter format since until author")
    call.found(WRITE, *given.given("--output"))
    before = call.args.index(Word("--")) if Word("--") in call.args else len(call.args)
    heads = options.read(call.args[:before], "U:S:G:O:l:", "output diff-filter format").operands
    named = [word for word in heads if has_pathspec(call, word)] + options.read(call.args[before:]).operands
    words = pathspecs(call, named)
    if given.has("--name-only") and not given.has("--name-status"):
        return Feed(names=tuple(_beneath(call, word) for word in words or [ANYWHERE]))
    if given.has(*NAMES_ONLY) or None in words:
        return Feed()
    has_commits = call.name != "git diff" or len(heads) > len([word for word in heads if word in named])
    return Feed(patched=tuple(_patched(call, word, has_commits=has_commits) for word in words or [ALL] if word))


def _patched(call: Call, word: Word, *, has_commits: bool) -> Effect:
    """Give what a patch does to what a pathspec names, when it is applied: without commits to uncommitted work."""
    base = call.base or "/"
    if word == ALL or word.is_pattern or call.kind_at(word) == "folder":
        kind = SWEEP if not has_commits else MOVE if word == ALL else REWRITE
        return Effect(kind, word.text, word.is_pattern, base, "", word.excluded)
    return Effect(WRITE, word.text, 0, base, "")


def rev_parse(call: Call) -> Feed:
    """Tell where the repository is, and what is checked out."""
    repository, asked = repository_of(call), [word.text if word else "" for word in call.args]
    if repository is None or not call.base:
        return Feed()
    below = relpath(call.base, repository.root)
    answers: dict[tuple[str, ...], str] = {
        ("--show-toplevel",): repository.root,
        ("--git-dir",): repository.folder,
        ("--absolute-git-dir",): repository.folder,
        ("--git-common-dir",): repository.common,
        ("--show-prefix",): "" if below == "." else f"{below}/",
        ("--show-cdup",): "" if below == "." else "../" * len(below.split("/")),
        ("--abbrev-ref", "HEAD"): repository.branch(),
        ("HEAD",): repository.commit("HEAD"),
    }
    found = answers.get(tuple(asked))
    return Feed() if found is None else Feed(f"{found}\n")


def branch(call: Call) -> Feed:
    """Tell the branch that is checked out."""
    repository = repository_of(call)
    asked = [word.text if word else "" for word in call.args]
    is_asked = asked in (["--show-current"], ["--short", "HEAD"])
    return Feed(f"{repository.branch()}\n") if repository and is_asked else Feed()


LIST_COMMANDS = {
    "branch": branch,
    "diff": diff,
    "format-patch": diff,
    "grep": grep,
    "log": diff,
    "ls-files": ls_files,
    "rev-parse": rev_parse,
    "show": diff,
    "symbolic-ref": branch,
}
