"""The part of an article that answers a question, in the article's own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from app.analysis.views import Analyzer
from app.chat.passage_blocks import Block, blocks, cells, is_heading, without_mark
from app.chat.passage_patterns import GOES_ON, HOW, MENUS, SOUGHT, SUPPOSED, cases

MAX_PASSAGE = 420
"""Characters of a passage; a list of steps is longer where it must be, since half of one helps nobody."""

FRAGMENT, MIN_FRAGMENT = 40, 8
"""Characters of a passage that a text fragment takes at most, and from which it finds no other place."""

BREAK = "\n\n"
"""Between the article's first block and what was chosen."""

TITLE_TERM = 0.2
"""How much a term of the title tells in a text beside others: all of the article is about it. A heading that repeats
it does so to tell one part from the others."""

MEANT = 0.3
"""How much a term that was not typed but may be meant tells beside others: rare ones would outweigh what was typed."""

DOUBTFUL = 0.75
"""A block that tells less than this more than the first one, in units of the most telling term, comes behind it."""

FIRST, ASKED, LENGTH = 0.45, 0.9, 40
"""What the first block and one that holds what is asked for are given before, in units of the most telling term; the
number of terms in a block that is neither short nor long."""

_SENTENCE = re.compile(r"(?<=[.!?。])\s+")


@dataclass(frozen=True, slots=True)
class _Judge:
    """Says how much a text tells of what was asked.

    ``headings`` and ``texts`` are terms by how much each tells there, within one article; ``unit`` is the most that one
    does. ``titled`` is whether nothing was typed but words of the title.
    """

    headings: Mapping[str, float]
    texts: Mapping[str, float]
    analyzer: Analyzer
    sought: tuple[re.Pattern[str], ...]
    titled: bool

    @property
    def unit(self) -> float:
        return max(self.headings.values(), default=1.0)

    def block(self, block: Block) -> float:
        """The score of ``block``; what stands over it says once more what it is about."""
        told = self.headings if is_heading(block.lead) else self.texts
        return self.score(block.text) + _held(self._terms(block.lead), told) / 2

    def case(self, block: Block) -> float:
        """How much the clauses of ``block`` that say in which case it holds, as headings do, tell of what was asked."""
        return _held(self._terms(" ".join(cases("\n".join(block.lines)))), self.headings)

    def answers(self, block: Block) -> bool:
        """Whether ``block`` holds all that is asked for, where something is."""
        return bool(self.sought) and all(pattern.search(block.text) for pattern in self.sought)

    def score(self, text: str) -> float:
        terms = self._terms(text)
        score = _held(terms, self.texts) / sqrt(1 + len(terms) / LENGTH)
        return score + ASKED * self.unit * sum(bool(pattern.search(text)) for pattern in self.sought)

    def _terms(self, text: str) -> set[str]:
        return _terms(text, self.analyzer)


def choose(question: str, title: str, body: str, analyzer: Analyzer, weights: Mapping[str, float]) -> str:
    """The passage of ``body`` that answers ``question``.

    ``weights`` say how much each term that was typed or meant tells, idf included.
    """
    cut = blocks(body)
    if not cut:
        return title
    judge = _judge(question, title, cut, analyzer, weights)
    told = [judge.block(block) for block in cut]
    best = _best(question, cut, told, judge)
    if best == 0 and len(cut) > 1 and cut[1].steps and (HOW.search(question) or not judge.answers(cut[0])):
        best = 1
    passage = cut[best].text if cut[best].steps else _shortened(cut[best], judge)
    behind = told[best] - told[0] < DOUBTFUL * judge.unit or _goes_on(cut, best)
    if best and behind and len(cut[0].text) + len(BREAK) + len(passage) <= MAX_PASSAGE:
        return f"{cut[0].text}{BREAK}{passage}"
    return passage


def _judge(question: str, title: str, cut: Sequence[Block], analyzer: Analyzer, weights: Mapping[str, float]) -> _Judge:
    """A term tells less the more blocks hold it, and in a text little where the title holds it, be it within a word.

    Where nothing but the title's words was typed, what may be meant are other words for these.
    """
    typed = _terms(question, analyzer)
    weights = {term: weight * (1.0 if term in typed else MEANT) for term, weight in weights.items()}
    about = _terms(title, analyzer)
    about.update(term for term in weights if len(term) > 1 and term in title)
    holding = Counter(term for block in cut for term in _terms(block.text, analyzer))
    told = {term: weight * log(1 + len(cut) / holding[term]) for term, weight in weights.items() if holding[term]}
    titled = about.issuperset(typed & weights.keys())
    if titled:
        about.update(told)
    less = {term: weight * (TITLE_TERM if term in about else 1.0) for term, weight in told.items()}
    return _Judge(told, less, analyzer, tuple(holds for asks, holds in SOUGHT if asks.search(question)), titled)


def _terms(text: str, analyzer: Analyzer) -> set[str]:
    return {term for term, _, _ in analyzer.spans(text)}


def _held(terms: set[str], told: Mapping[str, float]) -> float:
    return sum(weight for term, weight in told.items() if term in terms)


def _best(question: str, cut: Sequence[Block], told: Sequence[float], judge: _Judge) -> int:
    """The place of the block that tells most, each as much as ``told``; the first, which sums all up, has an advantage.

    So have steps where it is asked how something is done, the more if nothing else is asked.
    """
    scores = list(told)
    scores[0] += FIRST * judge.unit
    if HOW.search(question):
        numbered = any(block.steps for block in cut)
        for place, block in enumerate(cut):
            tells = block.steps if numbered else MENUS in block.text
            scores[place] += (FIRST if judge.sought else ASKED) * judge.unit * tells
    elif not judge.titled and SUPPOSED.search(question):
        for place, block in enumerate(cut[1:], 1):
            scores[place] += judge.case(block)
    return max(range(len(cut)), key=lambda place: (scores[place], -place))


def _goes_on(cut: Sequence[Block], place: int) -> bool:
    """Whether the block at ``place`` says that it goes on, or is the steps that the first paragraph introduces."""
    return bool(GOES_ON.match(cut[place].text)) or (place == 1 and cut[place].steps and not cut[place].lead)


def _shortened(block: Block, judge: _Judge) -> str:
    """Whole sentences, items or rows of ``block`` around the one that tells most, MAX_PASSAGE characters at most."""
    if len(block.text) <= MAX_PASSAGE:
        return block.text
    parts = list(block.lines) if len(block.lines) > 1 else _SENTENCE.split(block.lines[0])
    glue = "\n" if len(block.lines) > 1 else " "
    head = f"{block.lead}\n" if block.lead else ""
    if block.table and len(block.lines) > 1 and len(parts[0]) <= MAX_PASSAGE // 2:
        head, parts = f"{head}{parts[0]}\n", parts[1:]
    values = [judge.score(part) for part in parts]
    best = max(range(len(parts)), key=lambda place: (values[place], -place))
    return head + _around(parts, best, glue, MAX_PASSAGE - len(head))


def _around(parts: Sequence[str], best: int, glue: str, room: int) -> str:
    """As many of ``parts`` in a row with the ``best`` as there is room for, those after it first."""
    first = last = best
    while True:
        if last + 1 < len(parts) and len(glue.join(parts[first : last + 2])) <= room:
            last += 1
        elif first and len(glue.join(parts[first - 1 : last + 1])) <= room:
            first -= 1
        else:
            return _cut(glue.join(parts[first : last + 1]), room)


def _cut(text: str, room: int) -> str:
    """``text`` at most ``room`` long, cut behind a word: a sentence may be longer than a passage."""
    if len(text) <= room:
        return text
    end = text.rfind(" ", 0, room)
    return text[: end if end > 0 else room]


def fragment(passage: str) -> str:
    """Words of ``passage`` by which a browser finds it in the page: within one line or cell, without list marks.

    Where it comes behind the article's first block, those of what was chosen.
    """
    pieces = [piece for line in passage.split(BREAK)[-1].split("\n") for piece in cells(without_mark(line))]
    if not pieces:
        return ""
    piece = next((piece for piece in pieces if len(piece) >= MIN_FRAGMENT), max(pieces, key=len))
    if len(piece) <= FRAGMENT:
        return piece
    cut = piece.rfind(" ", 0, FRAGMENT + 1)
    return piece[: cut if cut > 0 else FRAGMENT]
