"""The one way in which anything is searched; pages, API, command line and channels differ only in what they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import TypeVar

from app.analysis.views import Analyzer
from app.content.markdown import to_text
from app.errors import IndexUnavailableError
from app.models import Article, Category, Hit, Query, SearchResult, Variant
from app.publishing.generation import OpenGeneration
from app.publishing.generations import Generations
from app.search import facets, ranking, variants
from app.search.highlight import Highlighter
from app.search.parser import ParsedQuery, parse
from app.search.related import related

T = TypeVar("T")


class SearchService:
    """Searches the current generation. Safe to share between threads."""

    def __init__(self, generations: Generations, analyzer: Analyzer, *, floor: float) -> None:
        self._generations = generations
        self._analyzer = analyzer
        self._floor = floor

    def search(self, query: Query) -> SearchResult:
        """The asked page of results, with facets.

        ``query.categories`` may hold ids, unique names or paths of names. Raises InvalidRequestError for an unknown
        one and IndexUnavailableError when no generation can serve. A page beyond the last has no hits.
        """
        started = perf_counter()
        result = self._read(lambda generation: self._search(query, generation))
        return replace(result, took_ms=round((perf_counter() - started) * 1000, 2))

    def categories(self) -> dict[str, Category]:
        """The published tree by id, in display order."""
        return self._read(_tree)

    def related(self, article: Article) -> list[Article]:
        """What to read after ``article``."""
        return self._read(lambda generation: related(article, generation.reader, self._analyzer))

    def _read(self, use: Callable[[OpenGeneration], T]) -> T:
        """What ``use`` makes of the current generation; of the one before when that turns out damaged in use."""
        try:
            with self._generations.current() as generation:
                return use(generation)
        except IndexUnavailableError:
            with self._generations.current() as generation:
                return use(generation)

    def _search(self, query: Query, generation: OpenGeneration) -> SearchResult:
        tree = _tree(generation)
        selected = tuple(dict.fromkeys(facets.resolve(value, tree).id for value in query.categories))
        query = replace(query, categories=selected)
        parsed = parse(query.text, self._analyzer)
        if not (parsed.browse or parsed.has_terms):
            return SearchResult(
                query,
                total=0,
                hits=(),
                facets=facets.count((), tree, selected),
                floor="no_match",
                generation=generation.name,
                degraded=generation.degraded,
            )

        candidates = generation.reader.retrieve(parsed.engine_query)
        ranked = ranking.rank(candidates, sort=query.sort, floor=self._floor, browse=parsed.browse)
        shown, others = variants.collapse(ranked.rows, candidates, query.platform)
        counts = facets.count(candidates.category[shown].tolist(), tree, selected)
        rows = [row for row in shown if facets.within(candidates.category[row], selected)]

        page = rows[(query.page - 1) * query.per_page : query.page * query.per_page]
        wanted = [row for shown_row in page for row in (shown_row, *others.get(shown_row, ()))]
        articles = {found.id: found for found in generation.reader.get(candidates.ids[wanted].tolist())}
        by_row = {row: articles[candidates.ids[row]] for row in wanted}
        marker = Highlighter(parsed.text, self._analyzer)
        hits = tuple(
            _hit(by_row[row], [by_row[other] for other in others.get(row, ())], row, ranked, marker, parsed)
            for row in page
        )
        return SearchResult(
            query,
            total=len(rows),
            hits=hits,
            facets=counts,
            floor=ranked.floor,
            generation=generation.name,
            degraded=generation.degraded,
        )


def _hit(
    article: Article,
    others: list[Article],
    row: int,
    ranked: ranking.Ranking,
    marker: Highlighter,
    parsed: ParsedQuery,
) -> Hit:
    snippet = marker.snippet(to_text(article.body))
    return Hit(
        article=article,
        score=round(float(ranked.scores[row]), 6),
        matched_by=() if parsed.browse else ranked.matched_by(row),
        title_html=marker.mark(article.title),
        snippet_html=snippet.html,
        snippet_text=snippet.text,
        variants=tuple(Variant(other.id, other.platform, other.path) for other in others),
    )


def _tree(generation: OpenGeneration) -> dict[str, Category]:
    return {category.id: category for category in generation.categories}
