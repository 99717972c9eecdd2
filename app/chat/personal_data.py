"""What personal data looks like in Korean messages: a pattern for each shape, with what tells it from other numbers.

Patterns read folded text (``app.analysis.normalise.fold``): ordinary digits, lower case, one kind of space and of
hyphen. No repetition in them is without a bound, so that reading takes time in proportion to the length of the text.
What may stand between two groups of digits is taken as a whole (``(?>``), as nothing of it could belong to a group.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from app.chat import addresses
from app.chat.contexts import (
    BUSINESS,
    CARD,
    FOUND,
    LICENCE,
    PASSPORT,
    RESIDENT,
    is_amount,
    is_at_bank,
    is_coded,
    is_near,
    is_other_number,
)
from app.lazy_pattern import LazyPattern

Kind = Literal[
    "email",
    "resident_number",
    "phone",
    "card",
    "business_number",
    "driver_licence",
    "passport",
    "account",
    "address",
]


@dataclass(frozen=True, slots=True)
class Pattern:
    """``kind`` None is what later patterns shall not look into. A group ``secret`` is all that is personal."""

    kind: Kind | None
    regex: LazyPattern
    holds: Callable[[re.Match[str]], bool] = lambda match: True

    def span(self, match: re.Match[str]) -> tuple[int, int]:
        return match.span("secret" if "secret" in self.regex.groupindex else 0)


def _gap(characters: str) -> str:
    """A gap of ``characters``, in which a line may end."""
    return rf"(?>{characters}{{0,7}}(?:\n{characters}{{0,3}})?)"


# Between the groups of a telephone number: all that is no letter.
_SIGN = rf"(?:[^\w\n{FOUND}]|_)"
_GAP = _gap(_SIGN)
_HYPHEN = r"(?>[ \-./_·]{0,7})"
_WORD = "(?:[공영령빵일이삼사오육륙칠팔구]|제로|하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉)"
_DIGIT = rf"(?:\d|{_WORD})"

# RFC 5321 allows 64 characters before the @, RFC 6531 those of any script; blanks around marks, and words for them, are
# meant to fool robots.
_PROVIDER = "naver|gmail|daum|hanmail|kakao|nate|네이버|지메일|다음|한메일|카카오|네이트"
_DOMAIN = r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}"
_DOMAIN_IN_HANGUL = (
    r"[a-z0-9가-힣-]{1,63}(?:\.[a-z0-9가-힣-]{1,63}){0,4}\.(?:xn--[a-z0-9-]{2,59}|[a-z]{2,24}|한국|닷컴|닷넷|삼성)"
)
_EMAIL = LazyPattern(
    r"[a-z0-9_.%+'-]{1,64}(?: {0,3}(?:@|%40|\(at\)|\[at\]|골뱅이) {0,3})"
    rf"(?:{_DOMAIN}"
    rf"|(?:[a-z0-9-]{{1,63}}|{_PROVIDER}) ?(?:\.|점|닷) ?(?:com|net|org|co ?\. ?kr|kr|컴|닷컴)"
    rf"|{_DOMAIN_IN_HANGUL}"
    rf"|(?:{_PROVIDER})(?:닷컴)?)"
)
_EMAIL_IN_HANGUL = LazyPattern(rf"[a-z0-9_.%+'가-힣-]{{0,63}}[가-힣]@(?:{_DOMAIN}|{_DOMAIN_IN_HANGUL})")

# Numbering plan of the Ministry of Science and ICT (전기통신번호관리세칙): 01X mobile, 02 to 064 by region, 070 over
# the internet, 050 for life. Companies' 15XX-XXXX and the free 080 reach nobody in person.
_KOREA = r"(?:\((?:\+|00)?82\)|(?:\+|00) ?82|82(?=[ -]))"
_MOBILE_HEAD = rf"(?:{_KOREA}(?>{_SIGN}{{0,7}})0?1[016-9]|\(01[016-9]\)|01[016-9])"
_MOBILE_REST = rf"{_GAP}\d{{3,4}}{_GAP}\d{{4}}(?!\d)"
# Not in the middle of an amount, as in 63,010,143, nor before the head that the rest belongs to.
_MOBILE = LazyPattern(rf"(?<!\d)(?!(?<=\d,)01\d,){_MOBILE_HEAD}(?!{_GAP}01[016-9]{_MOBILE_REST}){_MOBILE_REST}")
_MOBILE_BARE = LazyPattern(r"(?<!\d)(?<!\d-)821[016-9]\d{7,8}(?!\d)")
_PAUSE = "[ ,.-]{0,3}"
_MOBILE_SPOKEN = LazyPattern(
    rf"(?<![\da-z])(?:[0o공영령빵]|제로){_PAUSE}(?:[1일]|하나){_PAUSE}"
    rf"(?:[016-9o공영령빵육륙칠팔구]|일(?!곱)|제로|하나|여섯|일곱|여덟|아홉){_GAP}"
    rf"(?:{_DIGIT}{{3,4}}|{_WORD}(?:{_PAUSE}{_WORD}){{2,3}}){_GAP}"
    rf"(?:{_DIGIT}{{4}}|{_WORD}(?:{_PAUSE}{_WORD}){{3}})(?!\d)"
)
_MOBILE_SPREAD = LazyPattern(
    rf"(?<!\d)(?:[0공영][ .-]{{1,3}}[1일][ .-]{{1,3}}{_DIGIT}(?:[ .-]{{1,3}}{_DIGIT}){{7,8}}"
    r"|01[016-9](?:[ .-]\d\d){4})(?!\d)"
)
_AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8]?)"
_LINE_GAP = _gap(r"[ \-.)·]")
_LAND_LINE = LazyPattern(
    r"(?<!\d)(?<!\d[-/:])(?<!\d\d\.)"
    rf"(?:{_KOREA}{_GAP}0?{_AREA}(?=\D)|(?:\+|00) ?82{_GAP}{_AREA}|\(0{_AREA}\)|0{_AREA}(?=\D))"
    rf"{_LINE_GAP}\d{{3,4}}{_LINE_GAP}\d{{4}}(?!-?\d)"
)
_LAND_LINE_BARE = LazyPattern(rf"(?<![a-z0-9.-])0{_AREA}[1-9]\d{{6,7}}(?![\d-])")
_ABROAD = LazyPattern(r"(?<![\w+])\+[1-9]\d{0,2}(?:[ .()-]{0,3}\d){8,12}(?!\d)")

# Act on resident registration, enforcement rule, article 2: birthday, sex with century, six more digits.
_RESIDENT_GAP = _gap(r"[ \-.~_/·]")
_RESIDENT = LazyPattern(
    rf"(?<!\d)(?<!\d{{4}}[-.])(?P<century>19|20)?(?P<born>\d{{6}})(?P<gap>{_RESIDENT_GAP})"
    r"(?P<sex>[1-8])(?:\d{6}|[*x●]{6})(?!\d)"
)
_RESIDENT_REST = LazyPattern(r"뒷 ?(?:자리|번호)(?:는|가|:)? {0,2}(?P<secret>[1-8]\d{6})(?!\d)")
_CARD_19 = LazyPattern(rf"(?<!\d)\d{{4}}(?P<gap>{_HYPHEN})(?:\d{{4}}(?P=gap)){{3}}\d{{3}}(?!\d)")
_CARD_16 = LazyPattern(rf"(?<!\d)\d{{4}}(?P<gap>{_HYPHEN})(?:\d{{4}}(?P=gap)){{2}}\d{{4}}(?!\d)")
_CARD_15 = LazyPattern(rf"(?<!\d)\d{{4}}(?P<gap>{_HYPHEN})\d{{6}}(?P=gap)\d{{4,5}}(?!\d)")
# After all else: with unlike separators, the end of one number and the start of the next look the same.
_CARD_GAP = _gap(r"[ \-./_·]")
_CARD_UNEVEN = LazyPattern(
    rf"(?<!\d)\d{{4}}(?:(?:{_CARD_GAP}\d{{4}}){{3}}|{_CARD_GAP}\d{{6}}{_CARD_GAP}\d{{4,5}})(?!\d)"
)
_CARD_BARE = LazyPattern(r"(?<!\d)(?<!\d-)\d{13,19}(?!\d)")
# First digits by ISO/IEC 7812, with the lengths that issuers give them; 9 is for cards that are good in Korea only.
_ISSUER = LazyPattern(
    r"3[0689]\d{12}|3[47]\d{13}|4\d{12}(?:\d{3})?|(?:35|5\d|6\d|9\d|2[2-7]|81)\d{14}|(?:4|6|81)\d{15,18}"
)

_BUSINESS = LazyPattern(r"(?<!\d)(?<!\d-)\d{3}(?P<gap>[ .-]{0,3})\d{2}(?P=gap)\d{5}(?!-?\d)")
_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_PASSPORT = LazyPattern(r"(?<![a-z0-9-])(?:[msrodg](?P<gap> ?)\d{8}|[msrodg]\d{3}[a-z]\d{4})(?![a-z0-9-])")
_LICENCE = LazyPattern(
    r"(?<!\d)(?<!\d-)(?:(?P<region>\d{2})(?P<gap>[ -]{0,3})\d{2}(?P=gap)\d{6}(?P=gap)\d{2}"
    r"|(?:서울|부산|경기|강원|충북|충남|전북|전남|경북|경남|제주|대구|인천|광주|대전|울산)[ -]?\d{2}-\d{6}-\d{2})"
    r"(?!-?\d)"
)
_ACCOUNT = LazyPattern(
    r"(?<!\d)(?<!\d-)(?:\d{10,16}|\d{2,6}(?P<gap> ?- ?| )\d{1,8}(?:(?P=gap)\d{1,8}){0,4})(?!\d)(?!-\d)"
)
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_DATE = LazyPattern(rf"20[0-4]\d(?:{_MONTH}{_DAY}|(?P<gap>[ -]){_MONTH}(?P=gap){_DAY}(?!\d))")

# Up to its parameters, whose names say what they are.
_ADDRESS_OF_PAGE = LazyPattern(
    r"(?:https?://|www\.|[a-z0-9-]{1,63}\.(?:com|net|org|kr|io|me)/)[a-z0-9#%&+./:=@_~-]{1,2000}"
)
_IP = LazyPattern(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")


def _is_mobile(match: re.Match[str]) -> bool:
    # "20241128-01012345678" is one number.
    return re.search(r"\d-$", match.string[max(0, match.start() - 2) : match.start()]) is None


def _is_spoken(match: re.Match[str]) -> bool:
    return re.search("[가-힣o]", match.group()) is not None


def _is_land_line(match: re.Match[str]) -> bool:
    return not is_other_number(match) and not is_at_bank(match)


def _is_resident(match: re.Match[str]) -> bool:
    labelled = is_near(RESIDENT, match)
    year = (1900 if match["sex"] in "1256" else 2000) + int(match["born"][:2])
    if match["century"] is not None and not labelled:
        # Orders are numbered by date, too, but not by one of the last century.
        return match["century"] == "19" == str(year)[:2] and _is_day(year, match["born"])
    # Beneath a date may stand any number.
    if match["gap"].strip("\n") or labelled:
        return labelled or (_is_day(year, match["born"]) and not is_amount(match))
    born_by_now = year <= date.today().year and _is_day(year, match["born"])
    is_account = match["gap"] == "" and is_at_bank(match)
    return born_by_now and not is_other_number(match) and not is_account and not is_amount(match)


def _is_day(year: int, born: str) -> bool:
    try:
        date(year, int(born[2:4]), int(born[4:]))
    except ValueError:
        return False
    return True


def _is_card(match: re.Match[str]) -> bool:
    digits = _digits(match)
    named = is_near(CARD, match)
    # No issuer's number begins like a date; many an order's does.
    if _DATE.match(digits) or is_coded(match):
        return False
    if is_other_number(match) and not (_has_luhn(digits) and match.group() != digits):
        return False
    if named and (_has_luhn(digits) or len(digits) == 16):
        return True
    return (
        _has_luhn(digits)
        and _ISSUER.fullmatch(digits) is not None
        and not is_amount(match)
        and not (match.group() == digits and is_at_bank(match))
    )


def _is_uneven_card(match: re.Match[str]) -> bool:
    return _has_luhn(_digits(match)) and _is_card(match)


def _has_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0


def _is_business(match: re.Match[str]) -> bool:
    if is_near(BUSINESS, match):
        return not is_amount(match)
    digits = [int(digit) for digit in _digits(match)]
    checked = sum(weight * digit for weight, digit in zip(_BUSINESS_WEIGHTS, digits, strict=False))
    valid = (checked + digits[8] * 5 // 10 + digits[9]) % 10 == 0
    return valid and match["gap"] not in ("", ".") and not is_other_number(match) and not is_at_bank(match)


def _is_passport(match: re.Match[str]) -> bool:
    if is_near(PASSPORT, match):
        return True
    # M is for the ordinary one; other letters begin product codes as well.
    return match.group()[0] == "m" and not match["gap"] and not is_other_number(match)


def _is_licence(match: re.Match[str]) -> bool:
    if is_near(LICENCE, match):
        return True
    # Regions of issue are numbered from 11, Seoul, to 28.
    issued = match["region"] is None or (match["gap"] != "" and 11 <= int(match["region"]) <= 28)
    return issued and not is_other_number(match) and not is_at_bank(match)


def _is_account(match: re.Match[str]) -> bool:
    fits = 10 <= len(_digits(match)) <= 16 and not _DATE.match(match.group())
    if match["gap"] == " ":
        # Blanks part other numbers as well, of which most are round amounts.
        return fits and "000" not in match.group() and not is_other_number(match) and is_at_bank(match, width=10)
    return fits and not is_amount(match) and not is_other_number(match) and is_at_bank(match)


def _digits(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match.group())


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern("email", _EMAIL),
    Pattern("email", _EMAIL_IN_HANGUL),
    Pattern("phone", _MOBILE, lambda match: not match.group().isdigit()),
    Pattern(None, _ADDRESS_OF_PAGE),
    Pattern(None, _IP),
    Pattern("phone", _MOBILE, _is_mobile),
    Pattern("phone", _MOBILE_BARE, lambda match: not is_other_number(match)),
    Pattern("phone", _MOBILE_SPOKEN, _is_spoken),
    Pattern("phone", _MOBILE_SPREAD),
    Pattern("resident_number", _RESIDENT, _is_resident),
    Pattern("resident_number", _RESIDENT_REST),
    Pattern("card", _CARD_19, _is_card),
    Pattern("card", _CARD_16, _is_card),
    Pattern("card", _CARD_15, _is_card),
    Pattern("card", _CARD_BARE, _is_card),
    # The beginning of one that goes on in the next line may look like something else.
    Pattern("card", _CARD_UNEVEN, lambda match: "\n" in match.group() and _is_uneven_card(match)),
    Pattern("driver_licence", _LICENCE, _is_licence),
    Pattern("business_number", _BUSINESS, _is_business),
    Pattern("passport", _PASSPORT, _is_passport),
    Pattern("phone", _LAND_LINE),
    Pattern("phone", _LAND_LINE_BARE, _is_land_line),
    Pattern("phone", _ABROAD, lambda match: not is_amount(match)),
    Pattern("account", _ACCOUNT, _is_account),
    Pattern("card", _CARD_UNEVEN, _is_uneven_card),
    *(Pattern("address", regex, holds) for regex, holds in addresses.PATTERNS),
)
"""In the order in which they are tried; what one has found is out of sight of the next."""
