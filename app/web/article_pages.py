"""Articles at their permalinks."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request

from app.content.markdown import to_html
from app.errors import NotFoundError
from app.models import Article
from app.services import Services
from app.web import clicks, context, links
from app.web.copying import copies_of
from app.web.feedback import given_vote
from app.web.related import related
from app.web.structured_data import article_data

blueprint = Blueprint("articles", __name__)


@blueprint.get("/articles/<rest:rest>")
def show(rest: str) -> Response:
    """An article at ``id/slug``. A missing or former slug leads to today's permalink, its query string kept."""
    services = context.services()
    article, slug = _find(services, rest)
    if slug != article.slug:
        query = request.query_string.decode("ascii", "replace")
        address = links.article_path(article.id, article.slug)
        return _moved(f"{address}?{query}" if query else address)
    permalink = links.absolute(links.article_path(article.id, article.slug))
    response = make_response(
        render_template(
            "article.html",
            article=article,
            body=to_html(article.body),
            permalink=permalink,
            variants=_variants(services, article),
            related=related(services, article),
            copies=[copies_of(article)],
            structured_data=article_data(article, permalink),
            vote=given_vote(article),
        )
    )
    clicks.watch_opening(services, article, response)
    return response


def _find(services: Services, rest: str) -> tuple[Article, str]:
    """The published article that ``rest`` names, and the slug in it.

    The server hears ``%2F`` and ``/`` alike, so ``a/b`` may be the article ``a`` with the slug ``b`` or the article
    ``a/b``: a current permalink comes first, then a whole id, then an id with a former slug.
    """
    article_id, _, slug = rest.rpartition("/")
    before = services.at_hand.get(article_id) if article_id else None
    if before and before.slug == slug:
        return before, slug
    if whole := services.at_hand.get(rest):
        return whole, ""
    if before:
        return before, slug
    raise NotFoundError("찾으시는 도움말이 없어요. 주소가 바뀌었거나 더는 제공하지 않는 도움말이에요.")


def _moved(address: str) -> Response:
    response = make_response(redirect(address, 301))
    # Werkzeug would decode what needs no encoding; the address is complete as it is.
    response.headers["Location"] = address
    return response


def _variants(services: Services, article: Article) -> list[Article]:
    """The article with its platform variants, in the order of platforms; empty when it has none."""
    if article.variant_group is None:
        return []
    return services.at_hand.variants(article.variant_group)
