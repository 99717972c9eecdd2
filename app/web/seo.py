"""For search engines and browsers' search bars."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request

from app.errors import NotFoundError
from app.services import Services
from app.web.search_request import page_of

blueprint = Blueprint("seo", __name__)

SITEMAP_SIZE = 10_000
"""Addresses in one sitemap; the protocol allows 50,000 and 50 MB. Source: https://www.sitemaps.org/protocol.html"""


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Every published article, or, when one file cannot hold them, an index of ``?page=`` sitemaps."""
    services: Services = current_app.extensions["barodap"]
    number = page_of(request.args)
    page = services.articles.list(page=number, per_page=SITEMAP_SIZE)
    pages = max(1, -(-page.total // SITEMAP_SIZE))
    if number > pages:
        raise NotFoundError("사이트맵의 쪽 번호가 범위를 벗어났어요.")
    if pages > 1 and "page" not in request.args:
        return _xml(render_template("sitemap_index.xml", pages=pages))
    return _xml(render_template("sitemap.xml", articles=page.articles, home=number == 1))


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
