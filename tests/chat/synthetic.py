"""Made-up Korean messages to a help centre, each with the personal data in it and with numbers that only look like it.

Every value is random; none is known to be anybody's. The same seed gives the same messages.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from app.chat.personal_data import Kind


@dataclass(frozen=True)
class Part:
    """``kind`` is what the value is, ``personal`` whether it must be masked. ``frame`` has a place for it."""

    kind: str
    value: str
    personal: bool
    frame: str

    @property
    def text(self) -> str:
        return self.frame.replace("{}", self.value)


@dataclass(frozen=True)
class Message:
    text: str
    parts: tuple[Part, ...]


def messages(seed: int, count: int) -> Iterator[Message]:
    """``count`` messages of one to four parts, with line ends, laughter and words in between."""
    random = Random(seed)
    for _ in range(count):
        parts = tuple(_part(random) for _ in range(random.choice((1, 1, 2, 2, 3, 4))))
        texts = [random.choice(_OPENINGS), parts[0].text]
        for part in parts[1:]:
            texts += (random.choice(_JOINTS), part.text)
        yield Message("".join((*texts, random.choice(_ENDINGS))), parts)


_OPENINGS = ("", "", "안녕하세요 ", "안녕하세요\n", "저기요, ", "아까 물어본 사람인데요ㅠㅠ ", "(급해요) ", "1. ")
_JOINTS = (" ", "\n", "\n\n", ", ", ". ", "~ ", " / ", " 그리고 ", "ㅋㅋ ", "!! ")
_ENDINGS = ("", "", ".", "!", "\n", " 확인 부탁드려요", "\n빨리 답 주세요", " ^^;")


def _part(random: Random) -> Part:
    personal = random.random() < 0.5
    table = PERSONAL if personal else LOOK_ALIKES
    kind = random.choice(list(table))
    make, frames = table[kind]
    value, own = make(random)
    return Part(kind, value, personal, random.choice(own or frames))


# What a number is made with, and, where its shape needs certain words around it, the frames it stands in.
Made = tuple[str, Sequence[str]]
_Make = Callable[[Random], Made]


def _digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))


def _joined(random: Random, groups: Sequence[str], separators: Sequence[str]) -> str:
    return random.choice(separators).join(groups)


def _wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


def _hangul(random: Random, digits: str) -> str:
    return digits.translate(str.maketrans("0123456789", random.choice("공영") + "일이삼사오육칠팔구"))


def _birthday(random: Random, year: int) -> str:
    month = random.randint(1, 12)
    return f"{year % 100:02}{month:02}{random.randint(1, monthrange(year, month)[1]):02}"


def _date(random: Random) -> tuple[int, int, int]:
    return random.randint(2019, 2026), random.randint(1, 12), random.randint(1, 28)


def _resident(random: Random) -> Made:
    year = random.randint(1930, 2020)
    sex = random.choice("1256" if year < 2000 else "3478")
    born, rest = _birthday(random, year), sex + _digits(random, 6)
    return _joined(random, (born, rest), ("-", "-", " ", "", " - ", "–")), ()


def _mobile(random: Random) -> Made:
    if random.random() < 0.9:
        head, middle = "010", str(random.randint(2000, 9999))
    else:
        head, middle = random.choice(("011", "016", "017", "018", "019")), str(random.randint(200, 9999))
    groups = [head, middle, _digits(random, 4)]
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
    return _joined(random, groups, ("-", "-", "-", "", "", ".", " ", " - ", "/", "_", "ㅡ")), ()


def _land_line(random: Random) -> Made:
    area = random.choice(
        ("02", "02", "031", "032", "033", "041", "042", "051", "053", "062", "064", "070", "0507", "0504")
    )
    groups = [area, str(random.randint(200, 9999)), _digits(random, 4)]
    if random.random() < 0.15:
        return f"{area}){groups[1]}-{groups[2]}", ()
    return _joined(random, groups, ("-", "-", "", ".", " ")), ()


def with_luhn(digits: str) -> str:
    """``digits`` and the one that makes them pass."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    return digits + str(-(sum(map(int, digits[-2::-2])) + sum(doubled)) % 10)


def _card(random: Random) -> Made:
    if random.random() < 0.12:
        digits = with_luhn(random.choice(("34", "37")) + _digits(random, 12))
        return _joined(random, (digits[:4], digits[4:10], digits[10:]), ("-", " ", "")), ()
    start = random.choice(("4", "4", "51", "53", "55", "9", "9410", "356", "6250", "2221"))
    digits = with_luhn(start + _digits(random, 15 - len(start)))
    groups = [digits[at : at + 4] for at in range(0, 16, 4)]
    return _joined(random, groups, ("-", "-", " ", "", " - ", ".")), ()


def _mistyped_card(random: Random) -> Made:
    digits = random.choice("459") + _digits(random, 15)
    groups = [digits[at : at + 4] for at in range(0, 16, 4)]
    frames = ("카드번호 {}인데 결제가 안 돼요", "신한카드 {}로 결제했어요", "{} 이 카드요", "카드는 {}예요")
    return _joined(random, groups, ("-", " ")), frames


def _account(random: Random) -> Made:
    sizes = random.choice(
        ((6, 2, 6), (3, 3, 6), (4, 3, 6), (3, 4, 4, 2), (3, 6, 5), (4, 2, 7), (3, 6, 2, 3), (4, 4, 4))
    )
    groups = [str(random.randint(1, 9)) + _digits(random, size - 1) for size in sizes]
    return _joined(random, groups, ("-", "-", "")), ()


def _email(random: Random) -> Made:
    local = random.choice(("kim", "hong.gd", "sun_flower", "min-su", "lee+shop", "a")) + str(random.randint(0, 9999))
    domain = random.choice(("naver.com", "gmail.com", "hanmail.net", "mail.example.co.kr", "kakao.com", "snu.ac.kr"))
    shape = random.random()
    if shape < 0.1:
        return _wide(f"{local}@{domain}"), ()
    if shape < 0.15:
        return f"{local}골뱅이naver.com", ()
    return local + random.choice(("@", "@", "@", " @ ", "@ ", " @", "＠")) + domain, ()


def _business(random: Random) -> Made:
    digits = str(random.randint(101, 999)) + _digits(random, 6)
    checked = sum(int(digit) * weight for digit, weight in zip(digits, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True))
    digits += str(-(checked + int(digits[8]) * 5 // 10) % 10)
    if random.random() < 0.3:
        return digits, ("사업자등록번호 {}로 세금계산서요", "사업자번호는 {}예요", "사업자 {}입니다")
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}", ()


def _passport(random: Random) -> Made:
    if random.random() < 0.5:
        return "M" + _digits(random, 8), ()
    return f"{random.choice('MMMSR')}{_digits(random, 3)}{random.choice('ABCDEFGHJK')}{_digits(random, 4)}", (
        "여권번호 {}예요",
        "여권은 {}입니다",
        "{} 제 여권이에요",
    )


def _licence(random: Random) -> Made:
    groups = [str(random.randint(11, 28)), _digits(random, 2), _digits(random, 6), _digits(random, 2)]
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

PERSONAL: Final[dict[str, tuple[_Make, Sequence[str]]]] = {
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


def _order(random: Random) -> Made:
    year, month, day = _date(random)
    dated = f"{year}{month:02}{day:02}"
    shape = random.randrange(6)
    if shape == 0:
        return dated + _digits(random, random.choice((6, 8))), ()
    if shape == 1:
        return f"{dated}-{_digits(random, 7)}", ()
    if shape == 2:
        return f"{random.choice(('ORD', 'B', 'SO', 'KR'))}-{dated}-{_digits(random, 3)}", ()
    if shape == 3:
        return f"{random.choice(('A', 'ORD', 'P'))}{_digits(random, 9)}", ()
    if shape == 4:
        return f"{random.choice('BCK')}{random.randint(100, 999)}-{_digits(random, 4)}", ()
    labels = (
        "주문번호 {}",
        "주문번호: {}이에요",
        "주문 {} 취소해 주세요",
        "주문번호가 {}인데 안 와요",
        "주문 번호는 {}입니다",
        "{} 주문번호예요",
    )
    return str(random.randint(1, 9)) + _digits(random, random.randint(11, 15)), labels


def _parcel(random: Random) -> Made:
    digits = str(random.randint(1, 9)) + _digits(random, random.choice((9, 11, 12, 13)))
    if len(digits) == 12 and random.random() < 0.5:
        digits = "-".join((digits[:4], digits[4:8], digits[8:]))
    return digits, ()


def _receipt(random: Random) -> Made:
    return str(random.randint(1, 9)) + _digits(random, random.choice((7, 7, 9, 11, 13))), ()


def _calendar(random: Random) -> Made:
    year, month, day = _date(random)
    hour, minute = random.randint(0, 23), random.randint(0, 59)
    shapes = (
        f"{year}-{month:02}-{day:02}",
        f"{year}.{month:02}.{day:02}",
        f"{year}. {month}. {day}.",
        f"{year}/{month}/{day}",
        f"{year}{month:02}{day:02}",
        f"{year % 100}{month:02}{day:02}",
        f"{year}년 {month}월 {day}일",
        f"{month}월 {day}일",
        f"{month}/{day}",
        f"{month:02}.{day:02}~{month:02}.{day + 2:02}",
        f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}",
        f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00",
        f"{year}-{month:02}-{day:02}~{year}-{month:02}-{day + 2:02}",
        f"{hour:02}:{minute:02}",
        f"오후 {hour % 12}시 {minute}분",
        f"{hour:02}:{minute:02}~{hour:02}:{minute:02}",
        f"{month:02}.{day:02} {hour:02}:{minute:02} ~ {minute:02}:{hour:02}",
    )
    return random.choice(shapes), ()


def _amount(random: Random) -> Made:
    amount = random.choice((random.randint(1, 99) * 100, random.randint(1, 9999) * 1000, random.randint(10**6, 10**11)))
    shapes = (
        f"{amount:,}원",
        f"{amount:,}",
        f"{amount}원",
        f"{amount // 10000 + 1}만 원",
        f"₩{amount:,}",
        f"{amount:,} 캐시",
    )
    return random.choice(shapes), ()


def _quantity(random: Random) -> Made:
    count = random.randint(1, 300)
    unit = random.choice(("개", "명", "번", "박스", "일", "개월", "%", "GB", "호선", "층", "동", "시간", "호차"))
    return f"{count}{unit}", (
        "앱으로 {}",
        "바로 {}",
        "따로 {} 샀어요",
        "별로 {}도 안 돼요",
        "카드로 {} 했어요",
        "다시 새로 {}",
        "{}요",
        "이동 {}",
        "역시 택배로 {}",
    )


def _bare(random: Random) -> Made:
    return str(random.randint(1, 99)), (
        "바로 {}",
        "따로 {}",
        "별로 {}",
        "으로 {}",
        "다시 바로 {}",
        "서울 따로 {}",
        "앱으로 {}",
    )


def _technical(random: Random) -> Made:
    octets = ".".join(str(random.randint(1, 255)) for _ in range(4))
    version = ".".join(str(random.randint(0, 30)) for _ in range(random.choice((2, 3, 4))))
    shapes = (
        octets,
        f"v{version}",
        version,
        f"https://shop.example.com/orders/{_digits(random, 16)}?page=2",
        f"www.example.co.kr/item/{_digits(random, 13)}",
        f"smartstore.example.com/p/{_digits(random, 10)}",
        f"오류코드 {_digits(random, 5)}",
        f"0x{_digits(random, 8)}",
    )
    return random.choice(shapes), ()


def _product(random: Random) -> Made:
    shapes = (
        f"SM-S{random.randint(900, 999)}N",
        "아이폰 15 Pro 256GB",
        f"MX{_digits(random, 4)}-{_digits(random, 3)}",
        f"LG-{_digits(random, 4)}K",
        f"RTX {random.randint(1, 9)}090",
        f"품번 {_digits(random, 6)}-{_digits(random, 3)}",
    )
    return random.choice(shapes), ()


def _coupon(random: Random) -> Made:
    letters = "".join(random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=12))
    shapes = (f"{letters[:4]}-{letters[4:8]}-{letters[8:]}", f"WELCOME{random.randint(10, 2026)}", letters)
    return random.choice(shapes), ("쿠폰 {}이 안 먹혀요", "쿠폰 코드 {}", "쿠폰번호는 {}예요")


def _company(random: Random) -> Made:
    return f"{random.choice(('1588', '1577', '1566', '1644', '1661', '1833', '1899'))}-{_digits(random, 4)}", ()


_ASKED = (
    "{}에 주문했어요",
    "{}까지인가요",
    "어제가 아니라 {}였어요",
    "{}",
    "은행에서 {}에 보냈어요",
    "카드로 {} 결제했어요",
)

LOOK_ALIKES: Final[dict[str, tuple[_Make, Sequence[str]]]] = {
    "order": (
        _order,
        ("주문번호 {}", "주문번호는 {}이에요", "{} 언제 와요?", "{}", "주문({}) 취소요", "카드로 산 주문번호 {}"),
    ),
    "parcel": (
        _parcel,
        ("운송장번호 {}", "송장 {} 조회가 안 돼요", "운송장 번호는 {}이에요", "우체국 택배 {}", "{} 송장이요"),
    ),
    "receipt": (
        _receipt,
        ("예약번호 {}", "카드 승인번호 {}", "접수번호는 {}이에요", "예약 {} 취소요", "은행 거래번호 {}", "접수 {}"),
    ),
    "date": (_calendar, _ASKED),
    "amount": (_amount, ("{} 결제됐어요", "계좌로 {} 보냈어요", "환불이 {}", "{}", "카드로 {} 긁었어요")),
    "quantity": (_quantity, ()),
    "bare number": (_bare, ()),
    "technical": (_technical, ("{}에서 안 돼요", "{}", "지금 {}인데요")),
    "product": (_product, ("{} 쓰고 있어요", "{}", "모델은 {}이에요")),
    "coupon": (_coupon, ()),
    "company line": (_company, ("{}로 전화했는데요", "고객센터 {}", "국민은행 {}")),
}
"""What must be kept."""
