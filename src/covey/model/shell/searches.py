"""Programs that list files by what is in them or by their names: grep -l, rg and fd."""

from __future__ import annotations

from covey.model.shell import options
from covey.model.shell.call import HERE, within
from covey.model.shell.effect import Word
from covey.model.shell.lists import put_in
from covey.model.shell.path_globs import crossing, globs_of, is_glob
from covey.model.shell.scene import Feed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.options import Options
    from covey.model.shell.scene import Words

RUNNING = ("-x", "-X", "--exec", "--exec-batch")
SPECIAL = ".*+?[](){}^$\\"
OPTIONAL = "*?{"
TYPES = {
    "cpp": "cpp,hpp,cc,hh,cxx,h", "css": "css,scss", "go": "go", "html": "html,htm", "java": "java", "json": "json",
    "js": "js,jsx,mjs,cjs,vue", "md": "md,markdown", "py": "py,pyi", "python": "py,pyi", "ruby": "rb", "rust": "rs",
    "sh": "sh,bash", "ts": "ts,tsx,mts,cts", "yaml": "yaml,yml",
}  # fmt: skip
"""What the types of `rg -t` end in."""


def literal_in(regex: str, given: Options) -> str:
    """Give a text that every file holds in which an expression finds something, '' where none is known."""
    if given.has("-i", "--ignore-case", "-v", "--invert-match", "-S", "--smart-case"):
        return ""
    if given.has("-F", "--fixed-strings"):
        return regex
    if "|" in regex or "(" in regex:
        return ""
    return max(_runs(regex), key=len)


def _runs(regex: str) -> list[str]:
    """Cut an expression into the texts that stand in it as they are."""
    runs, at = [""], 0
    while at < len(regex):
        char, after = regex[at], regex[at + 1 : at + 2]
        if char == "\\" and after and not after.isalnum() and after not in "<>{}()+?|'`":
            runs[-1] += after
            at += 1
        elif char == "[":
            end = regex.find("]", at + 2)
            at = end if end > 0 else len(regex)
            runs.append("")
        elif char in SPECIAL:
            runs[-1] = runs[-1][:-1] if char in OPTIONAL else runs[-1]
            at += char == "\\"
            runs.append("")
        else:
            runs[-1] += char
        at += 1
    return runs


def grep_files(call: Call, given: Options, regex: Word | None, operands: Words) -> Feed:
    """Give the files in which something is found: those that are named, or with -r all beneath."""
    text = literal_in(regex.text, given) if regex else ""
    words = operands
    if given.has("-r", "-R", "--recursive"):
        globs = [word.text for word in given.given("--include") if word] or ["*"]
        words = [_beneath(call, word, glob) for word in operands or [HERE] for glob in globs]
    without = [f"**/{word.text}" for word in given.given("--exclude") if word]
    without += [f"**/{word.text.strip('/')}/**" for word in given.given("--exclude-dir") if word]
    return Feed(names=tuple(word and word.but(containing=text, excluded=tuple(without)) for word in words) or (None,))


def _beneath(call: Call, word: Word | None, glob: str) -> Word | None:
    if call.kind_at(word) == "file":
        return word
    name = Word("**" if glob == "*" else f"**/{glob}", 1)
    return name if word == HERE else within(word, name)


def rg(call: Call) -> Feed:
    """Give the files in which something is found, or with --files all."""
    given = call.options("e:f:g:t:T:A:B:C:m:j:M:E:d:r:", "regexp glob iglob type type-not replace max-depth sort")
    is_listing = given.has("--files")
    if not is_listing and not given.has("-l", "--files-with-matches"):
        return Feed()
    patterns = given.given("-e", "--regexp")
    operands = given.operands if patterns or is_listing else given.operands[1:]
    regexes = patterns or given.operands[:1]
    text = "" if is_listing or len(regexes) != 1 or not regexes[0] else literal_in(regexes[0].text, given)
    globs = [word.text for word in given.given("-g", "--glob") if word]
    wanted = [_anywhere(glob) for glob in globs if not glob.startswith("!")]
    wanted += [f"**/*.{{{TYPES[word.text]}}}" for word in given.given("-t", "--type") if word and word.text in TYPES]
    without = tuple(_anywhere(glob[1:]) for glob in globs if glob.startswith("!"))
    words = [
        word if call.kind_at(word) == "file" else Word(glob, 1) if word == HERE else within(word, Word(glob, 1))
        for word in operands or [HERE]
        for glob in wanted or ["**"]
    ]
    return Feed(names=tuple(word and word.but(containing=text, excluded=without) for word in words))


def _anywhere(glob: str) -> str:
    return glob.lstrip("/") if "/" in glob.rstrip("/") else f"**/{glob}"


def fd(call: Call) -> Feed:
    """Give files by their names, or with -x and -X run a program on them."""
    texts = [word.text if word else "" for word in call.args]
    at = next((at for at, text in enumerate(texts) if text in RUNNING), len(texts))
    given = options.read(call.args[:at], "e:t:d:E:c:j:S:o:", "extension type max-depth exclude base-directory")
    words = [_named(given, folder) for folder in given.operands[1:] or [HERE]]
    names = [name for found in words for name in found]
    command = call.args[at + 1 :]
    if not command:
        return Feed(names=tuple(names))
    has_sign = any(word and "{}" in word.text for word in command)
    for name in names:
        call.run([put_in(word, "{}", name) for word in command] if has_sign else [*command, name])
    return Feed("")


def _named(given: Options, folder: Word | None) -> Words:
    regex = given.operands[0].text if given.operands and given.operands[0] else "."
    plain = (
        ["*"]
        if regex in (".", "")
        else [regex]
        if given.has("-g", "--glob") and is_glob(regex)
        else globs_of(regex, is_extended=True, is_fixed=given.has("-F"))
    )
    endings = [f".{word.text}" for word in given.given("-e", "--extension") if word] or [""]
    names = [
        crossing(f"{'' if glob.startswith('*') else '*/'}{glob}{ending}").replace("*/**/", "**/")
        for glob in plain or ["*"]
        for ending in endings
    ]
    without = tuple(f"**/{word.text}/**" for word in given.given("-E", "--exclude") if word)
    found = [Word(name, 1) if folder == HERE else within(folder, Word(name, 1)) for name in names]
    return [word and word.but(excluded=without) for word in found]
