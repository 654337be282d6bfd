"""Programs that pass on some of the lines that they read: grep, head, tail, sort, uniq and their like."""

from __future__ import annotations

from covey.model.shell.effect import WRITE
from covey.model.shell.path_globs import crossing, globs_of
from covey.model.shell.scene import Feed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.effect import Word
    from covey.model.shell.options import Options

ANY_PATHS = ("**", "./**", "**/*", "./**/*")
OTHER_OUTPUT = ("-c", "-o", "-l", "-L", "-n", "-A", "-B", "-C", "-r", "-R", "-q", "--count", "--only-matching")


def pass_on(call: Call) -> Feed:
    """Give what is read, in any order: of names all, since no more is known of which are left."""
    given = call.options("k:t:S:T:", "key")
    return Feed() if given.operands or given.has("-c", "--count", "-o", "--output") else call.feed


def uniq(call: Call) -> Feed:
    """Write the lines of the first file into the second, or give what is read."""
    given = call.options("f:s:w:", "skip-fields skip-chars check-chars")
    call.found(WRITE, *given.operands[1:2])
    return Feed() if given.operands or given.has("-c", "--count") else call.feed


def first_lines(call: Call) -> Feed:
    """Give the first or the last lines of what is read."""
    given = call.options("n:c:", "lines bytes")
    numbers = [word.text.lstrip("-") for word in given.given("-n", "--lines") if word]
    numbers += [name[1:] for name in given.values if name[1:].isdecimal()]
    if given.operands or given.has("-c", "--bytes") or call.feed.text is None:
        return Feed() if given.operands else call.feed
    lines = call.feed.text.splitlines(keepends=True)
    number = int(numbers[0]) if numbers and numbers[0].isdecimal() else 10
    return Feed("".join(lines[:number] if call.name == "head" else lines[-number:] if number else []))


def grep(call: Call) -> Feed:
    """Give the lines that a pattern matches, or with -v the others."""
    given = call.options("e:f:m:A:B:C:", "regexp file max-count include exclude exclude-dir")
    patterns = given.given("-e", "--regexp") or given.operands[:1]
    files = given.operands if given.has("-e", "--regexp") else given.operands[1:]
    if given.has("-l", "--files-with-matches"):
        from covey.model.shell.searches import grep_files  # noqa: PLC0415 - seldom; ADR 0003

        return grep_files(call, given, patterns[0] if len(patterns) == 1 else None, files)
    if files or given.has(*OTHER_OUTPUT) or len(patterns) != 1 or patterns[0] is None:
        return Feed()
    globs = _globs(call, given, patterns[0].text)
    if call.feed.text is not None:
        return _of_text(call.feed.text, given, patterns[0].text) if globs is not None else call.feed
    return Feed(
        names=tuple(_left(word, globs, is_excluded=given.has("-v", "--invert-match")) for word in call.feed.names)
    )


def _globs(call: Call, given: Options, regex: str) -> list[str] | None:
    if given.has("-i", "-w", "-x", "-P", "--ignore-case"):
        return None
    return globs_of(regex, is_extended=call.name == "egrep" or given.has("-E"), is_fixed=given.has("-F"))


def _of_text(text: str, given: Options, regex: str) -> Feed:
    """Choose lines by a text that means itself; otherwise nobody knows which are left."""
    plain = regex.replace("\\.", "").replace("-", "").replace("_", "").replace("/", "").replace(" ", "")
    if not plain.isalnum():
        return Feed()
    sign = regex.replace("\\.", ".")
    is_left = [(sign in line) is not given.has("-v", "--invert-match") for line in text.splitlines()]
    return Feed("".join(f"{line}\n" for line, stays in zip(text.splitlines(), is_left, strict=True) if stays))


def _left(word: Word | None, globs: list[str] | None, *, is_excluded: bool) -> Word | None:
    if word is None or globs is None:
        return word
    patterns = [crossing(glob) for glob in globs]
    if word.text.startswith("./"):  # to which a slash in the expression may refer
        patterns = [pattern.removeprefix("*/") if pattern.startswith("*/**/") else pattern for pattern in patterns]
    if is_excluded:
        return word.but(excluded=(*word.excluded, *patterns))
    if word.text not in ANY_PATHS:
        return word
    return word.but(text=patterns[0] if len(patterns) == 1 else "{" + ",".join(patterns) + "}", is_pattern=1)
