"""Small words that turn what a clause says: only, must, already, no. None of them is a content word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.chat.generation.conditions import KINDS, conditions

_BOUNDARY = r"(?=[\s,.!?)’”]|$)"

_ONLY = (
    r"(?<=[가-힣A-Za-z’”)])(?<!^[다불미])(?<!\s[다불미])(?<!하지)(?<!렇지)(?:(?<!지)만|(?<=지)만(?!,?\s*$))"
    rf"(?:으로|이|은|을|의)?{_BOUNDARY}|밖에|뿐{_BOUNDARY}|뿐이"
)
"""만 in 메시지만 and 환불만, but not in 다만, 불만, 미만, nor in 지만, which ends a clause."""

MARKS: Mapping[str, re.Pattern[str]] = {
    "yes": re.compile(r"^\s*네[,.! ]"),
    "no": re.compile(r"^\s*아니[요오][,.! ]"),
    "only": re.compile(rf"{_ONLY}|한해|한정"),
    "all": re.compile(
        rf"모두|모든|전부|전체|누구나|누구든|언제나|언제든|항상|어디서나|무엇이든|(?<![가-힣])다{_BOUNDARY}"
    ),
    "surely": re.compile(r"반드시|무조건|절대|꼭|당연히|확실히|자동으로|따로"),
    "at once": re.compile(r"즉시|곧바로|바로|당장|실시간"),
    "already": re.compile(r"이미|벌써"),
    "first": re.compile(r"먼저|우선"),
    "or": re.compile(rf"또는|혹은|(?<=[가-힣])(?:이나|거나){_BOUNDARY}"),
    "most": re.compile(r"대부분|보통|대개|주로|일반적으로|거의|가끔"),
    "always": re.compile(r"계속|평생|영원|매번"),
    "must": re.compile(r"[가-힣]야만? ?(?:해|하|돼|되|합|됩|한|된)|필수|의무"),
    "can": re.compile(r"수(?:는|도|가)? ?있|(?<!불)가능(?!성)|도 ?(?:돼|되|됩|괜찮)"),
    "asks": re.compile(rf"[가-힣]세요{_BOUNDARY}|십시오|기 ?(?:바라|바랍)"),
    "habit": re.compile(r"곤 ?(?:하|해|한|합|했)"),
    "promise": re.compile(r"(?:릴|할|줄|될|낼)게요|겠(?:습니다|어요|다)|약속|보장"),
    "guess": re.compile(r"것 같|듯(?:해|하|합)|아마|일지|지도 모"),
    "question": re.compile(r"\?"),
}

_SCOPED = re.compile(
    rf"(?P<only>{_ONLY})|(?P<also>(?<=[가-힣A-Za-z’”)])(?<!\s정)도{_BOUNDARY})"
    rf"|(?P<can>{MARKS['can'].pattern})|(?P<must>{MARKS['must'].pattern})"
)
"""Marks of which it matters what they stand behind."""

_PAST, _SSANG_SIOT = "past", 20

_ALL = frozenset({*MARKS, _PAST, *KINDS})

ASSERTED = _ALL - {"condition"}
"""What a rewritten clause may only say where the passage does; terms tell whether a plain condition is its own."""

KEPT = _ALL - {"yes", "no"}
"""What a rewritten clause may not leave out."""

_NOT_PAST = frozenset("있겠")

_NEGATIONS = re.compile(
    r"지 ?(?:는|도|를|만)? ?(?:않|못|마|말|아니)|수(?:는|도|가)? ?없|없|불가(?:능)?|못하|"
    r"아니(?!요)|아닌|아닙|말고|금지|"
    # Of 하다 and 되다 it denies the word before, to which it is often glued: 환불안돼요. 제안해요 is taken for one too,
    # which does no harm while it stands in the passage as well.
    r"(?<! 동)(?<!잘)(?:안|못) ?(?=[하해한할함합했되돼된될됨됩됐])|"
    r"(?<![가-힣])(?P<before>안|못)(?! ?에| ?으로| ?쪽) ?(?=[가-힣])"
)


def marks(clause: str) -> frozenset[str]:
    """Which of ``MARKS`` and kinds of condition are in ``clause``, and whether it speaks of the past."""
    found = {name for name, pattern in MARKS.items() if pattern.search(clause)}
    if any(_is_past(character) for character in clause):
        found.add(_PAST)
    return frozenset(found).union(kind for kind, _ in conditions(clause))


def scoped(clause: str) -> Iterator[tuple[str, int]]:
    """Marks that go with the word before them, and where they stand."""
    for found in _SCOPED.finditer(clause):
        yield str(found.lastgroup), found.start()


def negations(clause: str) -> Iterator[tuple[int, bool]]:
    """Where ``clause`` denies something, and whether the word that is denied comes after it."""
    for found in _NEGATIONS.finditer(clause):
        yield found.start(), bool(found["before"])


def _is_past(character: str) -> bool:
    """았, 었, 했 and all other syllables that end in ㅆ, but for 있 and 겠."""
    if not "가" <= character <= "힣" or character in _NOT_PAST:
        return False
    return (ord(character) - ord("가")) % 28 == _SSANG_SIOT
