"""Which device a visitor speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.lazy_pattern import LazyPattern
from app.models import PLATFORMS, Article, Platform

NAMES: dict[Platform, str] = {"pc": "PC", "android": "안드로이드", "ios": "아이폰", "all": "모든 기기"}

_PARTICLE = r"(?=에서|에선|으로|로|론|은|는|도|이[요에예고]|요|용|$|[\s.,!?~])"
"""What follows a word of one syllable where it is a word at all: 폰에서, not 폰트."""

_START = r"(?<![가-힣a-z])"

_ANDROID = (
    rf"안드(?!로메)(?:로이드)?(?: ?폰)?|갤럭시(?: ?(?:폰|탭|노트))?|{_START}갤(?:폰|탭|노트|{_PARTICLE})|삼성 ?폰"
    rf"|픽셀 ?폰|구글 ?폰"
    r"|제트 ?플립|z ?플립|z ?폴드|(?:구글 ?)?플레이 ?스토어(?=에서|로)|android|galaxy"
)
_IOS = (
    rf"아이폰|아이뽄|{_START}아폰|아이패드|아이 ?오에스|애플 ?폰|앱 ?스토어(?=에서|로)|(?<![a-z])ios(?![a-z])|iphone"
    rf"|ipad"
)
_PC = (
    r"(?<![a-z])pc(?![a-z방])|피[씨시](?!방)|컴퓨터|컴터|데스크[톱탑]|데탑|노트북|랩탑|아이맥|맥북"
    rf"|{_START}컴{_PARTICLE}|{_START}맥{_PARTICLE}|{_START}(?:윈도우즈?|윈도즈?)(?: ?1[01])?|windows"
)
_MOBILE = (
    rf"모바일|휴대 ?폰|휴대 ?전화|핸드폰|핸폰|스마트 ?폰|{_START}폰{_PARTICLE}|태블릿|{_START}(?:앱|어플){_PARTICLE}"
    r"|(?<![가-힣])어플(?:리케이션)?|mobile"
)
_BROWSER = (
    rf"크롬|{_START}엣지{_PARTICLE}|{_START}웨일{_PARTICLE}|익스플로러|브라우저|{_START}웹(?:브라우저|사이트"
    rf"|{_PARTICLE})|chrome"
)

_DEVICES: tuple[tuple[tuple[Platform, ...], LazyPattern], ...] = (
    (("android",), LazyPattern(_ANDROID, re.IGNORECASE)),
    (("ios",), LazyPattern(_IOS, re.IGNORECASE)),
    (("pc",), LazyPattern(_PC, re.IGNORECASE)),
)
_PHONE, _WEB = LazyPattern(_MOBILE, re.IGNORECASE), LazyPattern(_BROWSER, re.IGNORECASE)
"""Words that others make more precise: 폰인데 갤럭시예요, 폰에서 크롬으로."""

_ASIDE = LazyPattern(
    rf"(?:{'|'.join((_ANDROID, _IOS, _PC, _MOBILE))})"
    r"(?:(?:이|가)? ?(?:말고|아니고|아니라|아니구|빼고|대신)"
    r"|(?:에서|으로|로)는? ?(?:잘 ?)?(?:되|됐|보이|열리|나오|괜찮|했)(?:는데|은데|었는데))",
    re.IGNORECASE,
)
"""A device that it is not about: 폰 말고 컴퓨터로, PC에서는 되는데."""


def named(text: str) -> tuple[Platform, ...]:
    """The platforms that ``text`` speaks of, all that it may mean; none where it names no device."""
    text = _ASIDE.sub(" ", text)
    found = {platform for platforms, pattern in _DEVICES if pattern.search(text) for platform in platforms}
    if found.isdisjoint(("android", "ios")) and _PHONE.search(text):
        found |= {"android", "ios"}
    if not found and _WEB.search(text):
        found = {"pc"}
    return tuple(platform for platform in PLATFORMS if platform in found)


def without(text: str) -> str:
    """``text`` without the words for devices."""
    for pattern in (*(pattern for _, pattern in _DEVICES), _PHONE, _WEB):
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def fitting(variants: Iterable[Article], wanted: tuple[Platform, ...]) -> list[Article]:
    """Those of ``variants`` for the ``wanted`` platforms, all where none is wanted; those for all devices fit any."""
    return [article for article in variants if not wanted or article.platform in (*wanted, "all")]


def spoken(wanted: tuple[Platform, ...]) -> str:
    """The names of the ``wanted`` platforms in a sentence."""
    phones: tuple[Platform, ...] = ("android", "ios")
    mobile = set(phones) <= set(wanted)
    names = [NAMES[platform] for platform in wanted if not (mobile and platform in phones)]
    return ", ".join([*names, "모바일"] if mobile else names)


LONGEST = 80
"""Characters of a message above which it says more, whatever they are."""

_PARTICLES = (
    r"(?:에서|에선|으로|로|에|은|는|도|론|이|가|을|를|용|만|랑|하고|쪽|버전|버젼|기기|기종|모델|유저|사용자|폰|앱)"
)
_IS = (
    r"(?:이?요|이에요|이예요|예요|에요|입니다|임|이야|야|인데요?|이고요?|이구요?|구요|은요|는요|거든요|이거든요"
    r"|이라서요?|라서요?)"
)
_USING = (
    r"(?:(?:쓰|사용하|이용하|접속하|보|들어가)(?:고|는|면|려면|려고|는데요?)|(?:사용|이용|접속) ?중?|써요|씁니다"
    r"|봐요|봅니다|볼게요"
    r"|(?:보고|쓰고)?있(?:어요|는데요?|습니다|음)|(?:사용|이용)(?:해요|합니다|자|중이에요|중))"
)
_ASKING = (
    r"(?:어떻게|어떡해|어케|해요?|하나요|하죠|하는|하려면|하면|하는데요?|할|때는?|할때는?|되나요|될까요|돼요"
    r"|가능(?:한가요|해요)|경우(?:는|에는|엔)?"
    r"|방법(?:은|이|요)?|법|알려 ?(?:줘요?|주세요)|똑같(?:아요|나요|이)|마찬가지(?:예요|인가요)?|같은가요"
    r"|그러(?:는데요?|네요)|그래요|그렇(?:고|네요)|뭐(?:예요)?|어때요)"
)
_FILLER = (
    r"(?:그럼|그러면|그런데|근데|혹시|아니|저는?|저희는?|전|제가|제|지금|네|넵|ㅇㅇ|응|예|아|음|어|그|좀|이거|그거"
    r"|그건|이건|건|거|것|만약"
    r"|프로|맥스|미니|플러스|울트라|s?\d{1,2}|입니당|이용|기준)"
)
_NOTHING = LazyPattern(rf"(?:{_PARTICLES}|{_IS}|{_USING}|{_ASKING}|{_FILLER}){{0,4}}[ㅠㅜㅎㅋ]*", re.IGNORECASE)
_WORD = re.compile(r"[0-9A-Za-z가-힣ㄱ-ㅎㅏ-ㅣ]+")


def says_more(text: str) -> bool:
    """Whether ``text`` says anything but which device it is about."""
    if len(text) > LONGEST:
        return True
    return not all(_NOTHING.fullmatch(word) for word in _WORD.findall(without(_ASIDE.sub(" ", text))))
