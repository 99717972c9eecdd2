"""From the articles in the database to a published index."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from typing import NamedTuple
from unicodedata import normalize

from app.analysis.views import Analyzer, Span
from app.config import Settings
from app.content.articles import ArticleStore
from app.content.markdown import to_text
from app.engine.base import VIEWS, EngineDocument, Field, Group
from app.garbage import left_alone
from app.models import Article, lineage
from app.publishing import layout
from app.publishing.generation import load_engine
from app.publishing.manifest import Manifest
from app.publishing.publisher import Canary, Progress, Publisher
from app.publishing.repository import Repository
from app.publishing.status import Staleness, is_stale
from app.search import parts
from app.search.analysed import AT_ONCE, Analysis, Packed, Packer, opened
from app.search.analysts import MANY, MOST, Analysts, processors
from app.search.parser import BROWSE_LIMIT, literal
from app.search.texts import BODY, TITLE, packed

CANARIES = 20
"""Articles, spread over the collection, that a new generation must find by their titles before it may serve."""

MAX_BODY = 100_000
"""Characters of a body that are analysed, which is as much as every tokenizer takes; the rest is shown, not found."""

LONG_TITLE = 60
"""Characters from which what a text begins with is no title that somebody wrote."""

CHARACTERS_AT_ONCE = 1_000_000
"""Characters of bodies after which no more articles are looked up together."""

_ANALYSED = "analysed.sqlite"


def document_of(article: Article, analyzer: Analyzer) -> EngineDocument:
    """The terms of ``article`` in every view: its title, each of its similar and learned questions and its
    keywords, its body."""
    return _document(article, _analysis(article, analyzer))


def _document(article: Article, analysis: Analysis) -> EngineDocument:
    return EngineDocument(article, analysis.passages, lineage(article.category_id), analysis.text, analysis.derived)


def _analysis(article: Article, analyzer: Analyzer) -> Analysis:
    """Of nothing but what ``_key`` looks at."""
    body = normalize("NFC", to_text(article.body[:MAX_BODY]))
    texts: dict[Group, tuple[str, ...]] = {
        "title": (body if _is_untitled(article.title, body) else article.title,),
        "questions": (*article.questions, *article.learned, *article.keywords),
        "body": (body,),
    }
    passages: dict[Field, list[tuple[str, ...]]] = {Field(view, group): [] for group in texts for view in VIEWS}
    spans: dict[Group, tuple[Span, ...]] = {}
    for group, written in texts.items():
        for text in written:
            views, spans[group] = analyzer.located(text)
            for view, terms in views.items():
                passages[Field(view, group)].append(terms)
    if texts["title"] != (article.title,):
        _, spans["title"] = analyzer.located(article.title)
    places: dict[str, Sequence[str]] = {TITLE: tuple(packed(spans["title"])), BODY: tuple(packed(spans["body"]))}
    return Analysis(body, passages, places)


def _key(article: Article, fingerprint: str) -> bytes:
    texts = (article.title, article.body[:MAX_BODY], article.questions, article.learned, article.keywords)
    return blake2b(json.dumps([parts.VERSION, fingerprint, *texts]).encode(), digest_size=16).digest()


def _documents(
    articles: Iterator[Article], analyzer: Analyzer, settings: Settings, *, count: int, fresh: bool
) -> Iterator[EngineDocument]:
    """Of ``count`` articles, about. Analyses only what no publish before has; with ``fresh``, everything."""
    cache = settings.index_dir / layout.CACHE
    if fresh:
        shutil.rmtree(cache, ignore_errors=True)
    fingerprint = analyzer.fingerprint
    with opened(cache / _ANALYSED) as analysed, ExitStack() as stack:

        def looked_up() -> Iterator[tuple[_Some, list[Article]]]:
            for some in _batches(articles):
                keys = [_key(article, fingerprint) for article in some]
                kept = analysed.get(keys)
                new = [place for place, analysis in enumerate(kept) if analysis is None]
                yield _Some(some, keys, kept, new), [some[place] for place in new]

        found: Iterator[tuple[_Some, Packed | None]]
        processes = processors()
        if processes > 1 and count - len(analysed) >= MANY:
            analyse = partial(_packed, settings=settings, analyzer=analyzer)
            analysts = stack.enter_context(Analysts(analyse, min(processes, MOST)))
            found = analysts.analysed(looked_up())
        else:
            found = ((some, None) for some, _ in looked_up())
        for some, made in found:
            if made is not None:
                taken = analysed.take([some.keys[place] for place in some.new], made)
                for place, analysis in zip(some.new, taken, strict=True):
                    some.kept[place] = analysis
            for article, key, kept in zip(some.articles, some.keys, some.kept, strict=True):
                analysis = kept or analysed.numbered(_analysis(article, analyzer))
                yield _document(article, analysis)
                analysed.keep(key, analysis)
        analysed.drop_others()


def _batches(articles: Iterator[Article]) -> Iterator[list[Article]]:
    """AT_ONCE articles each, or fewer where their bodies have CHARACTERS_AT_ONCE: several are held at a time."""
    some: list[Article] = []
    characters = 0
    for article in articles:
        some.append(article)
        characters += len(article.body)
        if len(some) == AT_ONCE or characters >= CHARACTERS_AT_ONCE:
            yield some
            some, characters = [], 0
    if some:
        yield some


class _Some(NamedTuple):
    """Some articles and their keys, what is kept of each, and which of them are ``new``."""

    articles: list[Article]
    keys: list[bytes]
    kept: list[Analysis | None]
    new: list[int]


def _packed(articles: Sequence[Article], packer: Packer, *, settings: Settings, analyzer: Analyzer) -> Packed:
    """What ``_documents`` needs of new ``articles``, with all that parts derive of them."""
    builders = [part.builder() for part in parts.deriving(settings)]
    made: list[Analysis] = []
    for article in articles:
        analysis = _analysis(article, analyzer)
        for builder in builders:
            builder.add(_document(article, analysis))
        made.append(analysis)
    return packer.packed(made)


def _is_untitled(title: str, body: str) -> bool:
    """Whether ``title`` is but the first sentence of ``body``, or cut off from it, as of texts that came without one.

    A question, or a short heading, that the text only repeats is a title.
    """
    start = " ".join(to_text(title).split()).rstrip("….")
    words = " ".join(body.split())
    rest = words.removeprefix(start)
    if rest == words or not start:
        return False
    return len(start) >= LONG_TITLE or (rest[:1] in tuple("….!。") and len(rest) > 1)


def content_digest(settings: Settings, articles: ArticleStore) -> str:
    """What an index must have been made from, and the parts that it must have, to be up to date."""
    made = "+".join(sorted(part.name for part in parts.every(settings)))
    taught = parts.taught(settings)
    return "/".join(filter(None, (parts.VERSION, made, taught, articles.digest())))


def publish_index(
    settings: Settings,
    articles: ArticleStore,
    analyzer: Analyzer,
    progress: Progress = lambda step, count: None,
    *,
    fresh: bool = False,
    repository: Repository | None = None,
) -> Manifest:
    """Publish every article whose status is ``published``, to all hosts that follow ``repository`` if there is one.

    What publishers before kept is used, and with ``fresh`` made anew. Raises PublishError; the index before goes on
    serving.
    """
    sample = _Sample()
    publisher = Publisher(
        settings.index_dir,
        settings.engine,
        load_engine(settings.engine, settings),
        parts=parts.every(settings),
        keep=settings.keep_generations,
        engine_for=partial(load_engine, settings=settings),
        repository=repository,
    )
    # What is gathered of all articles stays until it is written; to look through it took a tenth of the time.
    with left_alone():
        return publisher.publish(
            _documents(sample.watch(articles.published()), analyzer, settings, count=articles.count(), fresh=fresh),
            articles.categories(),
            analyzer_fingerprint=analyzer.fingerprint,
            content_digest=content_digest(settings, articles),
            canaries=sample.canaries(analyzer),
            progress=progress,
            fresh=fresh,
        )


def staleness(settings: Settings, articles: ArticleStore, analyzer: Analyzer) -> Staleness | None:
    """Why the index must be published anew, or None when it is sound and up to date."""
    return is_stale(
        settings.index_dir,
        engine_name=settings.engine,
        analyzer_fingerprint=analyzer.fingerprint,
        content_digest=content_digest(settings, articles),
    )


class _Sample:
    """Keeps about CANARIES articles of a stream of unknown length, evenly spread, and makes queries of their titles."""

    def __init__(self) -> None:
        self._kept: list[Article] = []
        self._every = 1

    def watch(self, articles: Iterator[Article]) -> Iterator[Article]:
        for number, article in enumerate(articles):
            if number % self._every == 0:
                self._kept.append(article)
                if len(self._kept) > 2 * CANARIES:
                    self._kept, self._every = self._kept[::2], self._every * 2
            yield article

    def canaries(self, analyzer: Analyzer) -> Iterator[Canary]:
        for article in self._kept:
            query = literal(article.title, analyzer)
            if any(query.terms.values()):
                # Unbounded: of very many articles with one title, each must be found.
                yield replace(query, limit=BROWSE_LIMIT), article.id
