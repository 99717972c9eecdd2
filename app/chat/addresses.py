"""Where in a Korean address the building is: the part that is personal; province to street are kept.

Addresses by street (도로명주소법) are a street and a building number; older ones (지번) a neighbourhood and a lot.
Both go on with 동, 층 and 호. ``로`` ends a street, and every noun by which something is done: a number behind it is
an address only with more to say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from app.lazy_pattern import LazyPattern

# Not line 1호선, carriage 3호차, branch 2호점.
_ROOM = r"호실?(?![선차기점봉])"
_UNIT = rf"(?:동|층|{_ROOM})"
_DETAIL = rf"(?:(?:,| |, )?(?:지하 ?|b)?\d{{1,4}} ?{_UNIT}|(?:,| |, )[가-라a-d]동(?= ?\d))"
_BUILDING = r"(?:지하 ?)?\d{1,4}(?:-\d{1,4})?(?![.:/~]?\d|-|,\d{3}(?! ?[동층호]|\d))"
_COUNTED = (
    "(?:개|원|번(?!지)|명|분|시|일|월|년|회|장|박|배|만|천|백|퍼|%|주|살|세|건|곳|차|위|점|자|줄|단|키"
    "|등|팀|대|매|권|편|통|초|k|g|c?m)"
)
# A quantity, or the number of a side street, whose building number is still to come. A building's name may begin like
# a unit, behind a blank: "테헤란로 123 장미아파트".
_NOT_COUNTED = rf"(?!{_COUNTED}| {_COUNTED}(?![가-힣])| ?(?:[번가나다라]?길|가 ?\d))"
_NUMBER = rf"(?P<secret>{_BUILDING}{_NOT_COUNTED}{_DETAIL}{{0,4}})"
_WITH_DETAIL = rf"(?P<secret>{_BUILDING}{_DETAIL}{{1,4}})"
_LOT = (
    rf"(?P<secret>\d{{1,4}}-\d{{1,4}}(?!-|\d)(?: ?번지)?{_NOT_COUNTED}{_DETAIL}{{0,4}}"
    rf"|{_BUILDING} ?번지{_DETAIL}{{0,4}})"
)

_PROVINCE = (
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
    r"|충청[남북]도|전라[남북]도|경상[남북]도)(?:특별자치|특별|광역)?[시도]?"
)
_PLACE = rf"(?<![가-힣])(?:{_PROVINCE}|(?P<place>[가-힣]{{1,5}}[시군구읍면])) {{0,2}}"
_STREET = r"(?P<street>[가-힣][가-힣\d]{0,14}?(?:로|길)) {0,2}"
_VILLAGE = (
    r"(?P<village>[가-힣]{1,6}\d{0,2}동|[가-힣]{1,5}[읍면] {0,2}[가-힣]{1,6}리|[가-힣]{1,6}[로동]\d가) {0,2}(?:산 ?)?"
)
_HOUSE = (
    r"(?:아파트|apt|빌라|오피스텔|빌딩|타워|맨션|연립|주택|하우스|캐슬|자이|래미안|푸르지오|힐스테이트|아이파크"
    r"|더샵|e편한세상)"
)

_ADVERBS = LazyPattern(
    r"바로|따로|별로|서로|새로|주로|홀로|절로|실로|대로|그대로|이대로|제대로|멋대로|맘대로|마음대로|함부로"
    r"|스스로|실제로|진짜로|정말로|절대로|참고로|반대로|추가로|무료로|유료로|최대로|최소로|차례로|개별로"
    r"|하나로|카드로|계좌로|택배로|문자로|전화로|메일로|이메일로|번호로|주소로|배송지로|세트로|단위로|종류로"
    r"|날짜로|기준으로|위로|아래로|뒤로|도로|별도로|그길|이길|퇴근길|출근길|오는길|가는길"
)
_NOT_PLACES = LazyPattern(
    r"[가-힣]{0,4}(?:하|되|으)면"
    r"|다시|역시|혹시|잠시|즉시|수시|표시|임시|일시|필시|배송시|입금시|환불시|결제시|주문시|필요시|취소시|교환시|반품시|구매시|친구|문구|도구|가구|출구|입구|전구|지구|누구|요구|축구|농구|야구|욕구|기구|화면"
    r"|전면|후면|양면|측면|보면|가면|오면|라면|이면|주면|내면|반면"
)
_NOT_VILLAGES = LazyPattern(
    r"자동|수동|이동|행동|활동|운동|감동|변동|작동|공동|아동|진동|구동|충동|노동|부동|가동|발동|시동|오작동"
    r"|미작동|재시동|냉동|해동|전동|합동|협동|출동|제동|기동|율동|연동"
)
_SENT_TO = LazyPattern(r"주소|배송지|도로명|사는 ?곳|거주지")


def _is_street(match: re.Match[str]) -> bool:
    street = match["street"]
    return _ADVERBS.fullmatch(street) is None and not street.endswith("으로")


def _is_placed_street(match: re.Match[str]) -> bool:
    return _is_street(match) and _is_place(match)


def _is_place(match: re.Match[str]) -> bool:
    place = match["place"]
    return place is None or _NOT_PLACES.fullmatch(place) is None


def _is_sent_to(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 24) : match.start()]
    return _is_street(match) and _SENT_TO.search(before) is not None


def _is_village(match: re.Match[str]) -> bool:
    first = match["village"].split()[0]
    return _NOT_VILLAGES.fullmatch(first) is None and _NOT_PLACES.fullmatch(first) is None


PATTERNS: Final[tuple[tuple[LazyPattern, Callable[[re.Match[str]], bool]], ...]] = (
    # 판교역로146번길 20, 테헤란로5길 12
    (LazyPattern(rf"(?P<street>[가-힣]{{1,10}}로) ?\d{{1,4}}[번가나다라]{{0,2}}길 {{0,2}}{_NUMBER}"), _is_street),
    # 서울 강남구 테헤란로 123 4층 501호
    (LazyPattern(_PLACE + _STREET + _NUMBER), _is_placed_street),
    # 테헤란로 123 4층
    (LazyPattern(r"(?<![가-힣])" + _STREET + _WITH_DETAIL), _is_street),
    # 주소는 테헤란로 123
    (LazyPattern(r"(?<![가-힣])" + _STREET + _NUMBER), _is_sent_to),
    # 역삼동 123-45, 종로3가 12번지
    (LazyPattern(r"(?<![가-힣])" + _VILLAGE + _LOT), _is_village),
    # 제주시 연동 312-1
    (LazyPattern(_PLACE + _VILLAGE + _LOT), _is_place),
    # 강남구 역삼동 123
    (LazyPattern(_PLACE + _VILLAGE + _NUMBER), lambda match: _is_place(match) and _is_village(match)),
    # 101동 1203호, 가동 201호, 4층 501호
    (LazyPattern(rf"(?<![\d가-힣])(?P<secret>[가-라a-d] ?동 ?\d{{1,4}} ?{_ROOM})"), lambda match: True),
    (
        LazyPattern(rf"(?<!\d)(?P<secret>(?:\d{{1,4}} ?동|(?:지하 ?)?\d{{1,3}} ?층),? ?\d{{1,4}} ?{_ROOM})"),
        lambda match: True,
    ),
    # 현대빌라 302호, 래미안 101-1203
    (LazyPattern(rf"{_HOUSE} ?(?P<secret>\d{{3,4}}-\d{{3,4}}(?!-|\d)|{_DETAIL}{{1,4}})"), lambda match: True),
)
"""What an address looks like, with what it must hold to be one; the group ``secret`` is what is personal."""
