"""The one way in which anything is searched; pages, API, command line and channels differ only in what they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import compress
from time import perf_counter
from typing import Literal, TypeVar

from app.analysis.lexicon import Lexicon
from app.analysis.views import Analyzer
from app.cluster.base import Cache
from app.cluster.memory import MemoryCache
from app.engine import articles
from app.engine.base import LIMIT, Candidates, Reader
from app.errors import IndexUnavailableError
from app.kept import Kept
from app.models import Article, Category, Correction, Query, SearchResult
from app.publishing.generation import OpenGeneration
from app.publishing.generations import Generations
from app.search import facets, ranking, variants
from app.search.choice import choose, offers
from app.search.closest import Closest, closest
from app.search.confidence import outcome
from app.search.corrections import Corrector, is_broken
from app.search.display import Display, Shown
from app.search.explain import Explanation, explain
from app.search.parser import FILTERED_LIMIT
from app.search.parts import SUGGEST, TEXTS, VOCABULARY, Meaning
from app.search.reading import Reading, read
from app.search.related import related
from app.search.suggest import Suggestion
from app.search.suggest.cache import cached
from app.search.vocabulary import Vocabulary

T = TypeVar("T")

KEPT_RESULTS = 16_000_000
MAX_KEPT_HITS = 20
"""Characters of pages of results that each process keeps for those who ask the same, but for long ones: some 2,000
pages of short articles. A page's articles count, though pages share them."""

KEPT_SHOWN = 6_000_000
"""Characters that each process keeps of what is shown of articles: some 2,000 short ones."""

_HIT = 500
"""Characters that would take about as much room as a hit without its texts."""
_ENTRY = 60
"""Characters that would take about as much room as a facet, a variant or the name of what was asked for."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """What an operator may turn: the probability below which nothing is shown and from which the first result counts
    as the answer, and the weight of the semantic view, 1 being the fitted one."""

    floor: float
    sure: float
    semantic_weight: float


class SearchService:
    """Searches the current generation. Safe to share between threads."""

    def __init__(
        self,
        generations: Generations,
        analyzer: Analyzer,
        lexicon: Lexicon,
        tuning: Tuning,
        meaning: Meaning | None = None,
        suggestions: Cache | None = None,
        *,
        keep_results: bool = True,
    ) -> None:
        self._generations = generations
        self._analyzer = analyzer
        self._lexicon = lexicon
        self._tuning = tuning
        self._meaning = meaning
        self._results: Kept[tuple[int, tuple[str, ...], Query], SearchResult] = Kept(
            KEPT_RESULTS if keep_results else 0, lambda _, result: _characters(result)
        )
        self._shown: Kept[tuple[int, int], Shown] = Kept(KEPT_SHOWN, lambda _, shown: shown.characters)
        self._correcting: tuple[Vocabulary, Corrector] | None = None
        self._suggestions = suggestions or MemoryCache()

    def search(self, query: Query) -> SearchResult:
        """The asked page of results, with facets.

        ``query.categories`` may hold ids, unique names or paths of names. Raises InvalidRequestError for an unknown
        one and IndexUnavailableError when no generation can serve. A page beyond the last has no hits.
        """
        started = perf_counter()
        result = self._read(lambda generation: self._kept(query, generation))
        return replace(result, took_ms=round((perf_counter() - started) * 1000, 2))

    def categories(self) -> dict[str, Category]:
        """The published tree by id, in display order."""
        return self._read(_tree)

    def related(self, article: Article) -> list[Article]:
        """What to read after ``article``."""
        return self._read(lambda generation: related(article, generation.reader, self._analyzer))

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """What to offer while ``text`` is being typed. Raises IndexUnavailableError when no generation can serve."""
        return self._read(
            lambda generation: cached(self._suggestions, generation.name, text, lambda: _suggest(text, generation))
        )

    def closest(self, query: Query, limit: int) -> Closest:
        """The ``limit`` articles nearest to ``query`` in its categories, whether or not any of them answers.

        Raises InvalidRequestError for an unknown category and IndexUnavailableError when no generation can serve.
        """
        return self._read(lambda generation: self._closest(query, generation, limit))

    def _closest(self, query: Query, generation: OpenGeneration, limit: int) -> Closest:
        tree = _tree(generation) if query.categories else {}
        selected = [facets.resolve(value, tree).id for value in query.categories]
        reading = choose(self._readings(query, generation), floor=self._tuning.floor)
        return closest(reading, generation.reader, self._analyzer, self._lexicon, limit, selected)

    def _read(self, use: Callable[[OpenGeneration], T]) -> T:
        """What ``use`` makes of the current generation; of the one before when that turns out damaged in use."""
        try:
            with self._generations.current() as generation:
                return use(generation)
        except IndexUnavailableError:
            with self._generations.current() as generation:
                return use(generation)

    def _kept(self, query: Query, generation: OpenGeneration) -> SearchResult:
        """The result as it was made before, as long as the same generation serves."""
        key = (generation.opening, generation.degraded, query)
        result = self._results.get(key)
        if result is None:
            result = self._search(query, generation)
            if len(result.hits) <= MAX_KEPT_HITS:
                self._results.put(key, result)
        return result

    def _search(self, query: Query, generation: OpenGeneration) -> SearchResult:
        tree = _tree(generation)
        selected = tuple(dict.fromkeys(facets.resolve(value, tree).id for value in query.categories))
        query = replace(query, categories=selected)
        readings = self._readings(query, generation)
        reading = choose(readings, floor=self._tuning.floor)
        browse = reading.parsed.browse
        decided = outcome(reading.confidence, floor=self._tuning.floor, sure=self._tuning.sure)
        refused = not browse and decided == "abstained"

        candidates = reading.candidates
        rows = reading.ranked.rows[:0] if refused else ranking.sort(reading.ranked, candidates, query.sort)
        shown, others = variants.collapse(rows, candidates, query.platform)
        if query.keywords:
            shown = _with_any(query.keywords, shown, candidates, generation.reader)
        documents = candidates.rows[shown]
        counts = facets.count(candidates.columns, documents, tree, selected)
        rows_within = list(compress(shown, facets.within(candidates.columns, documents, selected)))

        scores = reading.ranked.scores
        page = rows_within[(query.page - 1) * query.per_page : query.page * query.per_page]
        wanted = [row for shown_row in page for row in (shown_row, *others.get(shown_row, ()))]
        by_row = dict(zip(wanted, generation.reader.get(candidates.ids_of(wanted)), strict=True))
        display = Display(
            reading.parsed,
            reading.correction.rung if reading.correction else None,
            self._analyzer,
            partial(self._show, generation),
        )
        return SearchResult(
            query,
            total=len(rows_within),
            hits=tuple(
                display.hit(by_row[row], number, scores[row], [by_row[other] for other in others.get(row, ())])
                for row, number in zip(page, candidates.rows[page].tolist(), strict=True)
            ),
            facets=counts,
            floor=_floor(refused, found=len(candidates), shown=len(rows_within)),
            generation=generation.name,
            degraded=generation.degraded,
            confidence=round(reading.confidence, 4),
            outcome="answered" if browse else decided if rows_within else "abstained",
            corrected=None if refused else reading.correction,
            suggestions=tuple(offers(readings, None if refused else reading)),
        )

    def _show(self, generation: OpenGeneration, article: Article, row: int) -> Shown:
        texts = generation.parts.get(TEXTS)
        return self._shown.made((generation.opening, row), lambda: Shown.of(article, row, texts))

    def readings(self, query: Query) -> list[Reading]:
        """What is considered for ``query``: it as typed first, then corrected, where it looks mistyped."""
        return self._read(lambda generation: self._readings(query, generation))

    def explain(self, result: SearchResult) -> Explanation:
        """Why ``result`` is what it is. Searches its query anew."""
        return explain(
            result,
            self.readings(result.query),
            floor=self._tuning.floor,
            sure=self._tuning.sure,
            semantic_weight=self._tuning.semantic_weight,
        )

    def _readings(self, query: Query, generation: OpenGeneration) -> list[Reading]:
        read_as = partial(
            read,
            generation=generation,
            analyzer=self._analyzer,
            lexicon=self._lexicon,
            meaning=self._meaning,
            semantic_weight=self._tuning.semantic_weight,
            limit=FILTERED_LIMIT if _leaves_out(query) else LIMIT,
        )
        typed = read_as(query.text)
        vocabulary = generation.parts.get(VOCABULARY)
        if typed.parsed.browse or query.verbatim or vocabulary is None:
            return [typed]
        # Key presses alone may have found what was meant; a person is still told how it was read.
        as_meant = not is_broken(query.text) and typed.parsed.is_known(generation.reader)
        if typed.confidence >= self._tuning.sure and as_meant:
            return [typed]
        found = self._corrector(vocabulary).corrections(query.text)
        corrections = (Correction(each.text, each.rung, each.trust) for each in found)
        return [typed, *(read_as(each.text, correction=each, typed=typed) for each in corrections)]

    def _corrector(self, vocabulary: Vocabulary) -> Corrector:
        """The one for ``vocabulary``, which keeps what it has read while the same generation serves."""
        kept = self._correcting
        if kept is None or kept[0] is not vocabulary:
            corrector = Corrector(vocabulary, self._analyzer, lambda word: bool(self._lexicon.expansions(word)))
            self._correcting = kept = (vocabulary, corrector)
        return kept[1]


def _leaves_out(query: Query) -> bool:
    """Whether what is shown depends on more than how well it matches."""
    return query.sort != "relevance" or query.platform != "all" or bool(query.categories or query.keywords)


def _characters(result: SearchResult) -> int:
    """About how much room ``result`` takes with its query. Facets count, as a page without hits may have hundreds."""
    query = result.query
    named = (query.text, *query.categories, *query.keywords)
    entries = len(named) + len(result.facets) + len(result.suggestions) + sum(len(hit.variants) for hit in result.hits)
    hits = (
        _HIT + len(hit.title_html) + 2 * len(hit.snippet_html) + articles.characters(hit.article) for hit in result.hits
    )
    return _HIT + _ENTRY * entries + sum(map(len, named)) + sum(hits)


def _floor(refused: bool, *, found: int, shown: int) -> Literal["none", "no_match", "below_floor"]:
    if refused and found:
        return "below_floor"
    return "none" if shown and not refused else "no_match"


def _with_any(keywords: Sequence[str], rows: list[int], candidates: Candidates, reader: Reader) -> list[int]:
    """Those of ``rows`` whose articles have any of ``keywords``. Reads them all: no engine indexes keywords whole."""
    wanted = {keyword.casefold() for keyword in keywords}
    articles = zip(rows, reader.get(candidates.ids_of(rows)), strict=True)
    return [row for row, found in articles if any(own.casefold() in wanted for own in found.keywords)]


def _tree(generation: OpenGeneration) -> dict[str, Category]:
    return {category.id: category for category in generation.categories}


def _suggest(text: str, generation: OpenGeneration) -> tuple[Suggestion, ...]:
    index = generation.parts.get(SUGGEST)
    if index is None:
        raise IndexUnavailableError("색인에 검색어 제안이 들어 있지 않아요.", remedy="barodap publish")
    return index.suggest(text, generation.parts.get(VOCABULARY))
