"""Who does what to whom: what particles, verbs and neighbours make of the content words of a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import combinations, pairwise

from app.analysis.views import Span

Roles = Mapping[str, frozenset[str]]
"""By term the roles in which it occurs; ``bare`` where nothing tells."""

_PARTICLE = re.compile(
    r"[’”')]?(?:(?P<whom>에게|께|한테)|(?P<from>에서|부터)|(?P<at>에)|(?P<by>으로|로)|(?P<until>까지)|(?P<than>보다)"
    r"|(?P<verb>하|해|한|할|함|합|했|되|돼|된|될|됩|됐|받|시키|시켜)"
    r"|(?:(?P<subject>이|가|께서)|(?P<object>을(?! (?:수|때|것))|를)|(?P<topic>은|는|도|만))(?=[\s,.)]|$))"
)
_ALLOWED = frozenset(
    {
        ("object", "subject"),  # a passive
        *(("topic", role) for role in ("subject", "object")),
        *((role, "topic") for role in ("subject", "object")),
    }
)
"""Roles in the passage with those that the same thing may have in a rewriting of it."""

_OF = "of "
"""Begins the role of a noun that stands before another."""

PARTIES = frozenset({"subject", "object"})
"""Roles of who acts and what is acted upon."""

_BOUND = PARTIES | {"whom", "from", "at", "by", "until", "than"}
"""Roles of phrases that belong to the next verb."""

_AGENTS = frozenset({"subject", "topic"})


def roles(clause: str, content: Sequence[Span]) -> Roles:
    """The roles of the terms in ``content``, which stand in ``clause``."""
    found: dict[str, frozenset[str]] = {}
    for (term, _, _), role in zip(content, _each(clause, content), strict=True):
        found[term] = found.get(term, frozenset()) | {role}
    return found


def phrases(clause: str, content: Sequence[Span]) -> Iterator[tuple[str, str, int]]:
    """The terms of ``clause`` that belong to the next verb, with their roles and ends."""
    for (term, _, end), role in zip(content, _each(clause, content), strict=True):
        if role.removeprefix(_OF) in _BOUND:
            yield term, role.removeprefix(_OF), end


def topics(clause: str, content: Sequence[Span]) -> Iterator[tuple[str, int]]:
    """The topics of ``clause`` and where they begin."""
    for (term, start, _), role in zip(content, _each(clause, content), strict=True):
        if role == "topic":
            yield term, start


def _each(clause: str, content: Sequence[Span]) -> list[str]:
    """The role of each of ``content``. A noun before another is of that one's: 개인 in 개인 채널을."""
    found: list[str] = []
    following, begins = "bare", len(clause)
    for _, start, end in reversed(content):
        role = "bare"
        if particle := _PARTICLE.match(clause, end):
            role = str(particle.lastgroup)
        elif following not in ("bare", "verb") and not clause[end:begins].strip():
            role = _OF + following.removeprefix(_OF)
        found.append(role)
        following, begins = role, start
    return found[::-1]


def neighbours(clause: str, content: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """Terms with nothing but a space between, which belong together: 발송 건수, 건수 대비."""
    for (one, _, end), (other, start, _) in pairwise(content):
        if not clause[end:start].strip():
            yield one, other


def are_changed(before: Roles, after: Roles) -> bool:
    """Whether a term has a role ``after`` that it had not ``before``, or two have changed places."""
    pairs = [(old, new) for term, new in after.items() if (old := before.get(term))]
    if any(not _fits(role, old) for old, new in pairs for role in new):
        return True
    single = [(min(old), min(new)) for old, new in pairs if len(old) == len(new) == 1]
    if any(one[0] != one[1] and one == other[::-1] for one, other in combinations(single, 2)):
        return True
    acting = {(old in _AGENTS, new in _AGENTS) for old, new in single if "bare" not in (old, new)}
    return {(True, False), (False, True)} <= acting


def _fits(role: str, old: Set[str]) -> bool:
    if role == "bare" or role in old or any((each, role) in _ALLOWED for each in old):
        return True
    return role.startswith(_OF) and (
        "bare" in old or _fits(role.removeprefix(_OF), {each.removeprefix(_OF) for each in old})
    )
