"""Short names for articles that stand beside each other: what tells each of them from the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from app.chat.models import MAX_LABEL
from app.chat.platforms import NAMES, named
from app.models import Article

MIN_NAME = 4
"""Characters below which a name says too little by itself."""

_VERBS = {
    **{"바꾸": "바꾸기", "바꿀": "바꾸기", "만들": "만들기", "만드": "만들기", "고치": "고치기", "고칠": "고치기"},
    **{"지우": "지우기", "지울": "지우기", "넘기": "넘기기", "넘길": "넘기기", "보내": "보내기", "보낼": "보내기"},
    **{"받을": "받기", "받으": "받기", "받나": "받기", "올리": "올리기", "올릴": "올리기", "옮길": "옮기기"},
    **{"나누": "나누기", "감추": "감추기", "합칠": "합치기", "나갈": "나가기", "걸": "걸기", "멈출": "멈추기"},
    **{"뺄": "빼기", "넣으": "넣기", "넣을": "넣기", "달": "달기", "찾나": "찾기", "없애": "없애기"},
    **{"골라야": "고르기", "고르": "고르기", "살릴": "살리기", "내려받을": "내려받기", "쓸": "쓰기", "쓰": "쓰기"},
}
"""Stems of verbs as questions end in them, and the noun of each."""

_ENDINGS = r"(?:(?:으)?려면 어떻게(?: 해야)? 하나요|(?:면 )?되나요|하나요|나요|고 싶어요| 수 있나요)"
_ADVERBS = r"(?:(?:어떻게|어디서|어디에서|언제|직접|다시|먼저|무엇을) )*"
_ACTION = re.compile(rf"(?P<object>.+?) {_ADVERBS}(?P<stem>{'|'.join(_VERBS)}){_ENDINGS}$")
_DOING = re.compile(rf"(?P<object>.+?) {_ADVERBS}(?P<noun>(?!돌려)[가-힣]{{2,4}})(?:하|할|받을|받고){_ENDINGS}$")
_DONE = re.compile(r"(?P<object>.+?)에? (?P<noun>[가-힣]{2,4})(?:됐|되었|했)어요$")
_STATE = re.compile(r"(?P<object>.+?)(?:은|는|이|가|이란|란) (?:무엇인가요|얼마인가요)$")

_QUESTIONS = re.compile(
    r"어떻게|어떤|무엇|어디|어느|누구|왜|언제|얼마|몇|(?:면|는데|려면|지만|어도|아도|해도|달라도)(?= )|^(?:다시|직접"
    r"|먼저) \S+$"
)
_DANGLING = re.compile(
    r"(?:있는|없는|하는|되는|둔|뒤|중|때|것|수|안|못|그|이|저|내|제)|.*(?:게|면|고|서|도|은|는|데|려|어|아|을|를)"
)
"""What a phrase asks or hangs on beside its matter, and words that it cannot begin with."""

_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_DEVICE = re.compile(rf"^(?:{'|'.join(NAMES.values())})\S*?(?: 앱)?에서 ")
_BRACKETED = re.compile(r"\s*\([^)]*\)$")
_UNFINISHED = re.compile(
    r"^(?:어떻게|어떤|무엇\S?|어디\S*|왜|언제|얼마\S?|몇|수|것|데|때|및|또는|안|못|더)$|(?:하는|하려면|하고|거나"
    r"|려면|으로)$"
)
_PARTICLE = re.compile(r"(?<=[가-힣A-Za-z0-9]{2})(?:에서|을|를|은|는|이|가|의)$")


def labels(articles: Sequence[Article]) -> list[str]:
    """A label of at most MAX_LABEL characters for each, all different.

    Variants of one question are told apart by their devices; all others by the first thing that their titles and
    keywords say and that no other of them says, too.
    """
    groups = {article.variant_group for article in articles}
    if len(articles) > 1 and None not in groups and len(groups) == 1:
        return distinct([NAMES[article.platform] for article in articles])
    said = [list(_candidates(article)) for article in articles]
    names = [_own(said, place) for place in range(len(said))]
    return distinct(_by_category(names, articles))


def _own(said: Sequence[Sequence[str]], place: int) -> str:
    """The first name of one article that no other article has as well; its first one where there is none."""
    others = {name for other, names in enumerate(said) if other != place for name in names}
    return next((name for name in said[place] if name not in others), said[place][0])


def _candidates(article: Article) -> Iterator[str]:
    """Names for ``article``, the best first: what its title asks, keywords of its title, the end of what it asks."""
    title = _DEVICE.sub("", _BRACKETED.sub("", article.title)).rstrip(" .?!")
    asked = [_asked(sentence.rstrip(" .?!")) for sentence in _SENTENCE.split(title)]
    phrases = [phrase for phrase in asked if len(phrase) >= MIN_NAME and not _QUESTIONS.search(phrase)]
    telling = [keyword for keyword in article.keywords if MIN_NAME <= len(keyword) <= MAX_LABEL and not named(keyword)]
    yield from (phrase for phrase in phrases if len(phrase) <= MAX_LABEL)
    yield from (keyword for keyword in telling if _shares(keyword, title))
    yield from filter(None, map(_ended, phrases))
    yield from telling
    yield shorten(title)


def _asked(sentence: str) -> str:
    """What ``sentence`` asks as a noun phrase: 이름을 바꾸고 싶어요 gives 이름 바꾸기. Empty where it is none."""
    if found := _STATE.match(sentence):
        return found["object"]
    if found := _ACTION.match(sentence):
        return f"{_PARTICLE.sub('', found['object'])} {_VERBS[found['stem']]}"
    if found := _DOING.match(sentence) or _DONE.match(sentence):
        return f"{_PARTICLE.sub('', found['object'])} {found['noun']}"
    return ""


def _ended(phrase: str) -> str:
    """As much of the end of ``phrase`` as there is room for, as what a Korean phrase is about stands at its end."""
    words = phrase.split()
    while len(words) > 1 and (len(" ".join(words)) > MAX_LABEL or _DANGLING.fullmatch(words[0])):
        words = words[1:]
    return " ".join(words) if len(words) > 1 else ""


def _shares(keyword: str, title: str) -> bool:
    return any(len(word) > 1 and word in title for word in keyword.split())


def _by_category(names: Sequence[str], articles: Sequence[Article]) -> list[str]:
    """``names`` with the category's name in place of the words where several articles are called the same."""
    times = Counter(names)
    return [
        shorten(f"{article.category_names[-1]} {name}") if times[name] > 1 and article.category_names else name
        for name, article in zip(names, articles, strict=True)
    ]


def shorten(text: str, limit: int = MAX_LABEL) -> str:
    """``text`` in at most ``limit`` characters, cut at a word where that leaves enough."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", 0, limit + 1)
    if cut < limit // 2:
        return text[: limit - 1].rstrip(" ,.") + "…"
    words = text[:cut].split()
    while len(words) > 1 and _UNFINISHED.search(words[-1]):
        words.pop()
    return _PARTICLE.sub("", " ".join(words).rstrip(" ,."))


def distinct(names: Sequence[str]) -> list[str]:
    """``names`` with a number behind those that came before."""
    made: list[str] = []
    for name in names:
        number, numbered = 1, name[:MAX_LABEL]
        while numbered in made:
            number += 1
            mark = f" {number}"
            numbered = name[: MAX_LABEL - len(mark)].rstrip() + mark
        made.append(numbered)
    return made
