"""Hits as they are shown: why each matched, its title and a snippet with the query's words marked, its variants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from unicodedata import is_normalized, normalize

from app.analysis.views import Analyzer
from app.content.markdown import to_text
from app.models import Article, Hit, Variant
from app.search.highlight import Highlighter, Layout, lay_out
from app.search.parser import ParsedQuery
from app.search.rungs import Rungs, Wording
from app.search.texts import Places, Texts

_BESIDE = 1_000
"""Characters that would take about as much room as what is kept beside an article's texts."""
_PLACE = 5
"""Characters that take as much room as where one term stands."""


class Shown(NamedTuple):
    """What of an article every query looks at. ``title`` says where its title's terms stand, None when that is not
    known. The places are copies: what is kept must not hold files of a generation open that serves no more."""

    title: Places | None
    body: Layout
    wording: Wording

    @classmethod
    def of(cls, article: Article, row: int, texts: Texts | None) -> Shown:
        """``row`` is the article's in the generation whose ``texts`` they are, None for one that was made without."""
        if texts is None:
            title, body = None, lay_out(normalize("NFC", to_text(article.body)))
        else:
            title = texts.title_places(row).copy() if is_normalized("NFC", article.title) else None
            body = lay_out(texts.body(row), texts.body_places(row).copy())
        return cls(title, body, Wording.of(article, body.text))

    @property
    def characters(self) -> int:
        """About how much room it takes."""
        places = sum(len(each) for each in (self.title, self.body.places) if each is not None)
        return 2 * len(self.body.text) + self.wording.characters + _PLACE * places + _BESIDE


Show = Callable[[Article, int], Shown]
"""What is shown of an article with its row."""


class Display:
    """Of the hits of one query."""

    def __init__(self, parsed: ParsedQuery, correction: str | None, analyzer: Analyzer, show: Show) -> None:
        """``correction`` is the way in which the query was corrected."""
        self._marker = Highlighter(parsed.text, analyzer)
        self._ladder = None if parsed.browse else Rungs(parsed, correction)
        self._show = show

    def hit(self, article: Article, row: int, score: float, others: Sequence[Article]) -> Hit:
        """``row`` is the article's in the generation, ``others`` are its variants."""
        shown = self._show(article, row)
        snippet = self._marker.snippet(shown.body)
        return Hit(
            article=article,
            score=round(float(score), 6),
            matched_by=tuple(self._ladder.of(shown.wording)) if self._ladder else (),
            title_html=self._marker.mark(article.title, shown.title),
            snippet_html=snippet.html,
            snippet_text=snippet.text,
            variants=tuple(Variant(other.id, other.platform, other.path) for other in others),
        )
