"""What a message does besides asking: it greets, picks, rejects, wants a person … Rules, as there is little to learn.

Rules speak of the whole message, so that a question which only mentions such a word stays a question: 상담원 연결
버튼은 어떻게 만드나요. A person may be asked for in one sentence of several, as people add a number or a reason; only
orders to a machine are looked for anywhere.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from app.analysis.keyboard import to_hangul
from app.chat import act_bounds, act_patterns, act_wishes
from app.lazy_pattern import LazyPattern

Kind = Literal[
    "ask",
    "greeting",
    "thanks",
    "goodbye",
    "identity",
    "laughter",
    "no_words",
    "restart",
    "handover",
    "pick",
    "reject",
    "abuse",
    "injection",
]

MAX_ACT = 80
"""Characters of a message that may be an act; what is longer tells something, and is asked."""

NAMING = 4
"""Letters up to which a sentence beside others only names a person: 상담원? 매니저? 뭐가 달라요."""

MATTER = 4
"""Letters beside an abuse above which the message is about something that can be answered."""


class Act(NamedTuple):
    """``text`` is what is left to be asked, ``place`` which of the offered is picked, from 0, -1 being the last."""

    kind: Kind
    text: str = ""
    place: int = 0


_LETTER = re.compile(r"[0-9A-Za-zㄱ-ㅎㅏ-ㅣ가-힣①-⑩]")
_KEPT = re.compile(rf"{_LETTER.pattern}|%")
_LAUGHTER = re.compile(
    r"(?:[ㅋㅎㅠㅜㅡ]|하하|흐흐|헤헤|히히|호호|크크|푸하|풉|엉엉|흑흑|헐|헉|대박|우와|[음흠와오아어]|ㄱㄱ|ㄷㄷ|lol|haha)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?<!ㅇ)ㅋ+|ㅎ+(?!ㅇ)|[ㅠㅜㅡ]+")
"""Laughter and tears around words; ㅇㅋ and ㅎㅇ are words."""

_SENTENCE_END = re.compile(
    r"[.!?~。…]|(?<=[요다죠줘])\s(?!이?라[고는]|(?:(?<=[세줘]요\s)|(?<=줘\s))(?:버튼|문구|멘트|배너|아이콘)(?!만))"
)
"""Those who chat leave out the full stop, and end politely all the same; what goes on with 라고 is only quoted, and
an order that goes on with 버튼 is what the button says. Hardly any says 싶어요: who wants a person and then tells of a
button still wants one."""
_POINTING = re.compile(
    r"^(?:\S+\s){0,2}말고\s|^(?:(?:야|야?이|그|저|이런|저런|고)\s)+|(?:\s(?:야|야?이|그|저|이런|저런))+$"
)
"""What is left around a wish when the insult that it points to is taken out: 이 새끼야, 이런 썅, 저 병신 말고."""

_PRESSED, _LONE = re.compile(r"[A-Za-z][A-Za-z .,!?~]{3,}"), re.compile("[ㄱ-ㅣ]")

_APPROVING, _LAUGHING = re.compile(r"[👍🙏👌💯❤♥💕😊🥰😍🙇]"), re.compile(r"[😂🤣😆😄😁😅😭😢]|\^\^")

_WHOLE: tuple[tuple[Kind, LazyPattern], ...] = (
    ("restart", act_patterns.RESTART),
    ("pick", act_wishes.PICK),
    ("handover", act_wishes.HANDOVER),
    ("identity", act_patterns.IDENTITY),
    ("thanks", act_patterns.THANKS),
    ("goodbye", act_patterns.GOODBYE),
    ("greeting", act_patterns.OPENING),
    ("reject", act_wishes.NO),
    ("reject", act_wishes.OTHERS),
    ("reject", act_wishes.UNHELPFUL),
)


def read(text: str) -> Act:
    """The act of ``text``, which is in NFC and not blank."""
    text = " ".join(text.split())
    if not _LETTER.search(text):
        return Act(_wordless(text))
    if act_bounds.ORDERS.search(text):
        return Act("injection")
    act = _short(text) if len(text) <= MAX_ACT else Act("ask", _without_hello(text) or text)
    if _wants_person(act.text):
        return Act("handover")
    meant = _in_english_mode(text) if act.kind == "ask" else ""
    other = read(meant) if meant else act
    return act if other.kind == "ask" else other


def calls_off(text: str) -> bool:
    """Whether all of ``text`` takes back the request for a person that is waited for."""
    said = _in_english_mode(text) or text
    return len(text) <= MAX_ACT and act_wishes.CALL_OFF.fullmatch(_squeezed(said)[0]) is not None


def _in_english_mode(text: str) -> str:
    """What ``text`` says if it is Korean typed in English mode, tkdekadnjs: whole syllables; "" if it is not."""
    korean = to_hangul(text.lower() if text.isupper() else text) if _PRESSED.fullmatch(text) else ""
    return "" if _LONE.search(korean) else korean


def _wordless(text: str) -> Kind:
    if _APPROVING.search(text):
        return "thanks"
    return "laughter" if _LAUGHING.search(text) else "no_words"


def _short(text: str) -> Act:
    if _LAUGHTER.fullmatch("".join(_LETTER.findall(text))):
        return Act("laughter")
    if act := _whole(text):
        return act
    rest = _without_hello(text)
    if not _LETTER.search(rest):
        return Act("greeting")
    if rest != text and (act := _whole(rest)):
        return act
    return _abusive(rest) or _not_that(rest) or Act("ask", rest)


def _wants_person(text: str) -> bool:
    """Whether a sentence of ``text`` is a request for a person."""
    sentences = (_squeezed(sentence)[0] for sentence in _SENTENCE_END.split(text) if len(sentence) <= MAX_ACT)
    return any(len(each) > NAMING and act_wishes.HANDOVER.fullmatch(each) for each in sentences)


def _without_hello(text: str) -> str:
    """``text`` behind its greetings, two at most: 안녕하세요! 반갑습니다."""
    for _ in range(2):
        found = act_patterns.HELLO.match(text)
        text = text[found.end() :] if found else text
    return text


def _whole(text: str) -> Act | None:
    """The act that all of ``text`` is."""
    bare, _ = _squeezed(text)
    for kind, pattern in _WHOLE:
        if found := pattern.fullmatch(bare):
            return Act(kind, text, _place(found)) if kind == "pick" else Act(kind)
    return None


def _abusive(text: str) -> Act | None:
    """An abuse; where there is a matter beside it, the question about the matter, or the wish for a person."""
    if not act_bounds.SLURS.search(text):
        return None
    rest = " ".join(act_bounds.SLURS.sub(" ", text).split())
    if _wants_person(_POINTING.sub("", rest)):
        return Act("handover")
    matter = "".join(act_bounds.ANGER.sub("", _squeezed(word)[0], count=1) for word in rest.split())
    return Act("ask", rest) if len(matter) > MATTER else Act("abuse")


def _not_that(text: str) -> Act | None:
    """A no to what was shown, and what is wanted instead, where it is said."""
    bare, places = _squeezed(text)
    found = act_wishes.NOT_THAT.match(bare)
    if not found:
        return None
    wanted = bare[found.end() :]
    if not wanted or act_wishes.OTHERS.fullmatch(wanted) or act_wishes.UNHELPFUL.fullmatch(wanted):
        return Act("reject")
    if again := _not_that(text[places[found.end()] :]):
        return again
    return Act("reject", text[places[found.end()] :])


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The letters of ``text`` in lower case, laughter set aside, and the place of each in it."""
    quiet = _TAIL.sub(lambda found: " " * len(found[0]), text)
    places = [place for place, character in enumerate(quiet) if _KEPT.match(character)]
    return "".join(quiet[place].lower() for place in places), places


def _place(picked: re.Match[str]) -> int:
    if picked["last"]:
        return -1
    if picked["digit"]:
        return int(picked["digit"]) - 1
    if picked["sign"]:
        return ord(picked["sign"]) - ord("①")
    return act_wishes.NUMBERS.get(picked["word"] or picked["short"], 0)
