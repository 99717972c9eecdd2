"""What is masked in messages, and what is not."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import pytest

from app.analysis.normalise import fold
from app.chat.personal_data import PATTERNS, Kind
from app.chat.privacy import LABELS, PLACEHOLDERS, is_masked, mask, masked
from tests.chat.synthetic import KINDS, LOOK_ALIKES, PERSONAL, Message, messages

SEEDS = (1, 2, 3)
MESSAGES = 2_000

STRICT = ("resident_number", "card", "phone", "email")
"""Of these, 99.5 % must be masked wherever they stand; of all else that is personal, 98 %."""


EXAMPLES: Final[dict[Kind, list[str]]] = {
    "phone": [
        "010-1234-5678",
        "010 1234 5678",
        "01012345678",
        "010.1234.5678",
        "010/1234/5678",
        "010_1234_5678",
        "010–1234–5678",
        "010ㅡ1234ㅡ5678",
        "010 - 1234 - 5678",
        "(010) 1234-5678",
        "(010)1234-5678",
        "0101234-5678",
        "011-234-5678",
        "0162345678",
        "+82 10-1234-5678",
        "+821012345678",
        "(+82)10-1234-5678",
        "+82(0)10-1234-5678",
        "82-10-1234-5678",
        "0082-10-1234-5678",
        "０１０－１２３４－５６７８",
        "（０１０）　１２３４－５６７８",
        "공일공 일이삼사 오육칠팔",
        "공일공일이삼사오육칠팔",
        "010-일이삼사-오육칠팔",
        "영일영 일이삼사 오육칠팔",
        "0 1 0 1 2 3 4 5 6 7 8",
        "010-12-34-56-78",
        "010\u200b1234\u200b5678",
        "02)123-4567",
        "02) 123-4567",
        "(02)123-4567",
        "02-1234-5678",
        "02.123.4567",
        "0212345678",
        "031-123-4567",
        "0641234567",
        "070-1234-5678",
        "07012345678",
        "0507-1234-5678",
        "050412345678",
        "+82-2-123-4567",
        "+1 415 555 1234",
    ],
    "resident_number": [
        "900101-1234567",
        "9001011234567",
        "900101 1234567",
        "900101 - 1234567",
        "900101–1234567",
        "900101-5234567",
        "010203-3234567",
        "0102033234567",
        "19900101-1234567",
        "900101-1******",
        "９００１０１－１２３４５６７",
    ],
    "card": [
        "4111-1111-1111-1111",
        "4111 1111 1111 1111",
        "4111111111111111",
        "4111 - 1111 - 1111 - 1111",
        "4111-1111 1111-1111",
        "9410-1234-5678-9010",
        "3782-822463-10005",
        "378282246310005",
        "3056 930902 5904",
        "6221260012345678912",
    ],
    "email": [
        "hong＠naver.com",
        "ｈｏｎｇ＠ｎａｖｅｒ．ｃｏｍ",
        "kim.minsu+help@mail.example.co.kr",
        "hong @ naver.com",
        "hong@ naver . com",
        "hong골뱅이naver.com",
        "hong골뱅이네이버닷컴",
        "hong(at)gmail.com",
        "Hong@Naver.COM",
        "hong@naver",
    ],
    "business_number": [
        "123-45-67891",
        "123 45 67891",
        "124-81-00998",
    ],
    "passport": [
        "M12345678",
        "m12345678",
    ],
    "driver_licence": [
        "11-12-123456-12",
        "28-12-123456-12",
        "서울 12-123456-12",
        "11 12 123456 12",
    ],
}


@pytest.mark.parametrize(("kind", "secret"), [(kind, secret) for kind in EXAMPLES for secret in EXAMPLES[kind]])
def test_what_says_itself_what_it_is(kind: Kind, secret: str) -> None:
    found = masked(f"제 번호는 {secret}이에요.")
    assert (found.text, found.kinds) == (f"제 번호는 {PLACEHOLDERS[kind]}이에요.", (kind,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("카드번호 1234-5678-9012-3456이요", "카드번호 [카드번호]이요"),
        ("1234 5678 9012 3456 카드예요", "[카드번호] 카드예요"),
        ("카드번호는 9234567890123456", "카드번호는 [카드번호]"),
        ("국민은행 123456-04-123456 홍길동", "국민은행 [계좌번호] 홍길동"),
        ("국민 123456-04-123456", "국민 [계좌번호]"),
        ("110-234-567890 (신한은행)", "[계좌번호] (신한은행)"),
        ("계좌 110 234 567890", "계좌 [계좌번호]"),
        ("환불계좌:\n3333011234567", "환불계좌:\n[계좌번호]"),
        ("농협 302-1234-5678-91로 보내 주세요", "농협 [계좌번호]로 보내 주세요"),
        ("사업자번호 123-45-67890", "사업자번호 [사업자등록번호]"),
        ("사업자 1234567890이에요", "사업자 [사업자등록번호]이에요"),
        ("여권 M123A4567, S12345678", "여권 [여권번호], [여권번호]"),
        ("면허번호 111212345612", "면허번호 [운전면허번호]"),
        ("주민번호 앞자리 말고 뒷자리 1234567이요", "주민번호 앞자리 말고 뒷자리 [주민등록번호]이요"),
        ("면허 20-20-552552-70, 송장 143915212745", "면허 [운전면허번호], 송장 143915212745"),
        ("1234 4111 1111 1111 1111", "1234 [카드번호]"),
        ("900101-1234567만 보냈어요", "[주민등록번호]만 보냈어요"),
        ("계좌 110-234-567890 원래 쓰던 거요", "계좌 [계좌번호] 원래 쓰던 거요"),
        ("카카오뱅크 2023-01-1234567", "카카오뱅크 [계좌번호]"),
        ("김철수,35,010-1234-5678", "김철수,35,[전화번호]"),
        ("20200214-6104386\n주민번호는 9001011234567", "20200214-6104386\n주민번호는 [주민등록번호]"),
        ("주민번호 901332-1234567", "주민번호 [주민등록번호]"),
    ],
)
def test_what_the_words_around_it_tell(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("제주시 연동 312-1", "제주시 연동 [상세 주소]"),
        ("테헤란로 123,101동 1203호", "테헤란로 [상세 주소]"),
        ("서울 강남구 테헤란로 123 장미빌딩", "서울 강남구 테헤란로 [상세 주소] 장미빌딩"),
        ("서울 강남구 테헤란로 123 4층 501호로 보내 주세요", "서울 강남구 테헤란로 [상세 주소]로 보내 주세요"),
        ("강남구 테헤란로 123-4", "강남구 테헤란로 [상세 주소]"),
        ("서울 서초구 서초대로74길 11", "서울 서초구 서초대로74길 [상세 주소]"),
        ("판교역로146번길 20, 102동 504호", "판교역로146번길 [상세 주소]"),
        ("테헤란로 123 4층", "테헤란로 [상세 주소]"),
        ("주소는 테헤란로 123", "주소는 테헤란로 [상세 주소]"),
        ("역삼동 123-45", "역삼동 [상세 주소]"),
        ("강남구 역삼동 123", "강남구 역삼동 [상세 주소]"),
        ("종로3가 12번지", "종로3가 [상세 주소]"),
        ("경기 양평군 양서면 양수리 123-4", "경기 양평군 양서면 양수리 [상세 주소]"),
        ("래미안아파트 101동 1203호", "래미안아파트 [상세 주소]"),
        ("은마아파트 101-1203", "은마아파트 [상세 주소]"),
        ("현대빌라 가동 201호예요", "현대빌라 [상세 주소]예요"),
        ("4층 501호", "[상세 주소]"),
    ],
)
def test_addresses_are_kept_down_to_the_street(text: str, expected: str) -> None:
    assert masked(text).text == expected
    assert masked(text).kinds == ("address",)


@pytest.mark.parametrize(
    "text",
    [
        "2024112812345678",
        "20241128-0001234",
        "ORD-20241128-001",
        "주문번호 4111111111111111",
        "주문 123456789012 취소",
        "운송장 6301-2345-6789",
        "카드 승인번호 1234567890123",
        "은행 거래번호 123456789012",
        "우체국 택배 1234567890123",
        "1234567890123 송장이요",
        "8801234567890",
        "2026-03-14에 20,000캐시를 썼어요.",
        "2024.11.28(목) 14:00",
        "01.01 12:30 ~ 13:00",
        "은행 2024-11-28 12시에 입금",
        "3,000원 2,000원",
        "계좌로 1,234,567,890원 보냈어요",
        "계좌로 1234567890원",
        "입금 10000 20000",
        "63,010,123,4567",
        "010 번호",
        "1588-1234로 물었어요",
        "국민은행 1588-9999",
        "080-123-4567",
        "1:1 채팅 10개",
        "코드 40012345",
        "@채널",
        "쿠폰번호 4111-1111-1111-1111",
        "SM-S911N",
        "192.168.0.1",
        "v10.15.7",
        "https://a.example.com/orders/4111111111111111",
        "IMG_20241128_123456",
        "ORD-M12345678",
        "S12345678 모델",
        "바로 3",
        "따로 2",
        "별로 1",
        "으로 5",
        "친구 바로 3",
        "혹시 앱으로 2",
        "서울 바로 1",
        "환불시 카드로 5",
        "1호선",
        "2동",
        "3층",
        "1동 2호선",
        "우리 10-20분",
        "자동 3-4",
        "카드사 1588-1234 1577-5678",
        "부산 1234567890",
        "사이즈 82 2024 1128",
        "경기 결과로 3등",
        "카테고리 1-2",
        "서울로 2박 3일",
        "강남구로 3개",
        "종로 3가",
        "1234\n56789",
        "010-1234\n-5678",
        "（전각） 글자도！ 그대로",
        "110-234-567890",
        "1234-5678-9012-3456",
        "901332-1234567",
        "241128 1500000원",
        "123-45-67890",
    ],
)
def test_what_only_looks_like_it_is_kept(text: str) -> None:
    assert mask(text) == text


def test_several_in_one_message() -> None:
    found = masked(
        "연락처01012345678로 주세요\n메일a@b.kr/900101-1234567\n주문번호 20241128-0001234, 010-1111-2222입니다"
    )
    assert found.text == (
        "연락처[전화번호]로 주세요\n메일[이메일 주소]/[주민등록번호]\n주문번호 20241128-0001234, [전화번호]입니다"
    )
    assert found.kinds == ("phone", "email", "resident_number")


def test_what_is_masked_already_is_not_found_again() -> None:
    text = "[계좌번호] 123456789012 [이메일 주소]"
    assert (masked(text).text, masked(text).kinds) == (text, ())
    assert is_masked(text)
    assert not is_masked("[환불] 010")


def test_a_number_that_masking_moves_near_its_word_is_masked_at_once() -> None:
    text = "국민은행 예금주는 kim.minsu@example.co.kr 123456-04-123456"
    assert mask(text) == mask(mask(text)) == "국민은행 예금주는 [이메일 주소] [계좌번호]"


def test_every_kind_has_a_label_that_particles_can_follow() -> None:
    assert set(LABELS) == {pattern.kind for pattern in PATTERNS} - {None}
    assert all((ord(label[-1]) - ord("가")) % 28 == 0 for label in LABELS.values())


def test_no_pattern_reads_without_bound() -> None:
    for pattern in PATTERNS:
        bare = re.sub(r"\\.|\[(?:\\.|[^\]])+\]", "x", pattern.regex.pattern)
        assert re.search(r"[*+]|,\}", bare) is None, pattern.regex.pattern


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1-",
        "0 ",
        "010",
        "010-",
        "(",
        "+82 ",
        "+1 ",
        "a",
        "a@",
        "a.",
        "@",
        "a@a.",
        "4111-",
        "4111 ",
        "1111-1111-1111-1112 ",
        "900101-",
        "900101-9",
        "가",
        "가로",
        "가로1",
        "서울 가구 ",
        "자이 1동 ",
        "1동 ",
        "서울 가로 1-1 1층 ",
        "은행 1 1 1",
        "계좌 1111111111 1",
        "http://",
        "a.com/",
        "공",
        "공일공",
        "주문번호",
        "[전화번호]",
        "[",
        "M1234567",
        "카드 ",
    ],
)
def test_hostile_messages_of_full_length(unit: str) -> None:
    noise = (unit * 2_000)[:1_980]
    once = mask(f"{noise}\n010-1234-5678")
    assert once.endswith("\n[전화번호]")
    assert mask(once) == once


@pytest.fixture(scope="module")
def shares() -> dict[str, float]:
    """By what is made, the share of it that is not treated as it should be."""
    made, missed = Counter[str](), Counter[str]()
    for seed in SEEDS:
        for message in messages(seed, MESSAGES):
            made.update(part.kind for part in message.parts)
            missed.update(mistreated(message, mask(message.text)))
    return {kind: missed[kind] / count for kind, count in made.items()}


def mistreated(message: Message, text: str) -> list[str]:
    """The kinds of the look-alikes that ``text`` lacks, and of the personal data of which it still has some."""
    rest, kinds = text, []
    # The longest first, as a short one may be a part of it.
    for part in sorted(message.parts, key=lambda part: -len(part.value)):
        if not part.personal:
            kinds += [] if part.value in rest else [part.kind]
            rest = rest.replace(part.value, "", 1)
    rest = fold(rest)
    return kinds + [part.kind for part in message.parts if part.personal and _is_left(part.value, rest)]


def _is_left(value: str, rest: str) -> bool:
    """Whether ``value``, or four digits in a row of it, can be read in ``rest``."""
    digits = re.sub("[^0-9공영일이삼사오육칠팔구]", "", fold(value))
    return fold(value) in rest or any(digits[at : at + 4] in rest for at in range(len(digits) - 3))


@pytest.mark.parametrize("kind", PERSONAL)
def test_personal_data_is_masked_wholly(kind: str, shares: dict[str, float]) -> None:
    assert shares[kind] <= (0.005 if kind in STRICT else 0.02)


@pytest.mark.parametrize("kind", LOOK_ALIKES)
def test_look_alikes_are_not_touched(kind: str, shares: dict[str, float]) -> None:
    assert shares[kind] <= 0.005


def test_masking_again_changes_nothing() -> None:
    for message in messages(4, MESSAGES):
        once = mask(message.text)
        assert masked(once).kinds == ()
        assert mask(once) == once


def test_what_was_found_is_named_in_order() -> None:
    given = [message for message in messages(5, MESSAGES) if any(part.personal for part in message.parts)]
    wanted = [list(dict.fromkeys(KINDS[part.kind] for part in each.parts if part.personal)) for each in given]
    right = sum(list(masked(each.text).kinds) == kinds for each, kinds in zip(given, wanted, strict=True))
    assert right / len(given) >= 0.98


def test_the_same_seed_gives_the_same_messages() -> None:
    assert list(messages(7, 50)) == list(messages(7, 50)) != list(messages(8, 50))
