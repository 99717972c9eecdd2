"""What the words around a number say of it. All of them look at a few characters only."""

from __future__ import annotations

import re

from app.lazy_pattern import LazyPattern

FOUND = "\0"
"""Stands for every character of what has been found already; it is in no text, and no pattern has a place for it."""

_BEFORE, _AFTER = 24, 12
# A word behind a number is of the next one when that follows: "110-234-567890 주문번호는 2024".
_NEXT = LazyPattern(rf" ?(?:등록)? ?(?:번호|코드)?(?:은|는|이|가|로|도)?[ :=(]{{0,3}}(?:\d|{FOUND}{{4}})")

CARD = LazyPattern(r"카드|card|visa|비자|마스터|amex|아멕스")
RESIDENT = LazyPattern(r"주민|외국인 ?등록|민번")
BUSINESS = LazyPattern(r"사업자")
LICENCE = LazyPattern(r"면허")
PASSPORT = LazyPattern(r"여권|passport")

_NUMBER = r" ?(?:번호|코드|no)"
_NUMBERED = (
    r"(?:주문|발주|운송장|송장|택배|등기|배송|추적|예약|접수|승인|거래|결제|영수증|쿠폰|상품권?|제품|모델|시리얼|일련|관리"
    rf"|문의|티켓|고객|회원|참조|확인|핀){_NUMBER}"
)
_CODE = r"코드|쿠폰|운송장|송장|시리얼|핀번호|order|(?<!card )(?<!passport )(?<!카드 )(?<!여권 )(?<![a-z])no"
_NAMED = r"(?:주문|예약|접수|승인|택배|등기)(?: ?(?:건|내역))?"
# What may stand between a word and its number, as in "주문번호가: 2024".
_LINK = r"(?:은요|는요|은|는|이|가|을|를|의|도|로|에)?[ \n:=#(\[,.-]{0,4}$"

_CODED = LazyPattern(rf"(?:{_NUMBERED}|{_CODE}){_LINK}|(?<![a-z])(?!card|visa|tel|hp)[a-z]{{2,6}}-$")
_OTHER = LazyPattern(rf"(?:{_NUMBERED}|{_CODE}|{_NAMED}){_LINK}")
_OTHER_AFTER = LazyPattern(r" ?(?:번|이|가|은|는)? ?(?:제 |내 )?(?:(?:주문|예약|접수|승인) ?(?:번호|건)|운송장|송장)")
_AMOUNT = LazyPattern(r" ?(?:원(?![래장인본])|만 ?원|억|krw|won)")

# A parameter of a page's address, and what it must speak of for its value to be a person's.
_PARAMETER = LazyPattern(r"[?&](?P<name>[a-z0-9_.-]{1,22})=$")
_PERSONAL = LazyPattern(
    r"phone|(?<![a-z])(?:tel|mobile|cell|hp|card|jumin|rrn|ssn|resident|account|business|biz|passport|licen[cs]e)"
)

_ACCOUNT = r"계좌|통장|은행|뱅크|입금|송금|이체|농협|신협|수협|새마을금고|우체국|카뱅|토스|증권"
_NOT_ACCOUNT = r"주문|송장|예약|접수|승인|택배|등기|쿠폰|코드|상품|거래|영수증|전화|고객센터|번호표"
_BANK = r"국민|신한|우리|하나|기업|카카오|제일|씨티|산업|수협|케이|ibk|kb|nh|sc"
_LABELS = LazyPattern(rf"(?P<account>{_ACCOUNT})|{_NOT_ACCOUNT}")
_BANK_BEFORE = LazyPattern(rf"(?<![가-힣a-z])(?:{_BANK})[ :]{{0,3}}$")
_BANK_AFTER = LazyPattern(rf"[ (,]{{0,2}}(?:(?:{_BANK})?(?:{_ACCOUNT})|(?:{_BANK})(?![가-힣]))")


def is_near(words: LazyPattern, match: re.Match[str]) -> bool:
    """Whether one of ``words`` stands shortly before or after the number, and no other word right beside it."""
    if is_other_number(match):
        return False
    behind = words.search(match.string, match.end(), match.end() + _AFTER)
    return words.search(_before(match)) is not None or (behind is not None and not _is_of_next(behind))


def is_coded(match: re.Match[str]) -> bool:
    """Whether it is said outright to be the number or the code of an order, a parcel, a coupon and the like.

    In the address of a page that is all but what its parameter calls personal.
    """
    if parameter := _PARAMETER.search(_before(match)):
        return _PERSONAL.search(parameter["name"]) is None
    return _CODED.search(_before(match)) is not None


def is_other_number(match: re.Match[str]) -> bool:
    """``is_coded``, or the number of an order or a parcel by less than that: "주문 2024", "2024 주문 건"."""
    if _PARAMETER.search(_before(match)):
        return is_coded(match)
    return is_coded(match) or _OTHER.search(_before(match)) is not None or _is_followed_by(_OTHER_AFTER, match)


def is_amount(match: re.Match[str]) -> bool:
    """Whether a currency follows; no amount has hyphens."""
    return "-" not in match.group() and _AMOUNT.match(match.string, match.end()) is not None


def is_at_bank(match: re.Match[str], *, width: int = _BEFORE) -> bool:
    """Whether the last word that can say what the number is, at most ``width`` characters before, is of a bank; or
    the first word after it.
    """
    before = _before(match)[-width:]
    said = [label["account"] is not None for label in _LABELS.finditer(before)]
    return (bool(said) and said[-1]) or _BANK_BEFORE.search(before) is not None or _is_followed_by(_BANK_AFTER, match)


def _is_followed_by(words: LazyPattern, match: re.Match[str]) -> bool:
    behind = words.match(match.string, match.end())
    return behind is not None and not _is_of_next(behind)


def _is_of_next(word: re.Match[str]) -> bool:
    return _NEXT.match(word.string, word.end()) is not None


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _BEFORE) : match.start()]
