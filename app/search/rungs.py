"""Why a result matched: the rungs of the ladder on which its text meets the query, the strictest first."""

from __future__ import annotations

import re

from app.analysis.normalise import normalise
from app.content.markdown import to_text
from app.models import Article
from app.search.parser import ParsedQuery

LADDER = ("literal", "stem", "spacing", "compound", "synonym", "learned")
"""``literal`` a word as typed, ``stem`` without its particle or ending, ``spacing`` its letters spaced otherwise,
``compound`` a part of it, ``synonym`` another word by the lexicon, ``learned`` a word that only its readers' questions
hold. What follows is the way of
``readings.Rung`` in which the query was corrected; ``jamo`` stands alone for shared key presses or
nearness in meaning."""

_WORD = re.compile(r"\w+")


def rungs(parsed: ParsedQuery, article: Article, *, correction: str | None = None) -> dict[str, tuple[str, ...]]:
    """The rungs that hold for ``article``, at least one, with the words that stand on each."""
    text = normalise("\n".join((article.title, *article.questions, *article.keywords, to_text(article.body))))
    learned = normalise("\n".join(article.learned))
    letters, learned_letters = (re.sub(r"\s+", "", each) for each in (text, learned))
    query = normalise(parsed.text)
    found: dict[str, list[str]] = {}
    for word in _WORD.finditer(query):
        own = _of_word(word, parsed, text, letters)
        if not own and _of_word(word, parsed, learned, learned_letters):
            own = {"learned"}
        for rung in own:
            found.setdefault(rung, []).append(word[0])
    targets = [target for each in parsed.expansions for target in each.targets if target.replace(" ", "") in letters]
    if targets:
        found["synonym"] = targets
    if correction is not None:
        found[correction] = [parsed.text]
    order = (*LADDER, correction) if correction else LADDER
    return {rung: tuple(dict.fromkeys(found[rung])) for rung in order if rung in found} or {"jamo": ()}


def _of_word(word: re.Match[str], parsed: ParsedQuery, text: str, letters: str) -> set[str]:
    if re.search(rf"(?<!\w){re.escape(word[0])}(?!\w)", text):
        return {"literal"}
    inside = [(start, end) for _, start, end in parsed.spans if word.start() <= start and end <= word.end()]
    query = normalise(parsed.text)
    whole = [(start, end) for start, end in inside if not any(_holds(other, (start, end)) for other in inside)]
    if whole and all(query[start:end] in text for start, end in whole):
        return {"stem"}
    if len(word[0]) > 1 and word[0] in letters:
        return {"spacing"}
    if any(query[start:end] in text for start, end in inside if end - start > 1):
        return {"compound"}
    return set()


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]
