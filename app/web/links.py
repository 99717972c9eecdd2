"""Addresses of pages, percent-encoded, and the public form of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import request

from app.chat.models import Source
from app.models import Query
from app.web import context


def article_path(article_id: str, slug: str = "") -> str:
    """The permalink's path. Ids may hold any character, ``/`` included, so every segment is encoded whole."""
    return request.script_root + _article_path(article_id, slug)


@lru_cache(maxsize=4_096)
def _article_path(article_id: str, slug: str) -> str:
    path = f"/articles/{quote(article_id, safe='')}"
    return f"{path}/{quote(slug, safe='')}" if slug else path


def article_address(site: str, article_id: str, slug: str) -> str:
    """The permalink below ``site``; needs no request."""
    return site + _article_path(article_id, slug)


def source_address(site: str, source: Source) -> str:
    """The permalink of ``source`` below ``site``; needs no request."""
    return article_address(site, source.id, source.path.rpartition("/")[2])


def category_path(category_id: str, *, sort: str = "relevance", page: int = 1) -> str:
    """A category's page. Sort and page are left out where they are the defaults."""
    changed = [("sort", sort)] if sort != "relevance" else []
    changed += [("page", str(page))] if page > 1 else []
    path = f"{request.script_root}/categories/{quote(category_id)}"
    return f"{path}?{urlencode(changed)}" if changed else path


def search_path(query: Query, **changes: Any) -> str:
    """The search page for ``query`` with ``changes``; back to the first page unless ``page`` is among them."""
    return search_address(request.script_root, replace(query, **{"page": 1, **changes}))


def search_address(site: str, query: Query) -> str:
    """The search page for ``query`` below ``site``; needs no request."""
    return f"{site}/search?{urlencode(_parameters(query))}".rstrip("?")


def _parameters(query: Query) -> Sequence[tuple[str, str]]:
    parameters = [("q", query.text)] if query.text else []
    parameters += [("category", category) for category in query.categories]
    if query.platform != "all":
        parameters.append(("platform", query.platform))
    if query.sort != "relevance":
        parameters.append(("sort", query.sort))
    if query.verbatim:
        parameters.append(("verbatim", "1"))
    if query.page > 1:
        parameters.append(("page", str(query.page)))
    return parameters


def site() -> str:
    """The absolute address of the home page, without a slash at its end."""
    return absolute(request.script_root)


def absolute(path: str) -> str:
    """``path`` with scheme and host: ``BARODAP_BASE_URL`` where it is set, else those of this request."""
    base = context.services().settings.base_url
    if base:
        return base + path.removeprefix(request.script_root)
    return request.host_url.rstrip("/") + path
