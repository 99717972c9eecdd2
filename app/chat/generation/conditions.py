"""What a clause makes depend on what: 지나면 is another thing than 지나도, and 지나야 another than both."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CONDITION = re.compile(
    r"(?P<concession>(?<=[가-힣A-Za-z’”)])(?<!\s정)도(?=[\s,])|(?<=[가-힣])(?<!모)든지?(?=[\s,])|지언정|망정|봤자)"
    r"|(?P<requirement>(?<=[가-힣])야만?(?=[\s,]))"
    r"|(?P<purpose>려면|려고|도록|위해|위한)"
    r"|(?P<term>때까지)"
    r"|(?P<condition>(?<=[가-힣])면(?=[\s,])|경우|때(?=[만에는도,\s])|한해|에 한|동안|전에|후에|뒤에|뒤부터|는 한)"
)
"""By kind what makes one of the words before it, found by its letters, whatever the tokenizer knows of it.

A particle 도 is taken for the ending: both say that something holds there as well.
"""

KINDS = frozenset(_CONDITION.groupindex)


def conditions(clause: str) -> Iterator[tuple[str, int]]:
    """The kind of each condition in ``clause`` and where it ends, from left to right."""
    for found in _CONDITION.finditer(clause):
        yield str(found.lastgroup), found.end()
