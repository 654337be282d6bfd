"""Words that look like credentials, left out of a text: those that a name announces, and those that look like one.

A text is read word by word, as people and shells write them. It is a guess, and errs towards leaving out; but what
ordinary sentences say of passwords and tokens stays, since a task without its words helps nobody.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

HIDDEN = "[hidden]"

TOKEN_STARTS = (
    *("sk-", "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    *("github_pat_", "glpat-", "gldt-", "glrt-", "glptt-", "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-"),
    *("AKIA", "ASIA", "AIza", "ya29.", "eyJ", "hf_", "gsk_", "r8_", "npm_", "pypi-", "dckr_pat_", "dop_v1_", "hvs."),
    *("SG.", "shpat_", "shpss_", "lin_api_", "PMAK-", "figd_", "tskey-", "AGE-SECRET-KEY-", "ATATT", "nvapi-"),
)
"""How the credentials of well-known services begin."""

STRONG = ("password", "passwd", "passwort", "passphrase", "secret", "token", "apikey")
"""Names that announce a credential wherever they stand, also as a part of a longer name."""

WEAK = ("pass", "pwd", "pw", "auth", "credential", "credentials", "bearer")
"""Parts of a name that announce one only right before a sign: `DB_PASS=`, `pwd:`; alone they mean other things, too."""

KEYS = ("api", "access", "secret", "private", "auth", "encryption", "signing", "account", "master", "service", "ssh")
"""What makes a key one that is kept secret."""

PASSWORDS = ("password", "passwd", "passphrase")
SCHEMES = ("basic", "bearer", "digest", "token", "apikey", "negotiate")
"""What stands between `Authorization:` and the credential."""

SIGNS = (":", "=", "=>", ":=")
WRAPPING = "\"'`\\,;()[]{}<>"
QUOTES = "\"'`"
NO_VALUES = (
    " a an the it its this that these they we i you there here one none is are was be been has have had do does can "
    "could should must will not no never always only also still now too very just already even so in on at to of "
    "for from by with as if when where why how what who which and or but then than up out off over all any some "
    "more less wrong right correct incorrect valid invalid empty blank null nil true false missing optional "
    "mandatory necessary short long weak strong old new good bad safe unsafe secure insecure public private "
    "visible plain plaintext unique fine sent set unset kept lost gone read put built known unknown shown written "
    "given taken hidden broken stale fresh random case part string str number int bytes bool boolean object text "
    "undefined fix add remove rename move refactor update check test tests use make let drop support allow "
    "document rotate refresh reset store hash show hide validate ok okay nothing due token tokens header headers "
    "scheme field value "
)
"""Words that say something of a password, a token or a secret, and are none."""

ENDINGS = ("ed", "ing", "able", "ible", "less", "ful", "ly", "ive", "ous", "ent", "ant", "ment", "tion", "sion")
"""How more of such words end."""

PROGRAMS = {
    **dict.fromkeys(("mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "mariadb-dump", "7z", "7za"), ""),
    **dict.fromkeys(("sshpass", "mongo", "mongosh", "mongodump", "docker", "podman"), "-p"),
    **dict.fromkeys(("ldapsearch", "ldapmodify", "ldapadd"), "-w"),
    "redis-cli": "-a",
    "zip": "-P",
    "unzip": "-P",
}
"""Programs that take a password after an option of one letter; those with '' take it right behind `-p`."""

COMMAND_ENDS = ("|", "||", "&&", ";", "&")
LOGIN_OPTIONS = ("-u", "--user", "-U", "--proxy-user")
LONGEST_PLAIN_WORD = 24
LONGEST_PLAIN_NAME = 12
SHORTEST_PASSWORD, SHORTEST_MIXED = 4, 8
"""Letters and digits right behind a password's name, and behind the name of another credential."""


def without_secrets(text: str) -> Iterator[str]:
    """Give the words of a text, one after the other, with those left out that look like credentials."""
    words = text.split()
    said: list[str] = []
    program = option = ""
    at = 0
    while at < len(words):
        word = words[at]
        end = _end_of_secret(words, at, said, is_value=_is_option_value(word, program, option))
        yield word if end == at else HIDDEN
        if end > at:
            said = []
        elif not _is_scheme(word, said):  # of which what was said before announces what comes
            said = _with(said, word)
        option = word if word.startswith("-") else ""
        program = _program(word, program)
        at = max(end, at + 1)


def _with(said: list[str], word: str) -> list[str]:
    """Add a word to the last that were said; a sign that stands alone belongs to the name before it."""
    return [*said[:-1], said[-1] + word] if word in SIGNS and said else [*said[-2:], word]


def _end_of_secret(words: list[str], at: int, said: list[str], *, is_value: bool) -> int:
    """Find the word after a credential that begins at a word; that word itself where none does."""
    if words[at].startswith("-----BEGIN"):
        return _end_of_block(words, at)
    if _is_scheme(words[at], said) or not (is_value or is_secret(words[at], said)):
        return at
    return _end_of_value(words, at, _open_quote(said[-1]) if said and _announces(said) else "")


def is_secret(word: str, said: list[str]) -> bool:
    """Tell whether a word looks like a credential: in itself, or by the words before."""
    if _assigns(word) or _holds_a_login(word) or any(map(looks_random, _pieces(word))):
        return True
    return bool(said) and (_is_announced(word, said) or _is_login(word, said[-1]))


def looks_random(word: str) -> bool:
    """Tell whether a word begins as a known kind of token does, or is long, mixes letters and digits, and no path."""
    start = next((start for start in TOKEN_STARTS if word.startswith(start)), "")
    rest = word[len(start) :]
    if start and len(word) > LONGEST_PLAIN_NAME and any(char.isdigit() or char.isupper() for char in rest):
        return True
    return len(word) > LONGEST_PLAIN_WORD and _is_mixed(word) and not any(char in word for char in "/\\. ")


def _pieces(word: str) -> Iterator[str]:
    core = word.strip(WRAPPING + ".")
    yield core
    for sign in "=:&?@":
        core = core.replace(sign, " ")
    yield from (piece.strip(WRAPPING + ".") for piece in core.split())


def _is_mixed(word: str) -> bool:
    return any(char.isdigit() for char in word) and any(char.isalpha() for char in word)


def _assigns(word: str) -> bool:
    """Tell whether a word gives a value to a name of a credential: `DB_PASS=x`, `"token":"x"`, `<password>x<`."""
    for at, sign in enumerate(word):
        value = word[at + 1 :].lstrip("=>")
        name = _name_before(word[:at]) if sign in "=:>" and value.strip(WRAPPING) else ""
        if name and _is_name(name, sign) and not _is_count(name, value):
            return sign == "=" or not _is_no_value(value)
    return False


def _name_before(text: str) -> str:
    """Give the name at the end of a text: letters, digits, and what joins them."""
    text = text.rstrip(WRAPPING + "=:")
    start = len(text)
    while start and (text[start - 1].isalnum() or text[start - 1] in "_-"):
        start -= 1
    return text[start:]


def _is_name(name: str, sign: str = "") -> bool:
    """Tell whether a name is that of a credential; before a sign, also one that can mean something else."""
    lowered = name.lower()
    parts = lowered.replace("-", "_").strip("_").split("_")
    joined = "".join(parts)
    if not joined or name in ("PWD", "OLDPWD"):
        return False
    if joined.removesuffix("s").endswith(STRONG) or (joined.endswith("key") and joined[:-3].endswith(KEYS)):
        return True
    if sign and joined.endswith("authorization"):
        return True
    if not sign:
        return False
    is_variable = sign == "=" and len(parts) > 1
    return (parts[-1] in WEAK and (sign == "=" or parts[-1] != "auth")) or (is_variable and parts[-1] == "key")


def _announces(said: list[str]) -> bool:
    """Tell whether the words before announce a credential: `Password:`, `token =`, `--api-key`, `the password is`."""
    last = said[-1]
    if last.lower().rstrip(":") == "is":
        return _is_name(_name_at_end(said[:-1]))
    if last.startswith("-") and "=" not in last:
        return (_is_name(name := last.lstrip("-")) and not name.startswith("no-")) or name in WEAK
    if last.strip(WRAPPING).endswith((":", "=", "=>")) or last.endswith("=>"):
        name = _name_at_end(said)
        return _is_name(name, "=" if "=" in last else ":") and name.lower() != "pass"
    return last.lower() == "bearer"


def _name_at_end(said: list[str]) -> str:
    """Give the name that words end with; `api key` is one, too."""
    names = [_name_before(word) for word in said[-2:]]
    return "_".join(names) if names[1:] == ["key"] else "".join(names[-1:])


def _is_announced(word: str, said: list[str]) -> bool:
    last = said[-1]
    core = word.strip(WRAPPING + ".!?")
    if not core:
        return False
    if _announces(said):
        is_sure = last.startswith("-") or last.endswith("=")
        return not _is_count(_name_at_end(said), word) and (is_sure or not _is_no_value(word))
    if last.lower().endswith("cookie:"):
        return "=" in word
    names = said[:-1] if last == "to" else said
    shortest = SHORTEST_PASSWORD if _name_at_end(names).lower() in PASSWORDS else SHORTEST_MIXED
    is_random = len(core) >= shortest and _is_mixed(core) and not any(char in core for char in "/\\.,:;()=_-")
    return is_random and _is_name(_name_at_end(names))


def _is_count(name: str, value: str) -> bool:
    """Tell whether a value is a number of tokens, as models count them."""
    return name.lower().endswith("tokens") and value.strip(WRAPPING).isdigit()


def _is_no_value(word: str) -> bool:
    """Tell whether a word rather says something of a credential than is one."""
    core = word.strip(WRAPPING + ".!?:").lower()
    if word[:1] in QUOTES or not core.isalpha():
        return False
    return f" {core} " in NO_VALUES or core.endswith(ENDINGS)


def _is_scheme(word: str, said: list[str]) -> bool:
    return bool(said) and word.lower() in SCHEMES and _name_before(said[-1]).lower().endswith("authorization")


def _is_login(word: str, before: str) -> bool:
    """Tell whether a word is a name with a password, after the option that takes one; numbers are those of a user."""
    name, sign, password = word.strip(WRAPPING).partition("%" if before == "-U" else ":")
    return before in LOGIN_OPTIONS and bool(sign and name and password) and not (name + password).isdigit()


def _is_option_value(word: str, program: str, option: str) -> bool:
    """Tell whether a word is the password that an option of a program takes."""
    if word.startswith("-u") and ":" in word.strip(WRAPPING)[3:]:
        return True
    taken = PROGRAMS.get(program)
    if taken == "":
        return word.startswith("-p") and not word.startswith(("-p=", "--")) and len(word) > len("-p")
    return taken is not None and option == taken and not (":" in word and word.replace(":", "").isdigit())


def _program(word: str, program: str) -> str:
    if word in COMMAND_ENDS or word.endswith(";"):
        return ""
    name = word.rpartition("/")[2].strip(WRAPPING + "$")
    return name if name in PROGRAMS else program


def _holds_a_login(word: str) -> bool:
    """Tell whether a word is a URL with a password in it."""
    login, at, _ = word.partition("://")[2].partition("/")[0].rpartition("@")
    return bool(at) and ":" in login


def _open_quote(text: str, quote: str = "") -> str:
    """Give the quote that a text leaves open; it may begin within one."""
    before = ""
    for char in text:
        if char in QUOTES and before != "\\":
            quote = char if not quote else "" if char == quote else quote
        before = char
    return quote


def _end_of_value(words: list[str], at: int, quote: str) -> int:
    """Find the word after a value, which ends where its quote is closed; an apostrophe that nothing closes is none."""
    begins_with_one = bool(quote) or words[at].lstrip("({[")[:1] in QUOTES or any(f"={q}" in words[at] for q in QUOTES)
    quote = _open_quote(words[at], quote)
    if not quote:
        return at + 1
    for end in range(at + 1, len(words)):
        if not _open_quote(words[end], quote):
            return end + 1
    return len(words) if begins_with_one else at + 1


def _end_of_block(words: list[str], at: int) -> int:
    """Find the word after a key in a block of lines; one that was cut goes to the end."""
    ends = [number for number in range(at, len(words)) if words[number].startswith("-----END")]
    last = [number for number in range(ends[0], len(words)) if words[number].endswith("-----")] if ends else []
    return last[0] + 1 if last else len(words)
