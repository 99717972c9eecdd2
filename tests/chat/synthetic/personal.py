"""What must be masked."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from random import Random
from typing import Final

from app.chat.personal_data import Kind
from tests.chat.synthetic.made import Made, Make, joined, random_digits


def _wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


def _hangul(random: Random, digits: str) -> str:
    return digits.translate(str.maketrans("0123456789", random.choice("공영") + "일이삼사오육칠팔구"))


def _in_words(digits: str) -> str:
    return "".join(
        ("공", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")[int(digit)] for digit in digits
    )


def _hidden(random: Random, text: str) -> str:
    """``text`` with something in it that cannot be seen."""
    place = random.randint(1, len(text) - 1)
    return text[:place] + random.choice("\u200b\u00ad\u200d\u2060\ufeff\u3164\ufe0f") + text[place:]


def _birthday(random: Random, year: int) -> str:
    month = random.randint(1, 12)
    return f"{year % 100:02}{month:02}{random.randint(1, monthrange(year, month)[1]):02}"


def _resident(random: Random) -> Made:
    year = random.randint(1930, 2020)
    sex = random.choice("1256" if year < 2000 else "3478")
    born, rest = _birthday(random, year), sex + random_digits(random, 6)
    value = joined(random, (born, rest), ("-", "-", " ", "", " - ", "–", "   -   ", "-\n", "\n"))
    return _hidden(random, value) if random.random() < 0.1 else value, ()


def _mobile(random: Random) -> Made:
    if random.random() < 0.9:
        head, middle = "010", str(random.randint(2000, 9999))
    else:
        head, middle = random.choice(("011", "016", "017", "018", "019")), str(random.randint(200, 9999))
    groups = [head, middle, random_digits(random, 4)]
    shape = random.random()
    if shape < 0.08:
        return " ".join(_hangul(random, group) for group in groups), ()
    if shape < 0.12:
        return f"{head}-{_hangul(random, middle)}-{_hangul(random, groups[2])}", ()
    if shape < 0.2:
        return _wide("-".join(groups)), ()
    if shape < 0.3:
        return random.choice(("+82 ", "+82-", "(+82)", "+82", "0082-")) + "-".join([head[1:], *groups[1:]]), ()
    if shape < 0.36:
        return f"({head}){random.choice(('', ' '))}{middle}-{groups[2]}", ()
    if shape < 0.4:
        return " ".join("".join(groups)), ()
    if shape < 0.44:
        return f"82{head[1:]}{middle}{groups[2]}", ()
    if shape < 0.48:
        return f"{_in_words(head)} {random.choice((middle, _in_words(middle)))} {groups[2]}", ()
    if shape < 0.5:
        return random.choice(("공", "o", "0")) + "1" + f"{random.choice('공o')} {middle} {groups[2]}", ()
    if shape < 0.54:
        return "".join(groups), ("https://shop.example.kr/?phone={}", "shop.example.com/join?name=hong&hp={}&page=2")
    if shape < 0.6:
        return _hidden(random, "-".join(groups)), ()
    separators = ("-", "-", "-", "", "", ".", " ", " - ", "/", "_", "ㅡ", "\n", "-\n", "   -   ", "  /  ")
    return joined(random, groups, separators), ()


def _land_line(random: Random) -> Made:
    area = random.choice(
        ("02", "02", "031", "032", "033", "041", "042", "051", "053", "062", "064", "070", "0507", "0504")
    )
    groups = [area, str(random.randint(200, 9999)), random_digits(random, 4)]
    if random.random() < 0.15:
        return f"{area}){groups[1]}-{groups[2]}", ()
    return joined(random, groups, ("-", "-", "", ".", " ")), ()


def with_luhn(digits: str) -> str:
    """``digits`` and the one that makes them pass."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    return digits + str(-(sum(map(int, digits[-2::-2])) + sum(doubled)) % 10)


def _card(random: Random) -> Made:
    if random.random() < 0.12:
        digits = with_luhn(random.choice(("34", "37")) + random_digits(random, 12))
        return joined(random, (digits[:4], digits[4:10], digits[10:]), ("-", " ", "")), ()
    start = random.choice(("4", "4", "51", "53", "55", "9", "9410", "356", "6250", "2221"))
    digits = with_luhn(start + random_digits(random, 15 - len(start)))
    groups = [digits[at : at + 4] for at in range(0, 16, 4)]
    if random.random() < 0.15:
        place, separator = random.choice((4, 8, 12)), random.choice(("-", " ", " - "))
        lines = (digits[:place], digits[place:])
        return "\n".join(separator.join(line[at : at + 4] for at in range(0, len(line), 4)) for line in lines), ()
    value = joined(random, groups, ("-", "-", " ", "", " - ", ".", "   -   ", "\n"))
    return _hidden(random, value) if random.random() < 0.1 else value, ()


def _mistyped_card(random: Random) -> Made:
    digits = random.choice("459") + random_digits(random, 15)
    groups = [digits[at : at + 4] for at in range(0, 16, 4)]
    frames = ("카드번호 {}인데 결제가 안 돼요", "신한카드 {}로 결제했어요", "{} 이 카드요", "카드는 {}예요")
    return joined(random, groups, ("-", " ")), frames


def _account(random: Random) -> Made:
    sizes = random.choice(
        ((6, 2, 6), (3, 3, 6), (4, 3, 6), (3, 4, 4, 2), (3, 6, 5), (4, 2, 7), (3, 6, 2, 3), (4, 4, 4))
    )
    groups = [str(random.randint(1, 9)) + random_digits(random, size - 1) for size in sizes]
    return joined(random, groups, ("-", "-", "")), ()


def _email(random: Random) -> Made:
    local = random.choice(("kim", "hong.gd", "sun_flower", "min-su", "lee+shop", "a")) + str(random.randint(0, 9999))
    domain = random.choice(("naver.com", "gmail.com", "hanmail.net", "mail.example.co.kr", "kakao.com", "snu.ac.kr"))
    shape = random.random()
    if shape < 0.1:
        return _wide(f"{local}@{domain}"), ()
    if shape < 0.15:
        return f"{local}골뱅이naver.com", ()
    if shape < 0.2:
        return (
            f"{random.choice(('홍길동', '김.민수', local))}@{random.choice(('회사.한국', '우리가게.kr', '가게.닷컴'))}",
            (),
        )
    if shape < 0.24:
        return f"{local}%40{domain}", ("https://shop.example.kr/?email={}", "shop.example.com/join?mail={}&page=2")
    if shape < 0.3:
        return _hidden(random, f"{local}@{domain}"), ()
    return local + random.choice(("@", "@", "@", " @ ", "@ ", " @", "＠")) + domain, ()


def _business(random: Random) -> Made:
    digits = str(random.randint(101, 999)) + random_digits(random, 6)
    checked = sum(int(digit) * weight for digit, weight in zip(digits, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True))
    digits += str(-(checked + int(digits[8]) * 5 // 10) % 10)
    if random.random() < 0.3:
        return digits, ("사업자등록번호 {}로 세금계산서요", "사업자번호는 {}예요", "사업자 {}입니다")
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}", ()


def _passport(random: Random) -> Made:
    if random.random() < 0.5:
        return "M" + random_digits(random, 8), ()
    return (
        f"{random.choice('MMMSR')}{random_digits(random, 3)}{random.choice('ABCDEFGHJK')}{random_digits(random, 4)}",
        (
            "여권번호 {}예요",
            "여권은 {}입니다",
            "{} 제 여권이에요",
        ),
    )


def _licence(random: Random) -> Made:
    groups = [str(random.randint(11, 28)), random_digits(random, 2), random_digits(random, 6), random_digits(random, 2)]
    if random.random() < 0.2:
        return "".join(groups), ("면허번호 {}예요", "운전면허 {}입니다")
    return "-".join(groups), ()


_STREETS = (
    "서울 강남구 테헤란로",
    "서울시 서초구 서초대로",
    "경기도 성남시 분당구 판교역로",
    "부산광역시 해운대구 센텀중앙로",
    "대전 유성구 대학로",
    "제주특별자치도 제주시 첨단로",
    "전주시 완산구 홍산로",
    "서울 마포구 양화로7길",
    "수원시 팔달구 효원로 265번길",
)
_LOTS = (
    "서울 강남구 역삼동",
    "역삼동",
    "인천 남동구 구월동",
    "종로3가",
    "경기 양평군 서종면 문호리",
    "부산 연제구 거제2동",
)
_HOMES = ("래미안아파트", "현대아파트", "은마아파트", "푸르지오", "우리집은 자이아파트")
_SENT = ("{}로 보내 주세요", "주소는 {}이에요", "배송지 {}", "{}\n여기로요", "집이 {}입니다")


def _address(random: Random) -> Made:
    detail = random.choice(("", "", " 4층", " 501호", ", 3층 302호", " 101동 1203호", " 지하 1층", " 2동 305호"))
    shape = random.random()
    place: tuple[str, ...]
    if shape < 0.5:
        number, place = f"{random.randint(1, 999)}{random.choice(('', '', '-' + str(random.randint(1, 30))))}", _STREETS
    elif shape < 0.75:
        number, place = f"{random.randint(1, 999)}-{random.randint(1, 99)}{random.choice(('', '번지'))}", _LOTS
    else:
        number, detail, place = (
            f"{random.randint(101, 130)}동 {random.randint(1, 25)}0{random.randint(1, 8)}호",
            "",
            _HOMES,
        )
    before = random.choice(place) + " "
    return number + detail, [frame.replace("{}", before + "{}") for frame in _SENT]


_NUMBER_IS = (
    "제 번호는 {}이에요",
    "번호{}입니다",
    "{}로 연락 주세요",
    "연락처: {}",
    "{}",
    "연락처가 {}인데요",
    "전화({})로 주세요",
    "폰 {} 김철수",
)
_IDENTITY = (
    "주민번호 {}이에요",
    "제 주민등록번호는 {}입니다",
    "{}인데 본인인증이 안 돼요",
    "{}",
    "홍길동 {}",
    "외국인등록번호{}요",
)

PERSONAL: Final[dict[str, tuple[Make, Sequence[str]]]] = {
    "resident_number": (_resident, _IDENTITY),
    "phone": (_mobile, _NUMBER_IS),
    "land line": (_land_line, ("사무실은 {}이에요", "{}로 전화 주세요", "집전화 {}", "전화번호{}입니다", "{}")),
    "card": (_card, ("카드번호 {}로 결제했는데요", "{}로 긁었어요", "{}", "번호는 {}이고요", "비자카드{}입니다")),
    "mistyped card": (_mistyped_card, ()),
    "account": (
        _account,
        (
            "국민은행 {} 홍길동",
            "계좌번호는 {}이에요",
            "{} 신한은행이요",
            "환불 계좌: 카카오뱅크 {}",
            "농협 {}로 보내 주세요",
            "우리 {}",
            "입금은 {} (하나은행)",
        ),
    ),
    "email": (
        _email,
        ("메일은 {}이에요", "{}로 보내 주세요", "이메일{}입니다", "{}", "아이디가 {}인데 로그인이 안 돼요"),
    ),
    "business_number": (_business, ("세금계산서 {}로 끊어 주세요", "사업자번호 {}입니다", "{}")),
    "passport": (_passport, ("여권번호 {}예요", "{}로 예매했어요", "여권{}입니다")),
    "driver_licence": (_licence, ("면허번호 {}이에요", "{}로 인증했어요", "운전면허{}입니다")),
    "address": (_address, ()),
}
"""What must be masked, by what it is called in reports."""

KINDS: Final[dict[str, Kind]] = {
    "resident_number": "resident_number",
    "phone": "phone",
    "land line": "phone",
    "card": "card",
    "mistyped card": "card",
    "account": "account",
    "email": "email",
    "business_number": "business_number",
    "passport": "passport",
    "driver_licence": "driver_licence",
    "address": "address",
}
