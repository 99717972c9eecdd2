"""Which device a message names, and whether it says anything else."""

from __future__ import annotations

from datetime import date

import pytest

from app.chat.platforms import LONGEST, fitting, named, says_more, without
from app.models import Article, Platform

MOBILE: tuple[Platform, ...] = ("android", "ios")

DEVICE_ONLY: list[tuple[str, tuple[Platform, ...]]] = [
    ("아이폰이요", ("ios",)),
    ("아이폰은요?", ("ios",)),
    ("ㅇㅇ 아이폰", ("ios",)),
    ("아이폰 15 프로예요", ("ios",)),
    ("아이패드로 할 때는요?", ("ios",)),
    ("안드로이드 폰이에요", ("android",)),
    ("저 안드로이드 써요", ("android",)),
    ("안드폰이요ㅋㅋ", ("android",)),
    ("갤럭시 s24 쓰고 있어요", ("android",)),
    ("삼성폰이요", ("android",)),
    ("폰에서도 그러는데 갤럭시예요", ("android",)),
    ("그럼 PC로는 어떻게 해요?", ("pc",)),
    ("노트북에서 크롬으로 보고있어요", ("pc",)),
    ("컴이요", ("pc",)),
    ("맥북이요", ("pc",)),
    ("PC에서는요? 방법 알려주세요", ("pc",)),
    ("그럼 모바일에서는요", MOBILE),
    ("핸드폰으로 하는데요", MOBILE),
    ("앱에서는요", MOBILE),
    ("컴퓨터 말고 폰으로요", MOBILE),
    ("안드로이드 아니고 아이폰이에요", ("ios",)),
]

MORE: list[tuple[str, tuple[Platform, ...]]] = [
    ("컴에서 소리는 어떻게 켜요", ("pc",)),
    ("아이폰 알림이 안 와요", ("ios",)),
    ("PC 로그인은?", ("pc",)),
    ("갤럭시폰으로 단체메시지 보내는 거 알려주세요", ("android",)),
    ("PC에서는 되는데 폰에서는 안 열려요", MOBILE),
    ("폰 크롬에서 로그인이 안 돼요", MOBILE),
    ("아이폰이랑 PC 둘 다 로그인", ("pc", "ios")),
]

NO_DEVICE = [
    "컴플레인이 들어왔어요",
    "앱스토어 심사",
    "애플페이 되나요",
    "폰트 바꾸기",
    "맥주 광고",
    "맥락이 달라요",
    "웹훅 연결",
    "웹툰 광고",
    "갤러리에서 사진",
    "쿠폰은 어떻게 만드나요",
    "쿠폰으로 보내기",
    "640픽셀",
    "pc방 업종",
    "쇼윈도우 광고",
    "앱유저아이디는 뭐예요",
    "이어폰 판매",
    "캠페인은 어디서",
    "컴백 기념",
]


@pytest.mark.parametrize(("message", "platforms"), DEVICE_ONLY)
def test_messages_that_only_name_a_device(message: str, platforms: tuple[Platform, ...]) -> None:
    assert named(message) == platforms
    assert not says_more(message)


@pytest.mark.parametrize(("message", "platforms"), MORE)
def test_messages_that_say_more(message: str, platforms: tuple[Platform, ...]) -> None:
    assert named(message) == platforms
    assert says_more(message)


@pytest.mark.parametrize("message", NO_DEVICE)
def test_words_that_only_look_like_devices(message: str) -> None:
    assert named(message) == ()
    assert without(message) == message


def test_a_long_message_says_more() -> None:
    assert says_more("아이폰 " * LONGEST)


def _article(platform: Platform) -> Article:
    return Article(platform, "제목", "본문", "a", ("가",), "slug", date(2026, 1, 1), platform=platform)


def test_variants_that_fit() -> None:
    variants = [_article("pc"), _article("ios"), _article("all")]
    assert fitting(variants, ("ios",)) == variants[1:]
    assert fitting(variants, MOBILE) == variants[1:]
    assert fitting(variants, ()) == variants
