"""How much a file matters: the user's lists decide, and a repository's can only raise it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from covey.coordination.importance import CRITICAL, IGNORED, SHARED, Patterns, _holds  # pyright: ignore[reportPrivateUsage]
from covey.coordination.settings_files import chosen
from covey.model.lock import Target
from covey.model.pattern import matches
from covey.settings import CHOICES, TIGHTER, Settings, entries, sourced
from covey.settings.values import checked_pattern

PATTERNS = st.lists(
    st.sampled_from(["*.py", "*", "a", "src/", "/src/*.py", "{a,b}.py", "**/x/**", "a?c", "*.tar.gz", "[ab].py"]),
    max_size=3,
).map(lambda found: tuple(checked_pattern(each) for each in found))
PATHS = st.sampled_from(
    ["a", "a.py", "src/a.py", "src/b/a.py", "x/y", "b/x/y.tar.gz", "abc", "q/abc/d", "src", "b.py", "notes.md", "py"]
)


def target(path: str) -> Target:
    """Give a file outside any repository, so that no file system is asked."""
    return Target("/", "/", f"/{path}", path)


@given(PATTERNS, PATHS)
def test_the_quick_way_to_match_agrees_with_the_patterns_of_locks(patterns: tuple[str, ...], path: str) -> None:
    assert [_holds(pattern, path) for pattern in patterns] == [matches(pattern, path) for pattern in patterns]


@given(PATTERNS, PATTERNS, PATTERNS, PATTERNS, PATTERNS, PATHS)
def test_a_repository_never_makes_a_file_matter_less(  # noqa: PLR0913, PLR0917 - five lists
    critical: tuple[str, ...],
    shared: tuple[str, ...],
    ignore: tuple[str, ...],
    more_critical: tuple[str, ...],
    more_shared: tuple[str, ...],
    path: str,
) -> None:
    alone = Patterns(critical, shared, ignore)
    with_theirs = Patterns(critical, shared, ignore, more_critical, more_shared)
    assert with_theirs.level(target(path)) >= alone.level(target(path))
    settings = Settings()
    ranks = TIGHTER["conflict_action"]
    with_action, action = with_theirs.action(settings, target(path)), alone.action(settings, target(path))
    assert ranks.index(with_action) >= ranks.index(action)


def test_without_critical_ones_all_files_are_critical() -> None:
    patterns = Patterns(shared=("**/*.lock",), ignore=("build",))
    found = [patterns.level(target(path)) for path in ("a.py", "x/poetry.lock", "build/poetry.lock", "x/build/a")]
    assert found == [CRITICAL, SHARED, IGNORED, CRITICAL]


def test_proceed_stays_proceed() -> None:
    assert Patterns(("a",)).action(Settings(conflict_action="proceed"), target("b")) == "proceed"


VALUES = {
    name: st.sampled_from(CHOICES[name]) if name in CHOICES else st.sampled_from(["1", "60", "turn", "x", ""])
    for name in Settings.fields
    if name not in ("critical_files", "areas", "write_tools")  # a repository adds to these
}
FILES = st.fixed_dictionaries({}, optional=VALUES)


@given(FILES, FILES, FILES)
def test_a_repository_never_loosens_a_setting(
    user: dict[str, str], theirs: dict[str, str], environ: dict[str, str]
) -> None:
    """What has no order stays as it is without the repository."""
    variables = {f"COVEY_{name.upper()}": value for name, value in environ.items()}
    pairs = zip(sourced(variables, user), sourced(variables, user, theirs), strict=True)
    for alone, narrowed in pairs:
        ranks = TIGHTER.get(alone.name)
        if ranks is None:
            assert narrowed.value == alone.value
        else:
            assert ranks.index(str(narrowed.value)) >= ranks.index(str(alone.value))
        assert (narrowed.source == "repository") == (narrowed.value != alone.value)


@given(st.text(), st.text())
def test_whatever_the_store_kept_the_settings_are_usable(user: str, theirs: str) -> None:
    for setting in sourced({}, entries(user), entries(theirs)):
        assert setting.name not in CHOICES or setting.value in CHOICES[setting.name]


def test_without_files_nothing_but_the_environment_counts() -> None:
    found = chosen({"COVEY_ON_ERROR": "closed"}, ("/no/a", "/no/b", "", ""), [])
    assert (found.settings, found.patterns, found.problems) == (Settings(on_error="closed"), None, ())
