"""What personal data looks like in Korean messages: a pattern for each shape, with what tells it from other numbers.

Patterns read folded text (``app.analysis.normalise.fold``): ordinary digits, lower case, one kind of space and of
hyphen. No repetition in them is without a bound, so that reading takes time in proportion to the length of the text.
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
    LICENCE,
    PASSPORT,
    RESIDENT,
    is_amount,
    is_at_bank,
    is_coded,
    is_near,
    is_other_number,
)

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
    regex: re.Pattern[str]
    holds: Callable[[re.Match[str]], bool] = lambda match: True

    def span(self, match: re.Match[str]) -> tuple[int, int]:
        return match.span("secret" if "secret" in self.regex.groupindex else 0)


# Between the groups of a telephone number: anything that is neither a letter nor a line end.
_GAP = r"(?:[^\w\n]|_){0,3}"
_HYPHEN = r"[ \-./_·]{0,3}"
_DIGIT = "[0-9공영일이삼사오육륙칠팔구]"

# RFC 5321 allows 64 characters before the @; blanks around marks, and words for them, are meant to fool robots.
_PROVIDER = "naver|gmail|daum|hanmail|kakao|nate|네이버|지메일|다음|한메일|카카오|네이트"
_EMAIL = re.compile(
    r"[a-z0-9_.%+'-]{1,64}(?: {0,3}(?:@|\(at\)|\[at\]|골뱅이) {0,3})"
    r"(?:[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}"
    rf"|(?:[a-z0-9-]{{1,63}}|{_PROVIDER}) ?(?:\.|점|닷) ?(?:com|net|org|co ?\. ?kr|kr|컴|닷컴)"
    rf"|(?:{_PROVIDER})(?:닷컴)?)"
)

# Numbering plan of the Ministry of Science and ICT (전기통신번호관리세칙): 01X mobile, 02 to 064 by region, 070 over
# the internet, 050 for life. Companies' 15XX-XXXX and the free 080 reach nobody in person.
_KOREA = r"(?:\((?:\+|00)?82\)|(?:\+|00) ?82|82(?=[ -]))"
_MOBILE_HEAD = rf"(?:{_KOREA}{_GAP}0?1[016-9]|\(01[016-9]\)|01[016-9])"
# Not in the middle of an amount, as in 63,010,143.
_MOBILE = re.compile(rf"(?<!\d)(?!(?<=\d,)01\d,){_MOBILE_HEAD}{_GAP}\d{{3,4}}{_GAP}\d{{4}}(?!\d)")
_MOBILE_IN_HANGUL = re.compile(
    rf"(?<!\d)[0공영][1일][016-9공영일육륙칠팔구]{_GAP}{_DIGIT}{{3,4}}{_GAP}{_DIGIT}{{4}}(?!\d)"
)
_MOBILE_SPREAD = re.compile(
    rf"(?<!\d)(?:[0공영][ .-]{{1,3}}[1일][ .-]{{1,3}}{_DIGIT}(?:[ .-]{{1,3}}{_DIGIT}){{7,8}}"
    r"|01[016-9](?:[ .-]\d\d){4})(?!\d)"
)
_AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8]?)"
_LAND_LINE = re.compile(
    r"(?<!\d)(?<!\d[-/:])(?<!\d\d\.)"
    rf"(?:{_KOREA}{_GAP}0?{_AREA}(?=\D)|(?:\+|00) ?82{_GAP}{_AREA}|\(0{_AREA}\)|0{_AREA}(?=\D))"
    r"[ \-.)·]{0,3}\d{3,4}[ \-.·]{0,3}\d{4}(?!-?\d)"
)
_LAND_LINE_BARE = re.compile(rf"(?<![a-z0-9.-])0{_AREA}[1-9]\d{{6,7}}(?![\d-])")
_ABROAD = re.compile(r"(?<![\w+])\+[1-9]\d{0,2}(?:[ .()-]{0,3}\d){8,12}(?!\d)")

# Act on resident registration, enforcement rule, article 2: birthday, sex with century, six more digits.
_RESIDENT = re.compile(
    r"(?<!\d)(?<!\d{4}[-.])(?P<century>19|20)?(?P<born>\d{6})(?P<gap>[ \-.~_/·]{0,3})"
    r"(?P<sex>[1-8])(?:\d{6}|[*x●]{6})(?!\d)"
)
_RESIDENT_REST = re.compile(r"뒷 ?(?:자리|번호)(?:는|가|:)? {0,2}(?P<secret>[1-8]\d{6})(?!\d)")
_CARD_19 = re.compile(rf"(?<!\d)\d{{4}}(?P<gap>{_HYPHEN})(?:\d{{4}}(?P=gap)){{3}}\d{{3}}(?!\d)")
_CARD_16 = re.compile(rf"(?<!\d)\d{{4}}(?P<gap>{_HYPHEN})(?:\d{{4}}(?P=gap)){{2}}\d{{4}}(?!\d)")
_CARD_15 = re.compile(rf"(?<!\d)\d{{4}}(?P<gap>{_HYPHEN})\d{{6}}(?P=gap)\d{{4,5}}(?!\d)")
# After all else: with unlike separators, the end of one number and the start of the next look the same.
_CARD_UNEVEN = re.compile(rf"(?<!\d)\d{{4}}(?:{_HYPHEN}\d{{4}}){{3}}(?!\d)")
_CARD_BARE = re.compile(r"(?<!\d)(?<!\d-)\d{13,19}(?!\d)")
# First digits by ISO/IEC 7812, with the lengths that issuers give them; 9 is for cards that are good in Korea only.
_ISSUER = re.compile(
    r"3[0689]\d{12}|3[47]\d{13}|4\d{12}(?:\d{3})?|(?:35|5\d|6\d|9\d|2[2-7]|81)\d{14}|(?:4|6|81)\d{15,18}"
)

_BUSINESS = re.compile(r"(?<!\d)(?<!\d-)\d{3}(?P<gap>[ -]{0,3})\d{2}(?P=gap)\d{5}(?!-?\d)")
_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_PASSPORT = re.compile(r"(?<![a-z0-9-])(?:[msrodg](?P<gap> ?)\d{8}|[msrodg]\d{3}[a-z]\d{4})(?![a-z0-9-])")
_LICENCE = re.compile(
    r"(?<!\d)(?<!\d-)(?:(?P<region>\d{2})(?P<gap>[ -]{0,3})\d{2}(?P=gap)\d{6}(?P=gap)\d{2}"
    r"|(?:서울|부산|경기|강원|충북|충남|전북|전남|경북|경남|제주|대구|인천|광주|대전|울산)[ -]?\d{2}-\d{6}-\d{2})"
    r"(?!-?\d)"
)
_ACCOUNT = re.compile(
    r"(?<!\d)(?<!\d-)(?:\d{10,16}|\d{2,6}(?P<gap> ?- ?| )\d{1,8}(?:(?P=gap)\d{1,8}){0,4})(?!\d)(?!-\d)"
)
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_DATE = re.compile(rf"20[0-4]\d(?:{_MONTH}{_DAY}|(?P<gap>[ -]){_MONTH}(?P=gap){_DAY}(?!\d))")

_ADDRESS_OF_PAGE = re.compile(
    r"(?:https?://|www\.|[a-z0-9-]{1,63}\.(?:com|net|org|kr|io|me)/)[a-z0-9#%&+./:=?@_~-]{1,2000}"
)
_IP = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")


def _is_mobile(match: re.Match[str]) -> bool:
    # "20241128-01012345678" is one number.
    return re.search(r"\d-$", match.string[max(0, match.start() - 2) : match.start()]) is None


def _is_hangul(match: re.Match[str]) -> bool:
    return re.search("[가-힣]", match.group()) is not None


def _is_land_line(match: re.Match[str]) -> bool:
    return not is_other_number(match) and not is_at_bank(match)


def _is_resident(match: re.Match[str]) -> bool:
    labelled = is_near(RESIDENT, match)
    year = (1900 if match["sex"] in "1256" else 2000) + int(match["born"][:2])
    if match["century"] is not None and not labelled:
        # Orders are numbered by date, too, but not by one of the last century.
        return match["century"] == "19" == str(year)[:2] and _is_day(year, match["born"])
    if match["gap"] or labelled:
        return labelled or (_is_day(year, match["born"]) and not is_amount(match))
    born_by_now = year <= date.today().year and _is_day(year, match["born"])
    return born_by_now and not is_other_number(match) and not is_at_bank(match)


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
    return valid and bool(match["gap"]) and not is_other_number(match) and not is_at_bank(match)


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
    Pattern("phone", _MOBILE, lambda match: not match.group().isdigit()),
    Pattern(None, _ADDRESS_OF_PAGE),
    Pattern(None, _IP),
    Pattern("phone", _MOBILE, _is_mobile),
    Pattern("phone", _MOBILE_IN_HANGUL, _is_hangul),
    Pattern("phone", _MOBILE_SPREAD),
    Pattern("resident_number", _RESIDENT, _is_resident),
    Pattern("resident_number", _RESIDENT_REST),
    Pattern("card", _CARD_19, _is_card),
    Pattern("card", _CARD_16, _is_card),
    Pattern("card", _CARD_15, _is_card),
    Pattern("card", _CARD_BARE, _is_card),
    Pattern("driver_licence", _LICENCE, _is_licence),
    Pattern("business_number", _BUSINESS, _is_business),
    Pattern("passport", _PASSPORT, _is_passport),
    Pattern("phone", _LAND_LINE),
    Pattern("phone", _LAND_LINE_BARE, _is_land_line),
    Pattern("phone", _ABROAD, lambda match: not is_amount(match)),
    Pattern("account", _ACCOUNT, _is_account),
    Pattern("card", _CARD_UNEVEN, lambda match: _has_luhn(_digits(match)) and _is_card(match)),
    *(Pattern("address", regex, holds) for regex, holds in addresses.PATTERNS),
)
"""In the order in which they are tried; what one has found is out of sight of the next."""
