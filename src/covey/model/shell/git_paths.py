"""The commands of git that get at files by their paths."""

from __future__ import annotations

from covey.model.shell.call import HERE
from covey.model.shell.effect import CLEAN, NESTED, REMOVE, REWRITE, SWEEP, WORKTREE, WRITE, Word
from covey.model.shell.files import transfers, whole
from covey.model.shell.git_heads import take
from covey.model.shell.patches import git_apply
from covey.model.shell.pathspecs import given_paths, pathspecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call

ALL = Word(WORKTREE)
INTERACTIVE = ("-p", "--patch", "-i", "--interactive")


def restore(call: Call) -> None:
    """Take files from a commit or from the index."""
    given = call.options("s:U:", "source conflict pathspec-from-file")
    is_staged = given.has("-S", "--staged") and not given.has("-W", "--worktree")
    if not is_staged and not given.has("-p", "--patch"):
        take(call, given.given("-s", "--source"), given_paths(call, given, given.operands))


def clean(call: Call) -> None:
    """Delete files that git does not know."""
    given = call.options("e:", "exclude")
    if not given.has("-f", "--force", "-i", "--interactive") or given.has("-n", "--dry-run"):
        return
    kept = tuple(f"**/{word.text.lstrip('/')}" for word in given.given("-e", "--exclude") if word)
    words = pathspecs(call, given.operands) or [HERE]
    more = NESTED * _is_doubled(call) + "x" * given.has("-x") + "X" * given.has("-X")
    by = f"{CLEAN} -{more}" if more else CLEAN
    call.found(SWEEP, *(word and word.but(excluded=(*word.excluded, *kept)) for word in words), by=by)


def _is_doubled(call: Call) -> bool:
    """Tell whether an option of force is given twice, so that repositories within are removed too."""
    texts = [word.text for word in call.args if word is not None and word.text.startswith("-")]
    return sum(text.count("f") if text[1:2] != "-" else text == "--force" for text in texts) > 1


def add(call: Call) -> None:
    """Stage files: whole folders take others' work along."""
    given = call.options("", "chmod pathspec-from-file")
    if given.has("-n", "--dry-run", "-N", "--intent-to-add", "--refresh", *INTERACTIVE):
        return
    words = given_paths(call, given, given.operands)
    if given.has("-A", "--all", "-u", "--update"):
        call.found(SWEEP, *(words or [ALL]))
    else:
        call.found(SWEEP, *(word for word in words if word is None or _is_many(call, word)))


def _is_many(call: Call, word: Word) -> bool:
    return bool(word.is_pattern or word.text.endswith("/") or word == ALL or call.kind_at(word) == "folder")


def commit(call: Call) -> None:
    """Commit files that are named, or with -a all that have changed."""
    long = "message file author date template fixup squash reuse-message reedit-message cleanup trailer"
    given = call.options("m:F:C:c:t:S::u::", f"{long} pathspec-from-file")
    call.reading.has_moved_head = True
    if not given.has("--dry-run", "--interactive", "-p", "--patch"):
        call.found(SWEEP, *([ALL] if given.has("-a", "--all") else given_paths(call, given, given.operands)))


def rm(call: Call) -> None:
    """Delete files that git knows."""
    given = call.options("", "pathspec-from-file")
    if not given.has("--cached", "-n", "--dry-run"):
        words = given_paths(call, given, given.operands)
        call.found(REMOVE, *(map(whole, words) if given.has("-r") else words))


def mv(call: Call) -> None:
    """Move files that git knows."""
    given = call.options()
    for source, target in () if given.has("-n", "--dry-run") else transfers(call, given):
        call.found(REMOVE, whole(source))
        call.found(REWRITE if call.kind_at(source) == "folder" else WRITE, whole(target))


def checkout_index(call: Call) -> None:
    """Write files as they stand in the index; without -f only those that are not there."""
    given = call.options("", "prefix stage")
    prefixes = [word for word in given.given("--prefix") if word]
    if prefixes:
        folder = prefixes[0].text.rpartition("/")[0]
        call.found(REWRITE, Word(folder) if folder else HERE)
    elif given.has("-f", "--force") and not given.has("--temp"):
        listed = call.feed.words() if given.has("--stdin") else given.operands
        call.found(SWEEP, *([ALL] if given.has("-a", "--all") else listed))


def archive(call: Call) -> None:
    """Write an archive."""
    call.found(WRITE, *call.options("o:", "output format prefix remote").given("-o", "--output"))


def merge_file(call: Call) -> None:
    """Merge into the first of three files."""
    given = call.options("L:", "marker-size")
    if not given.has("-p", "--stdout"):
        call.found(WRITE, *given.operands[:1])


PATH_COMMANDS = {
    "add": add,
    "apply": git_apply,
    "archive": archive,
    "checkout-index": checkout_index,
    "clean": clean,
    "commit": commit,
    "merge-file": merge_file,
    "mv": mv,
    "restore": restore,
    "rm": rm,
    "stage": add,
}
