"""What must be true before people can search: tables, articles, an index made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep

from app.content.importers import choose
from app.content.importing import ImportReport, import_articles
from app.errors import IndexUnavailableError
from app.publishing.lock import PublisherBusyError
from app.publishing.manifest import Manifest
from app.publishing.publisher import Progress
from app.search.indexing import staleness
from app.services import Services, publish
from app.storage.schema import one_process, upgrade

PATIENCE_SECONDS = 600.0
"""How long to wait for another publisher, which makes what we would make when servers start together."""

_POLL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Preparation:
    """What had to be done; all empty on a second start."""

    migrated: bool
    imported: ImportReport | None
    published: Manifest | None


def prepare(
    services: Services,
    *,
    importing: Callable[[int], None] = lambda done: None,
    publishing: Progress = lambda step, count: None,
    waiting: Callable[[], None] = lambda: None,
) -> Preparation:
    """Migrate the database, import ``faq_data/`` when it is empty, publish the index when it is missing or stale.

    Any number of processes may do so at once: one does the work and the others wait for it. ``waiting`` is called once
    when another publisher is at work. Raises a BarodapError with its remedy when one of these cannot be done.
    """
    migrated = upgrade(services.database)
    imported = seed(services, importing)
    return Preparation(migrated, imported, _publish(services, publishing, waiting))


def seed(services: Services, progress: Callable[[int], None] = lambda done: None) -> ImportReport | None:
    """Import ``faq_data/articles`` into a migrated database that has no articles; None when there was nothing to do."""
    articles_folder = services.settings.faq_data / "articles"
    if not (_is_empty(services) and articles_folder.is_dir()):
        return None
    with one_process(services.database):
        if not _is_empty(services):
            return None
        return import_articles(services.database, choose(articles_folder), articles_folder, progress=progress)


def can_search(services: Services) -> bool:
    """Whether there is an index to search in, be it out of date."""
    try:
        with services.generations.current():
            return True
    except IndexUnavailableError:
        return False


def _is_empty(services: Services) -> bool:
    return services.articles.count(status=None) == 0


def _publish(services: Services, progress: Progress, waiting: Callable[[], None]) -> Manifest | None:
    settings, articles, analyzer = services.settings, services.articles, services.analyzer
    deadline: float | None = None
    follower = services.follower
    while staleness(settings, articles, analyzer) or (follower is not None and follower.nothing_is_live()):
        try:
            return publish(services, progress)
        except PublisherBusyError:
            if deadline is None:
                deadline = monotonic() + PATIENCE_SECONDS
                waiting()
            if monotonic() >= deadline:
                raise
            sleep(_POLL_SECONDS)
            if follower is not None:
                follower.sync()  # the other publisher may be on another host
    return None
