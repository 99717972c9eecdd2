"""Made-up Korean messages to a help centre, each with the personal data in it and with numbers that only look like it.

Every value is random; none is known to be anybody's. The same seed gives the same messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from app.analysis.normalise import fold
from app.analysis.text import clean
from tests.chat.synthetic.look_alikes import LOOK_ALIKES
from tests.chat.synthetic.personal import KINDS, PERSONAL

__all__ = ["KINDS", "LOOK_ALIKES", "PERSONAL", "Message", "Part", "messages", "mistreated"]


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
    """``text`` is as it was typed, before it is cleaned."""

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
    """Whether ``value``, or four digits in a row of it or as words, can be read in ``rest``."""
    value = clean(value, len(value), parameter="value")
    digits = re.sub("[^0-9공영일이삼사오육칠팔구]", "", fold(value))
    words = re.findall("[가-힣]{4,}", value)
    return any(part in rest for part in (fold(value), *words, *(digits[at : at + 4] for at in range(len(digits) - 3))))
