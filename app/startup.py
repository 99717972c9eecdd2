"""What must be true before people can search: tables, articles, an index made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.content.importers import choose
from app.content.importing import ImportReport, import_articles
from app.publishing.manifest import Manifest
from app.publishing.publisher import Progress
from app.search.indexing import publish_index, staleness
from app.services import Services
from app.storage.schema import upgrade


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
) -> Preparation:
    """Migrate the database, import ``faq_data/`` when it is empty, publish the index when it is missing or stale.

    Raises a BarodapError with its remedy when one of these cannot be done.
    """
    settings = services.settings
    migrated = upgrade(services.database)
    imported = None
    articles_folder = settings.faq_data / "articles"
    if services.articles.list(per_page=1, status=None)[1] == 0 and articles_folder.is_dir():
        imported = import_articles(services.database, choose(articles_folder), articles_folder, progress=importing)
    published = None
    if staleness(settings, services.articles, services.analyzer):
        published = publish_index(settings, services.articles, services.analyzer, publishing)
    return Preparation(migrated, imported, published)
