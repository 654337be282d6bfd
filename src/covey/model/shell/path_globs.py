"""Globs and regular expressions over whole paths, in which `*` goes beyond a slash, as our own patterns."""

from __future__ import annotations

MAGIC = "*?["
ANYTHING = "{*,*/**/*}"
"""The pattern of any text, with slashes or without."""

ESCAPED = {ord(char): "\\" + char for char in "{},"}


def is_glob(text: str) -> bool:
    """Tell whether a text has wildcards."""
    return any(char in MAGIC for char in text)


def crossing(glob: str) -> str:
    """Give the pattern of a glob whose `*` may stand for slashes too, as in git's pathspecs and find's -path."""
    while "**" in glob:
        glob = glob.replace("**", "*")
    names = glob.translate(ESCAPED).split("/")
    last = len(names) - 1
    return "/".join(_name(name, at, last) for at, name in enumerate(names))


def _name(name: str, at: int, last: int) -> str:
    """Let the stars of one name reach into others, where there may be others."""
    if name == "*":
        return "**" if at == last else "*/**"
    if at == 0 and name.startswith("*"):
        return "**/*" + name[1:].replace("*", ANYTHING)
    return name.replace("*", ANYTHING)


def globs_of(regex: str, *, is_extended: bool, is_fixed: bool) -> list[str] | None:
    """Give globs for the lines that a plain regular expression finds; None for one that is not plain."""
    if is_fixed:
        return [f"*{_literal(regex)}*"]
    begins, ends = regex.startswith("^"), regex.endswith("$")
    tokens = _tokens(regex[begins : len(regex) - ends], is_extended=is_extended)
    choices = _choices(tokens) if tokens is not None else None
    if choices is None or ((begins or ends) and "\0|" in _outside_groups(tokens or [])):
        return None
    return ["*" * (not begins) + choice + "*" * (not ends) for choice in choices]


def _literal(text: str) -> str:
    return "".join(f"[{char}]" if char in MAGIC else char for char in text)


def _tokens(regex: str, *, is_extended: bool) -> list[str] | None:
    """Cut an expression: texts and wildcards as a glob has them, and `(`, `|`, `)` behind a NUL."""
    found: list[str] = []
    rest = iter(regex)
    for char in rest:
        is_escaped = char == "\\"
        sign = next(rest, "") if is_escaped else char
        if sign in "()|" and is_escaped is not is_extended:
            found.append("\0" + sign)
        elif is_escaped and (sign.isalnum() or not sign):
            return None
        elif is_escaped:
            found.append(_literal(sign))
        elif sign == "*" and found[-1:] == ["?"]:
            found[-1] = "*"
        elif sign == "+" and is_extended and found[-1:] == ["?"]:
            found.append("*")
        elif sign in "*[^$" or (is_extended and sign in "+?{"):
            return None
        else:
            found.append("?" if sign == "." else _literal(sign))
    return found


def _outside_groups(tokens: list[str]) -> list[str]:
    """Give the signs that stand in no group."""
    depths = [tokens[:at].count("\0(") - tokens[:at].count("\0)") for at in range(len(tokens))]
    return [token for token, depth in zip(tokens, depths, strict=True) if not depth]


def _choices(tokens: list[str]) -> list[str] | None:
    """Write out the alternatives of groups that are not nested; None for others."""
    heads, found = [""], list[str]()
    at = 0
    while at < len(tokens):
        sign = tokens[at]
        if sign == "\0(":
            end = next((place for place in range(at, len(tokens)) if tokens[place] == "\0)"), None)
            if end is None or "\0(" in tokens[at + 1 : end]:
                return None
            group = "".join(tokens[at + 1 : end]).split("\0|")
            heads = [head + choice for head in heads for choice in group]
            at = end
        elif sign == "\0|":
            found, heads = [*found, *heads], [""]
        elif sign == "\0)":
            return None
        else:
            heads = [head + sign for head in heads]
        at += 1
    return [*found, *heads]
