"""The cheap look: never no where the grammar would find something, and no for what people run all day."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from covey.model.shell import formatters, git, interpreters, known, python_effects, scripts
from covey.model.shell.look import may_change, may_leave, may_write

from .conftest import COMMANDS, CWD, places, read

READING = [
    *(
        "ls -la",
        "pwd",
        "cat a.py",
        "git status",
        "git log --oneline -5",
        "git -C src diff --stat",
        "git show HEAD:a.py",
    ),
    *(
        "grep -rn foo src",
        'grep -E "a|b" src',
        r"grep 'a\|b' src",
        "rg 'x; y' src",
        "head -5 a.py | tail -1; wc -l b.py",
    ),
    *("ls > /dev/null 2>&1", "ls 2>/dev/null || true", "ls &>/dev/null && echo yes", "find . -name '*.py' | sort"),
    *("sed -n '1,20p' a.py", "# note\nls # it's\ncat a.py # that's", "FOO=1 ls"),
    *(
        "sort -k2,2 -t: a.py",
        "/usr/bin/sort a.py",
        "git -C src --no-pager log -3",
        "git grep -n foo",
    ),
    *(
        "ls | \\\n  cat",
        'cat "$x" $y',
        'grep "a\\"b" src',
        "date +%F",
        "find . -name '*.o' -print0",
    ),
    *("while read -r x; do echo $x; done < a.py 2> /dev/null", "[ -f a.py ] && cat a.py"),
    *("for f in a b; do echo $f; done", "if test -f a.py; then cat a.py; fi", "cd src && ls", "cat a.py |\n  wc -l"),
]
QUIET = [
    *READING,
    *("pytest 2>&1 | tail -20", "npm test", "make", "./script.sh", "python -m pytest -x", "cargo test", "ssh host ls"),
    *(
        "docker compose up -d",
        "git push origin main",
        "git fetch",
        "ruff check .",
        "sort a.py",
        "curl -s https://x.org",
    ),
]
CHANGING = [
    *("make", "npm test", "./script.sh", "ls; make", "ls && ./x", "ls | xargs touch", "cat a.py | sh", "echo a > b"),
    *("cat $(make)", "cat `make`", "cat <(make)", "$tool", "find . -delete", "find . -exec make \\;", "sort -o a b"),
    *("sed -i s/a/b/ a.py", "sed 'w out' a.py", "awk '{ print > \"out\" }' a.py", "git commit -m x", "git stash"),
    *("ls # don't\nmake # won't", 'ls "a\\"b"; make', "ls 'a", "bash -c ls", "if ls; then make; fi", "ls & make"),
    *("sed -n '1p' a.py -i", "sed -n 1p -e 'w b.py' a.py", "sed -n '1,40p' --in-place a.py", "sed -n 1p $x a.py"),
    *("sed -n '1p;w b.py' a.py", "sed -n 1p -f x.sed a.py", "sort -uo b a", "sort --out=b a", "sort -\\\no b a"),
    *("sort -{o,u} b a", "sort $o b a", 'sort "-$o" b a', "sort --compress-program=./x a", "sort '-'o b a", "./ls"),
    *(
        "find . $x",
        "find . -{delete,print}",
        "tree -ao x",
        "less -O x a",
        "file -C -m x",
        "jobs -x make",
        "~/bin/cat a",
    ),
    *(
        "awk -f x.awk a.py",
        "awk -i inplace 1 a.py",
        'awk "$x" a.py',
        "awk 'BEGIN { system(\"make\") }'",
        "awk -oa.py 1",
    ),
    *("git -c core.fsmonitor=./x status", "git diff --outp=x", "git grep -Ovim foo", "git grep -nO foo", "git diff $x"),
    *(
        "GIT_EXTERNAL_DIFF=./x git diff",
        "PATH=. ls",
        "LESSOPEN='|./x' less a",
        "PATH=.; ls",
        "git ls-remote --exec=./x a",
    ),
    *("git diff --output=x", "cat <<EOF | sh\nmake\nEOF", "ls\nmake", "rg --pre ./x y", "(make)", "! make", "x=1 make"),
]
PROGRAMS = ["rm", "r'm'", "\\rm", "/bin/rm", "sed", "git", "find", "xargs", "bash", "python3.11", "sudo", "tee"]
READERS = [*known.READERS, "for", "for x in", "[", "done", "sed", "awk", "git", "/bin/sort", "FOO=1 sort", "while sort"]
OPTIONS = [
    *(
        "-n",
        "-i",
        "-ni",
        "-E",
        "-e",
        "1p",
        "1,40p",
        "$p",
        "w out",
        "s/a/b/w out",
        "--in-place",
        "--in-place=.bak",
        "-uo",
    ),
    *("-o", "-ou", "--output=x", "--output", "-delete", "-exec", "-execdir", "rm", "touch", ";", "+", "inplace", "-f"),
    *('{ print > "out" }', "-name", "*.py", "-fprint", "diff", "log", "add", "clean", "stash", "a.py", "$x", "{-o,-u}"),
]
QUOTINGS = ["{0}{1}", "'{0}{1}'", '"{0}{1}"', "'{0}'{1}", '{0}"{1}"', "{0}\\\n{1}", "\\{0}{1}"]
"""Ways to write a word, of which the first letter is put in apart."""

ENDS = [
    "",
    "",
    " > /dev/null",
    " 2>&1",
    " | cat",
    "; ls",
    " && sort a.py",
    " >&2",
    " < a.py",
    " >> out",
    "\n",
    " | tee out",
]
ARGUMENTS = ["-i", "-n", "-ni", "-c", "-exec", "-delete", "{}", "\\;", "--", "-o", "s/a/b/", "stash", "add", "."]
NAMES = ["a.py", "'two words'", '"$f"', "$f", "f=a.py", "f=-i", "r=rm", "$r", "*.py", "open('a.py','w')", "r{m,}"]
SIGNS = [";", "&&", "||", "|", "&", "\n", "(", ")", "{", "}", "if", "then", "fi", "for", "in", "do", "done", "cd", "#"]
JOINTS = [">", "2>&1", "> /dev/null", ">/dev/nullx", ">&1x", ">& 2", "&>", "<", "<<<", "<<EOF", "EOF", "$(", "`", "'"]
SCRIPTS = ["'rm a.py'", "'r''m a.py'", '"sed -i s/a/b/ a.py"', "$'\\x72m'", "'ls\\nrm a'", "printf", "echo", "cat"]
PLACES = st.sampled_from(
    [
        *("../other", "/w", "..", "~/x", "pushd", "-C", "--dir=/w"),
        *("$HOME/x", "'/w'/x", "x='/w/y'", "src/..", "{/w,a}", "cd"),
    ]
)
WORDS = st.sampled_from([*PROGRAMS, *ARGUMENTS, *NAMES, *SIGNS, *JOINTS, *SCRIPTS])


def quoted(word: str, form: str) -> str:
    """Write a word in one of many ways."""
    return shlex.quote(word) if form == QUOTINGS[0] and " " in word else form.format(word[:1], word[1:])


@pytest.mark.parametrize("command", [command for command, told in COMMANDS if told])
def test_what_is_found_to_write_is_seen_by_the_cheap_look(command: str) -> None:
    assert may_write(command)
    assert may_change(command)


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=12), st.sampled_from([" ", " ", " ", ""]))
@example(["sudo", "."], "")
@example(["> /dev/null", "`", "`", "sed"], " ")
def test_the_cheap_look_never_says_no_where_something_is_found(words: list[str], between: str) -> None:
    command = between.join(words)
    if read(command):
        assert may_write(command)
        assert may_change(command)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(READERS),
    st.lists(st.builds(quoted, st.sampled_from(OPTIONS), st.sampled_from(QUOTINGS))),
    st.sampled_from(ENDS),
)
@example("sed", ["-n", "'1p'", "a.py", "-i"], "")
@example("sed", ["-n", "1p", "-e", "'w held'", "a.py"], "")
def test_a_program_that_only_reads_is_not_believed_whatever_its_options(
    program: str, options: list[str], end: str
) -> None:
    command = " ".join([program, *options]) + end
    if read(command):
        assert may_write(command)
        assert may_change(command)


@pytest.mark.parametrize("command", ["make", "cat src/a.py && make", "npm test 2>&1 | tail -20", ".venv/bin/pytest -x"])
def test_what_stays_in_its_folder_loads_no_grammar_to_learn_where_it_works(command: str) -> None:
    assert not may_leave(command)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(WORDS, PLACES), max_size=12), st.sampled_from([" ", " ", " ", ""]))
def test_the_cheap_look_never_says_that_a_command_stays_where_it_leaves(words: list[str], between: str) -> None:
    command = between.join(words)
    if any(not f"{place}/".startswith(f"{CWD}/") for place in places(command)):
        assert may_leave(command)


@pytest.mark.parametrize("command", QUIET)
def test_what_certainly_writes_nothing_loads_no_grammar(command: str) -> None:
    assert not may_write(command)


@pytest.mark.parametrize(
    "command", [*READING, "awk '{ print $1 }' a.py", "awk -F: '{print $1}' a", "git show HEAD@{1}:a.py"]
)
def test_what_only_reads_is_not_looked_at_afterwards(command: str) -> None:
    assert not may_change(command)


@pytest.mark.parametrize("command", CHANGING)
def test_whatever_else_may_change_files(command: str) -> None:
    assert may_change(command)


def test_the_cheap_look_knows_every_formatter_with_each_of_its_ways_to_write() -> None:
    for name, ways in formatters.FORMATTERS.items():
        for way in ways:
            for need in way.needs or ("",):
                command = " ".join(word for word in (name, way.command, need, "x.py") if word)
                assert read(command), command
                assert may_write(command), command


def test_the_cheap_look_knows_every_command_of_git_that_writes() -> None:
    assert set(known.WRITERS["git"]) - {"--output"} == git.COMMANDS.keys() - git.LIST_COMMANDS.keys() - {"config"}
    assert not known.GIT_READS.keys() & set(known.WRITERS["git"])


def test_the_cheap_look_knows_every_function_of_python_that_writes() -> None:
    words = set(known.WRITERS["python"])
    assert python_effects.METHODS.keys() | python_effects.EXPORTS <= words
    called = {*python_effects.FUNCTIONS, *python_effects.OPENING, *python_effects.STARTING, *python_effects.IN_PLACE}
    assert all(set(name.split(".")) & words for name in called)


def test_the_cheap_look_knows_every_call_of_a_script_that_writes() -> None:
    for program, language in scripts.LANGUAGES.items():
        assert set(scripts.words_of(language)) <= set(known.WRITERS[program]), program


def test_every_program_that_runs_a_script_has_its_rule() -> None:
    assert set(known.INTERPRETED) == interpreters.INTERPRETERS.keys()
