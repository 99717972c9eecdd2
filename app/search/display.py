"""Hits as they are shown: why each matched, its title and a snippet with the query's words marked, its variants."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import is_normalized, normalize

from app.analysis.views import Analyzer
from app.content.markdown import to_text
from app.models import Article, Hit, Variant
from app.search.highlight import Highlighter
from app.search.parser import ParsedQuery
from app.search.rungs import Rungs
from app.search.texts import Texts


class Display:
    """Of the hits of one query; ``texts`` are those of the generation, None for one that was made without."""

    def __init__(self, parsed: ParsedQuery, correction: str | None, analyzer: Analyzer, texts: Texts | None) -> None:
        """``correction`` is the way in which the query was corrected."""
        self._marker = Highlighter(parsed.text, analyzer)
        self._ladder = None if parsed.browse else Rungs(parsed, correction)
        self._texts = texts

    def hit(self, article: Article, row: int, score: float, others: Sequence[Article]) -> Hit:
        """``row`` is the article's in the generation, ``others`` are its variants."""
        texts = self._texts
        if texts is None:
            body = normalize("NFC", to_text(article.body))
            snippet, title = self._marker.snippet(body), self._marker.mark(article.title)
        else:
            body = texts.body(row)
            snippet = self._marker.snippet(body, texts.body_places(row))
            known = texts.title_places(row) if is_normalized("NFC", article.title) else None
            title = self._marker.mark(article.title, known)
        return Hit(
            article=article,
            score=round(float(score), 6),
            matched_by=tuple(self._ladder.of(article, body)) if self._ladder else (),
            title_html=title,
            snippet_html=snippet.html,
            snippet_text=snippet.text,
            variants=tuple(Variant(other.id, other.platform, other.path) for other in others),
        )
