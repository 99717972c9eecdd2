"""For search engines and browsers' search bars."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from app.errors import NotFoundError
from app.web import context
from app.web.search_request import page_of

blueprint = Blueprint("seo", __name__)

SITEMAP_SIZE = 10_000
"""Articles in one sitemap; the protocol allows 50,000 and 50 MB. Source: https://www.sitemaps.org/protocol.html"""


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Home, categories and every published article, or, when one file cannot hold them, an index of ``?page=`` maps."""
    services = context.services()
    number = page_of(request.args)
    pages = max(1, -(-services.articles.count() // SITEMAP_SIZE))
    if number > pages:
        raise NotFoundError("사이트맵의 쪽 번호가 범위를 벗어났어요.")
    if pages > 1 and "page" not in request.args:
        return _xml(render_template("sitemap_index.xml", pages=pages))
    addresses = services.articles.addresses(number, SITEMAP_SIZE)
    categories = services.articles.categories() if number == 1 else []
    return _xml(render_template("sitemap.xml", addresses=addresses, categories=categories, home=number == 1))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Articles and categories are for indexing, result pages are not."""
    return Response(render_template("robots.txt"), mimetype="text/plain")


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """An OpenSearch 1.1 description. Source: https://github.com/dewitt/opensearch"""
    return _xml(render_template("opensearch.xml"), "application/opensearchdescription+xml")


def _xml(text: str, mimetype: str = "application/xml") -> Response:
    return Response(text, mimetype=mimetype)
