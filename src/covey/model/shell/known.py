"""The names that the cheap look goes by: programs that write, and programs that only read."""

from __future__ import annotations


def _words(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_FILES = """
    bunzip2 bzip2 cp dd fallocate gunzip gzip install ln mv patch rename rm rmdir rsync shred sponge tar tee
    touch truncate uniq unlink unxz unzip wget xxd xz zip
"""
_FORMATTERS = "black dos2unix isort nixfmt pyupgrade rustfmt swiftformat unix2dos"
_GIT = """
    add am apply archive bisect checkout checkout-index cherry-pick clean commit filter-branch filter-repo merge
    merge-file mv pull read-tree rebase reflog reset restore revert rm sparse-checkout stage stash submodule switch
    update-ref worktree
"""
_PYTHON = """
    extractall fileinput hardlink_to link open popen remove removedirs rename renames replace rmdir savefig shutil
    subprocess symlink symlink_to system tarfile to_csv to_excel to_html to_json to_parquet tool touch truncate unlink
    urlretrieve write_bytes write_text zipfile ZipFile
"""
_LUA = """
    execute open popen remove rename
"""
_NODE = """
    appendFile appendFileSync copyFile copyFileSync copySync cp cpSync createWriteStream exec execFile
    execFileSync execSync link linkSync move moveSync open openSync outputFile outputFileSync outputJson
    outputJsonSync remove removeSync rename renameSync rm rmSync rmdir rmdirSync spawn spawnSync symlink
    symlinkSync truncate truncateSync unlink unlinkSync write writeFile writeFileSync writeJson writeJsonSync
    writeTextFile writeTextFileSync
"""
_PERL = """
    ^I append append_file copy cp exec link move mv open remove_tree rename rmdir rmtree spew symlink system
    truncate unlink write_file write_text
"""
_PHP = """
    SplFileObject copy exec file_put_contents fopen link passthru popen rename rmdir shell_exec symlink system
    touch unlink
"""
_RUBY = """
    binwrite copy cp cp_r delete exec i link ln_s move mv new open rename rm rm_f rm_r rm_rf symlink system
    touch truncate unlink write
"""
_FIX = _words("--fix --fix-only --add-noqa --write --apply --apply-unsafe")
_IN_PLACE = ("-i", "--in-place")

WRITERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_words(_FILES), ()),
    **dict.fromkeys(_words(_FORMATTERS), ()),
    **dict.fromkeys(_words("ed ex nvim vi vim"), ()),
    **dict.fromkeys(_words("lua luajit"), _words(_LUA)),
    **dict.fromkeys(_words("node nodejs ts-node tsx"), _words(_NODE)),
    **dict.fromkeys(_words("gsed sed"), (*_IN_PLACE, "w", "W")),
    **dict.fromkeys(_words("autoflake autopep8 yapf"), (*_IN_PLACE, "--recursive-in-place")),
    **dict.fromkeys(_words("awk gawk"), ("inplace", "system")),
    **dict.fromkeys(_words("gofmt gofumpt goimports"), ("-w",)),
    **dict.fromkeys(_words("eslint golangci-lint standard stylelint"), ("--fix",)),
    **dict.fromkeys(_words("deno dprint terraform tofu"), ("fmt",)),
    **dict.fromkeys(_words("prettier shfmt"), ("-w", "--write")),
    **dict.fromkeys(_words("pypy python"), _words(_PYTHON)),
    "biome": _FIX,
    "buf": ("format",),
    "cargo": ("fmt", "fix", "--fix"),
    "clang-format": _IN_PLACE,
    "curl": ("-o", "-O", "--output", "--remote-name", "--remote-name-all"),
    "dart": ("format", "fix"),
    "find": ("-delete", "-fprint", "-fprint0", "-fprintf", "-fls"),
    "gci": ("write",),
    "iconv": ("-o", "--output"),
    "gh": ("checkout", "co", "merge", "sync"),
    "git": (*_words(_GIT), "--output"),
    "glab": ("checkout", "co"),
    "mix": ("format",),
    "rubocop": ("-a", "-A", "-x", "--autocorrect", "--autocorrect-all", "--fix-layout"),
    "perl": (*_IN_PLACE, *_words(_PERL)),
    "php": _words(_PHP),
    "ruby": (*_IN_PLACE, *_words(_RUBY)),
    "ruff": ("format", *_FIX),
    "script": ("-c", "--command"),
    "sort": ("-o", "--output"),
    "yq": (*_IN_PLACE, "--inplace"),
}
"""Programs that write, by themselves or with one of these words.

Of an option of one letter, among others too; a letter alone, at the end of a word."""

_GIT_READS = """
    blame cat-file describe diff for-each-ref grep log ls-files ls-remote ls-tree merge-base name-rev rev-list
    rev-parse shortlog show show-ref status whatchanged
"""
GIT_READS = {
    **dict.fromkeys(_words(_GIT_READS), ("--output",)),
    "grep": ("-O", "--open-files-in-pager"),
    "ls-remote": ("--upload-pack", "--exec"),
}
"""Commands of git that only read, unless one of these options stands with them."""

_GIT_REST = """
    branch bundle cat-file check-attr check-ignore clone commit-tree config count-objects credential diff-files
    diff-index diff-tree difftool fetch fsck gc hash-object help init lfs maintenance merge-tree mktree notes
    pack-refs prune push range-diff reflog remote rerere symbolic-ref tag update-index update-ref var version write-tree
"""
GIT_COMMANDS = frozenset(_words(_GIT + _GIT_REST)) | GIT_READS.keys()
"""Commands that git has; any other is an alias, or there is none."""

_OF_THE_SHELL = ": break cd continue echo exit false popd printf pushd pwd read test true type wait"
_LOOKING = """
    basename cal cat cksum cmp column comm cut date df diff dirname du egrep expand expr fgrep file fold free grep
    groups head hexdump hostname id jq less locale ls lsof md5sum more nl nproc od paste pgrep printenv ps readlink
    realpath rev seq sha1sum sha256sum sleep stat strings tac tail tr uname unexpand uptime wc whereis which whoami
    zcat zgrep
"""

READERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_words(_OF_THE_SHELL), ()),
    **dict.fromkeys(_words(_LOOKING), ()),
    "date": ("-s", "--set"),
    "file": ("-C", "--compile"),
    "find": _words("-delete -exec -ok -fprint -fls"),
    "jobs": ("-x",),
    "less": ("-o", "-O", "--log-file", "--LOG-FILE", "+"),
    "rg": ("--pre", "--hostname-bin"),
    "sort": ("-o", "--output", "--compress-program"),
    "tree": ("-o", "-R", "--output"),
}
"""Programs that only read, unless one of these texts stands with them."""

RUNNING_VARIABLES = ("BASH_ENV", "DYLD_", "ENV", "GIT_", "LD_", "LESS", "PAGER", "PATH")
"""How the names of variables begin that make programs run others."""

SILENT = frozenset(
    _words(
        """
        [ : break cd chmod chown continue cp declare exit export false kill ln local mkdir mv popd read readonly return
        rm rmdir set shift sleep test touch trap true umask unset wait
        """
    )
)
"""Programs of whose output nothing is read."""

MAKES_NO_FOLDER = frozenset(
    _words(
        """
        [ alias builtin command declare env eval exec export flock local mapfile mkdir pushd read readarray readonly rm
        sed set shift source sudo tee time timeout touch trap ulimit umask unset xargs
        """
    )
)
"""Programs besides those that only read which make no folder, or none that is not known."""

INTERPRETED = _words("ed ex lua luajit node nodejs nvim perl php pypy python ruby ts-node tsx vi vim")
"""Programs that run a script; `interpreters` has their rules."""

OPENERS = frozenset(_words("! do elif else if then time until while {"))
"""Words that a command may follow."""

_ALIASES = {
    "add-content": "ac",
    "clear-content": "clc",
    "copy-item": "copy cp cpi",
    "export-csv": "epcsv",
    "move-item": "move mv mi",
    "new-item": "ni",
    "out-file": "",
    "remove-item": "rm rmdir rd ri del erase",
    "rename-item": "ren rni",
    "set-content": "sc",
    "tee-object": "tee",
}
CMDLETS = {alias: name for name, aliases in _ALIASES.items() for alias in (name, *_words(aliases))}
"""PowerShell's own commands that write, by all their names."""
