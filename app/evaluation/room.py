"""A collection of its own to evaluate on: database and index in a folder that is thrown away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from app.config import Settings
from app.content.importers.beir import BeirImporter
from app.content.importing import import_articles
from app.errors import ContentError, StorageError
from app.evaluation.runner import Report, evaluate
from app.evaluation.sets import EvaluationSet
from app.models import Query, SearchResult
from app.publishing import layout
from app.publishing.generation import load_engine
from app.publishing.publisher import Progress
from app.search.indexing import publish_index
from app.services import Services, build_services
from app.startup import seed
from app.storage.schema import is_current, upgrade

PAGE = 10
"""Results on a page as visitors get it, which is what the clock measures."""

DEPTH = 20
"""How far down the results a relevant one is looked for, so that a near miss can be told from a far one."""


@dataclass(frozen=True, slots=True)
class Room:
    """``services`` over a published index, and ``evaluation_set`` in the knowledge of its articles."""

    evaluation_set: EvaluationSet
    services: Services
    articles: int
    publish_seconds: float

    def search(self, text: str) -> SearchResult:
        """The search that pages and API use."""
        return self.services.search.search(Query(text=text, per_page=PAGE))

    def search_further(self, text: str) -> SearchResult:
        """The same results on a longer page."""
        return self.services.search.search(Query(text=text, per_page=DEPTH))

    def evaluate(self, progress: Callable[[int], None] = lambda done: None) -> Report:
        """Ask every query of the set."""
        return evaluate(self.evaluation_set, self.search, further=self.search_further, progress=progress)

    def close(self) -> None:
        """Release files, and delete what the engine keeps elsewhere. The folder may be removed afterwards."""
        self.services.generations.close()
        settings = self.services.settings
        engine = load_engine(settings.engine, settings)
        for name in layout.generations(settings.index_dir):
            engine.discard(settings.index_dir / name / layout.ENGINE)
        self.services.database.close()


def open_room(
    evaluation_set: EvaluationSet,
    settings: Settings,
    directory: Path,
    *,
    stored: bool = False,
    learned: Path | None = None,
    importing: Callable[[int], None] = lambda done: None,
    publishing: Progress = lambda step, count: None,
) -> Room:
    """Publish what ``evaluation_set`` is about into the empty ``directory``, with engine and analyser of ``settings``.

    That is the set's own corpus, or else the articles of ``settings.faq_data`` as a first start would import them.
    ``stored`` takes the articles in the configured database instead, which is only read. The configured index is
    left alone in any case. ``learned`` is a file of questions to learn first, not for a ``stored`` collection.
    Raises a BarodapError when articles cannot be read, published, or are not those that the set judges.
    """
    places: dict[str, object] = {"index_dir": directory / "index"}
    if not stored:
        places["database_url"] = f"sqlite:///{directory / 'barodap.db'}"
    # A prefix of its own, as publishers sweep what theirs left behind.
    places["opensearch_prefix"] = f"{settings.opensearch_prefix}-eval"
    services = build_services(settings.model_copy(update=places), shared=False, keep_results=False)
    try:
        if stored:
            _check(services)
        else:
            upgrade(services.database)
            _fill(services, evaluation_set, importing)
            if learned is not None:
                services.learned.import_file(learned)
        count = services.articles.count()
        if count == 0:
            raise ContentError("평가할 도움말이 하나도 없어요.", remedy="BARODAP_FAQ_DATA를 확인하세요.")
        known = evaluation_set.over(services.articles.published())
        started = perf_counter()
        publish_index(services.settings, services.articles, services.analyzer, publishing)
        return Room(known, services, count, perf_counter() - started)
    except BaseException:
        services.database.close()
        raise


def _fill(services: Services, evaluation_set: EvaluationSet, importing: Callable[[int], None]) -> None:
    if evaluation_set.corpus is None:
        seed(services, importing)
    else:
        import_articles(services.database, BeirImporter(), evaluation_set.corpus, progress=importing)


def _check(services: Services) -> None:
    database = services.database
    # Opening a SQLite file that is not there would make it.
    if (database.file is not None and not database.file.exists()) or not is_current(database):
        place = database.url.render_as_string(hide_password=True)
        raise StorageError(f"이 버전에 맞는 표가 아직 없어요. ({place})", remedy="barodap serve 또는 barodap import")
