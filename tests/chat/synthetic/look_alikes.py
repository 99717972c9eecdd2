"""What must be kept."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from tests.chat.synthetic.made import Made, Make, random_day, random_digits


def _order(random: Random) -> Made:
    year, month, day = random_day(random)
    dated = f"{year}{month:02}{day:02}"
    shape = random.randrange(6)
    if shape == 0:
        return dated + random_digits(random, random.choice((6, 8))), ()
    if shape == 1:
        return f"{dated}-{random_digits(random, 7)}", ()
    if shape == 2:
        return f"{random.choice(('ORD', 'B', 'SO', 'KR'))}-{dated}-{random_digits(random, 3)}", ()
    if shape == 3:
        return f"{random.choice(('A', 'ORD', 'P'))}{random_digits(random, 9)}", ()
    if shape == 4:
        return f"{random.choice('BCK')}{random.randint(100, 999)}-{random_digits(random, 4)}", ()
    labels = (
        "주문번호 {}",
        "주문번호: {}이에요",
        "주문 {} 취소해 주세요",
        "주문번호가 {}인데 안 와요",
        "주문 번호는 {}입니다",
        "{} 주문번호예요",
    )
    return str(random.randint(1, 9)) + random_digits(random, random.randint(11, 15)), labels


def _parcel(random: Random) -> Made:
    digits = str(random.randint(1, 9)) + random_digits(random, random.choice((9, 11, 12, 13)))
    if len(digits) == 12 and random.random() < 0.5:
        digits = "-".join((digits[:4], digits[4:8], digits[8:]))
    return digits, ()


def _receipt(random: Random) -> Made:
    return str(random.randint(1, 9)) + random_digits(random, random.choice((7, 7, 9, 11, 13))), ()


def _calendar(random: Random) -> Made:
    year, month, day = random_day(random)
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
        f"https://shop.example.com/orders/{random_digits(random, 16)}?page=2",
        f"www.example.co.kr/item/{random_digits(random, 13)}",
        f"smartstore.example.com/p/{random_digits(random, 10)}",
        f"https://shop.example.com/list?item_id={random_digits(random, 16)}&page={random.randint(1, 99)}",
        f"shop.example.kr/track?no={random_digits(random, 13)}",
        f"오류코드 {random_digits(random, 5)}",
        f"0x{random_digits(random, 8)}",
    )
    return random.choice(shapes), ()


def _product(random: Random) -> Made:
    shapes = (
        f"SM-S{random.randint(900, 999)}N",
        "아이폰 15 Pro 256GB",
        f"MX{random_digits(random, 4)}-{random_digits(random, 3)}",
        f"LG-{random_digits(random, 4)}K",
        f"RTX {random.randint(1, 9)}090",
        f"품번 {random_digits(random, 6)}-{random_digits(random, 3)}",
    )
    return random.choice(shapes), ()


def _coupon(random: Random) -> Made:
    letters = "".join(random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=12))
    shapes = (f"{letters[:4]}-{letters[4:8]}-{letters[8:]}", f"WELCOME{random.randint(10, 2026)}", letters)
    return random.choice(shapes), ("쿠폰 {}이 안 먹혀요", "쿠폰 코드 {}", "쿠폰번호는 {}예요")


def _company(random: Random) -> Made:
    return f"{random.choice(('1588', '1577', '1566', '1644', '1661', '1833', '1899'))}-{random_digits(random, 4)}", ()


_ASKED = (
    "{}에 주문했어요",
    "{}까지인가요",
    "어제가 아니라 {}였어요",
    "{}",
    "은행에서 {}에 보냈어요",
    "카드로 {} 결제했어요",
)

LOOK_ALIKES: Final[dict[str, tuple[Make, Sequence[str]]]] = {
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
