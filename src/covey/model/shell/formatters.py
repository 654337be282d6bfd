"""Formatters and code generators: which of them write, when, and where."""

from __future__ import annotations

from covey.model.shell.call import HERE, within
from covey.model.shell.effect import REWRITE, WRITE, Word
from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from covey.model.shell.call import Call
    from covey.model.shell.options import Options


class Formatter(Value):
    """When a formatter writes."""

    command: str = ""
    """The first word of those that are commands of their program; '' for any."""

    needs: tuple[str, ...] = ()
    """Options without which it only looks; none: it writes by itself."""

    looks: tuple[str, ...] = ("--check", "--diff", "--dry-run", "--help", "--version", "-h")
    """Options with which it only looks."""

    takes: tuple[str, str] = ("", "")
    """Its options that take a value, as for getopt."""

    endings: str = ""
    """Of which files it writes those in a folder, as a pattern for their names; '' for all."""

    is_always_here: int = 0
    """Whether it takes the current folder where none is named."""


PYTHON = "*.{py,pyi}"
SCRIPTS = "*.{js,jsx,ts,tsx,mjs,cjs,mts,cts,vue,svelte,json,jsonc,css}"
LINTED = "*.{js,jsx,ts,tsx,mjs,cjs,mts,cts,vue,svelte,astro}"
STYLES = "*.{css,scss,sass,less,pcss,vue,svelte,html}"
OF_THE_WEB = (
    "*.{js,jsx,ts,tsx,mjs,cjs,mts,cts,vue,svelte,astro,json,json5,jsonc,css,scss,sass,less,html,md,mdx,markdown,yaml,yml,"
    "graphql,gql,hbs,handlebars,ipynb}"
)
_BLACK = Formatter(
    takes=("l:t:c:", "line-length target-version config include exclude extend-exclude force-exclude"), endings=PYTHON
)
_ISORT = Formatter(
    looks=("-c", "--check", "--check-only", "--diff", "--stdout", "-d", "--version", "--show-config"),
    takes=("l:w:p:o:s:", "profile line-length settings-path src skip skip-glob extend-skip"),
    endings=PYTHON,
)
_IN_PLACE = Formatter(needs=("-i", "--in-place", "--recursive-in-place"), takes=("", ""), endings=PYTHON)
_WRITING = Formatter(needs=("-w",), takes=("r:", "local"), endings="*.go", is_always_here=0)

FORMATTERS: dict[str, tuple[Formatter, ...]] = {
    "autoflake": (_IN_PLACE,),
    "autopep8": (_IN_PLACE.but(takes=("", "max-line-length ignore select exclude")),),
    "biome": (
        Formatter("format", ("--write", "--fix"), endings=SCRIPTS, is_always_here=1),
        Formatter("check", ("--write", "--fix", "--apply", "--apply-unsafe"), endings=SCRIPTS, is_always_here=1),
        Formatter("lint", ("--write", "--fix", "--apply"), endings=SCRIPTS, is_always_here=1),
    ),
    "black": (_BLACK,),
    "buf": (Formatter("format", ("-w", "--write"), endings="*.proto", is_always_here=1),),
    "cargo": (
        Formatter("fmt", takes=("p:", "package manifest-path"), endings="*.rs", is_always_here=1),
        Formatter("fix", endings="*.rs", is_always_here=1),
        Formatter("clippy", ("--fix",), endings="*.rs", is_always_here=1),
    ),
    "clang-format": (Formatter(needs=("-i",), takes=("", "style")),),
    "dart": (
        Formatter("format", looks=("--output=none", "--show", "-h"), takes=("o:l:", "output"), endings="*.dart"),
        Formatter("fix", ("--apply",), endings="*.dart", is_always_here=1),
    ),
    "deno": (Formatter("fmt", endings=OF_THE_WEB, is_always_here=1),),
    "dos2unix": (Formatter(looks=("-n", "--newfile", "-i", "--info"), takes=("c:", "")),),
    "dprint": (Formatter("fmt", is_always_here=1),),
    "eslint": (
        Formatter(
            needs=("--fix",),
            takes=("c:f:o:", "config ext format rulesdir max-warnings ignore-pattern"),
            endings=LINTED,
            is_always_here=1,
        ),
    ),
    "gci": (Formatter("write", takes=("s:", "section"), endings="*.go"),),
    "gofmt": (_WRITING.but(looks=("-d", "-h")),),
    "gofumpt": (_WRITING,),
    "goimports": (_WRITING,),
    "golangci-lint": (Formatter("run", ("--fix",), endings="*.go", is_always_here=1),),
    "isort": (_ISORT,),
    "mix": (Formatter("format", looks=("--check-formatted", "--dry-run"), endings="*.{ex,exs}", is_always_here=1),),
    "nixfmt": (Formatter(looks=("-c", "--check"), endings="*.nix"),),
    "prettier": (
        Formatter(
            needs=("--write", "-w"),
            looks=("--help",),
            takes=("", "config parser ignore-path plugin print-width tab-width log-level loglevel end-of-line"),
            endings=OF_THE_WEB,
        ),
    ),
    "pyupgrade": (Formatter(endings=PYTHON),),
    "rubocop": (
        Formatter(
            needs=("-a", "-A", "-x", "--autocorrect", "--autocorrect-all", "--fix-layout"),
            endings="{*.{rb,rake,ru,gemspec,podspec,jbuilder},Gemfile,Rakefile,Guardfile,Podfile,Vagrantfile}",
            is_always_here=1,
        ),
    ),
    "ruff": (
        Formatter("format", takes=("", "config line-length target-version exclude"), endings=PYTHON, is_always_here=1),
        Formatter(
            "check",
            ("--fix", "--fix-only", "--add-noqa"),
            ("--diff", "--no-fix", "-h", "--help"),
            ("", "select ignore extend-select config exclude output-format line-length target-version"),
            PYTHON,
            1,
        ),
    ),
    "rustfmt": (Formatter(takes=("", "edition config config-path emit"), endings="*.rs"),),
    "shfmt": (
        Formatter(
            needs=("-w", "--write"),
            looks=("-d", "--diff"),
            takes=("i:", "indent"),
            endings="*.{sh,bash,mksh,bats,zsh}",
        ),
    ),
    "standard": (Formatter(needs=("--fix",), endings=LINTED, is_always_here=1),),
    "stylelint": (Formatter(needs=("--fix",), takes=("c:f:o:", "config formatter output-file"), endings=STYLES),),
    "swiftformat": (Formatter(looks=("--lint", "--dryrun", "--help"), takes=("", "rules"), endings="*.swift"),),
    "terraform": (
        Formatter("fmt", looks=("-check", "-diff", "-write=false"), endings="*.{tf,tfvars}", is_always_here=1),
    ),
    "tofu": (Formatter("fmt", looks=("-check", "-diff", "-write=false"), endings="*.{tf,tfvars}", is_always_here=1),),
    "unix2dos": (Formatter(looks=("-n", "--newfile", "-i", "--info"), takes=("c:", "")),),
    "yapf": (_IN_PLACE.but(takes=("e:l:", "style exclude")),),
}


def format_(call: Call) -> None:
    """Note what a formatter rewrites."""
    texts = [word.text if word else "" for word in call.args]
    for formatter in FORMATTERS[call.program]:
        if formatter.command and formatter.command not in texts[:1]:
            continue
        call.args = call.args[1:] if formatter.command else call.args
        if not any(text in formatter.looks for text in texts):
            _rewritten(call, formatter, texts)
        return


def _rewritten(call: Call, formatter: Formatter, texts: list[str]) -> None:
    given = call.options(*formatter.takes)
    if formatter.needs and not (given.has(*formatter.needs) or any(text in formatter.needs for text in texts)):
        return
    by, endings = f"{call.name} {formatter.command}".rstrip(), _endings(given, formatter)
    for word in map(_globbed, _targets(given, formatter)):
        if word is not None and not word.is_pattern and call.kind_at(word) != "folder":
            call.found(WRITE, word, by=by)
        elif word is not None and not word.is_pattern and endings:
            call.found(REWRITE, within(word, Word(f"**/{endings}", 1)), by=by)
        else:
            call.found(REWRITE, word, by=by)


def _endings(given: Options, formatter: Formatter) -> str:
    """Give of which files it writes those in a folder: eslint's `--ext` names others than it looks for by itself."""
    texts = [word.text for word in given.given("--ext") if word is not None]
    names = [name.strip().lstrip(".") for text in texts for name in text.split(",")]
    return formatter.endings if not names else f"*.{names[0]}" if len(names) == 1 else f"*.{{{','.join(names)}}}"


def _globbed(word: Word | None) -> Word | None:
    """Take wildcards that were kept from the shell for wildcards: formatters read them themselves."""
    is_glob = word is not None and not word.is_pattern and any(char in "*{" for char in word.text)
    return Word(word.text, 1) if word is not None and is_glob else word


def _targets(given: Options, formatter: Formatter) -> list[Word | None]:
    named: list[Word | None] = [
        Word(word.text.removesuffix("...") or ".", word.is_pattern) if word else None
        for word in given.operands
        if word is None or word.text != "-"
    ]
    return named or ([HERE] if formatter.is_always_here and not given.operands else [])
