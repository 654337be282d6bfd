"""A process that carries a turn out and prints its outcome; a test may kill it meanwhile."""

from __future__ import annotations

import json
import sys

from covey.model.ask import Ask
from covey.model.outcome import Usage
from covey.running.claude_provider import ClaudeProvider


class Nobody:
    """An onlooker who does not look."""

    def sees(self, doing: str) -> None:
        """Pass it over."""

    def wants_end(self) -> bool:
        """Let it go on."""
        return False


def main(home: str, words: str) -> None:
    """Carry out the turn that the words ask for."""
    told = json.loads(words)
    told["before"] = Usage(**told["before"]) if told["before"] else None
    ask = Ask(**told)
    outcome = ClaudeProvider(home).carry_out(ask, Nobody())
    print(json.dumps(outcome.as_dict() | {"usage": outcome.usage.as_dict()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
