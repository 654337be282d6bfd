"""The syntax tree of a command: what the rules see of a grammar, whose names for the kinds of node they use."""

from __future__ import annotations

from covey.model.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Parse = Callable[[str], "Node"]
    """Turns a script into its tree; what cannot be parsed stands in nodes of kind ERROR."""

HERE_DOCUMENT = "77777"
"""The descriptor of a redirection whose target is not a file's name but a here-document's text."""

CHAINS = ("list", "negated_command", "pipeline")


class Node(Value):
    """A piece of a script: leaves have text; `gap` is what stands before it, after its elder or its parent's start."""

    kind: str
    role: str = ""
    text: str = ""
    gap: str = ""
    parts: tuple[Node, ...] = ()

    def of_role(self, role: str) -> list[Node]:
        """Give the parts that play a role."""
        return [part for part in self.parts if part.role == role]

    def of_kind(self, *kinds: str) -> list[Node]:
        """Give the parts of some kinds."""
        return [part for part in self.parts if part.kind in kinds]

    def source(self) -> str:
        """Give the text as it was written."""
        return self.text + "".join(part.gap + part.source() for part in self.parts)

    def within(self, *kinds: str) -> Iterator[Node]:
        """Give the topmost nodes of some kinds in this one, itself too."""
        if self.kind in kinds:
            yield self
            return
        for part in self.parts:
            yield from part.within(*kinds)

    def lowered(self) -> Node | None:
        """Give a redirected chain with its redirections where they belong, at its last command; None for no chain.

        The grammar reads `a && b > c` as if it were `{ a && b; } > c`.
        """
        body = next(iter(self.of_role("body")), None)
        if body is None or body.kind not in CHAINS or not body.parts:
            return None
        last = body.parts[-1].but(role="body")
        parts = tuple(last if part is body else part for part in self.parts)
        return body.but(parts=(*body.parts[:-1], self.but(parts=parts)))
