"""Links from one article to another, written ``[제목](/articles/ID)`` in the body."""

from __future__ import annotations

import re
from collections.abc import Container
from urllib.parse import unquote

_LINK = re.compile(r"\]\(/articles/([^)\s?#]+)")


def linked_articles(body: str) -> list[str]:
    """What follows ``/articles/`` in each link, decoded: an id, or an id and a slug joined by ``/``."""
    return [unquote(target) for target in _LINK.findall(body)]


def leads_somewhere(target: str, ids: Container[str]) -> bool:
    """Whether ``target``, as ``linked_articles`` gives it, names one of ``ids``. An id may itself hold ``/``."""
    return target in ids or target.rpartition("/")[0] in ids
