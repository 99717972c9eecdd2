"""What to read after an article, for the pages and the API alike."""

from __future__ import annotations

import logging

from app.errors import IndexUnavailableError
from app.models import Article
from app.services import Services

log = logging.getLogger(__name__)


def related(services: Services, article: Article) -> list[Article] | None:
    """What to read next; None while the index cannot serve, as the article itself does not need it."""
    try:
        return services.search.related(article)
    except IndexUnavailableError as error:
        log.warning("related articles left out: %s", error)
        return None
