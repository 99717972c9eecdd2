"""Search results and categories."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from app.errors import InvalidRequestError, NotFoundError
from app.models import Article, Category, Query, SearchResult, Sort
from app.services import Services
from app.web import clicks, context, links
from app.web.copying import listed_copies
from app.web.presentation import facet_tree, selected_facets
from app.web.search_request import PER_PAGE, arguments_of, page_of, query_of, sort_of

blueprint = Blueprint("search", __name__)

POPULAR = 5
SUGGESTED_CATEGORIES = 4
SUGGESTED_ARTICLES = 3


@blueprint.get("/search")
def search() -> Response:
    """Results for the address's parameters; 400 with the reason for what cannot be searched, 404 past the last page."""
    services = context.services()
    try:
        result = services.search.search(query_of(arguments_of(request)))
    except InvalidRequestError as error:
        return make_response(
            render_template("search_invalid.html", error=error, typed=request.args.get("q", "")), error.status
        )
    if not result.hits and result.total:
        return _past_end(result, links.search_path(result.query), searched=result.query)
    clicks.watch_search(services, result.query)
    suggestions = _suggestions(services) if not result.total else []
    return make_response(
        render_template(
            "search.html",
            result=result,
            query=result.query,
            tree=facet_tree(result.facets),
            selected=selected_facets(result.facets),
            copies=listed_copies(hit.article for hit in result.hits),
            suggestions=suggestions,
        )
    )


@blueprint.get("/categories/<path:category_id>")
def category(category_id: str) -> Response:
    """A category: its subcategories, its most read articles and all of them, page by page."""
    services = context.services()
    tree = services.search.categories()
    if category_id not in tree:
        raise NotFoundError("찾으시는 카테고리가 없어요.")
    children = [child for child in tree.values() if child.parent_id == category_id]
    asked = sort_of(request.args)
    # Beside a list of its most read articles, a category shows its newest ones first.
    sort: Sort = asked if asked != "relevance" else "newest" if children else "views"
    query = Query(categories=(category_id,), sort=sort, page=page_of(request.args), per_page=PER_PAGE)
    result = services.search.search(query)
    if not result.hits and query.page > 1:
        return _past_end(result, links.category_path(category_id, sort=asked))
    counts = {facet.category.id: facet.count for facet in result.facets}
    return make_response(
        render_template(
            "category.html",
            category=tree[category_id],
            children=[child for child in children if counts.get(child.id)],
            counts=counts,
            result=result,
            query=query,
            asked_sort=asked,
            copies=listed_copies(hit.article for hit in result.hits),
            popular=services.at_hand.popular(POPULAR, category_id) if children and query.page == 1 else [],
        )
    )


def _past_end(result: SearchResult, first_page: str, *, searched: Query | None = None) -> Response:
    """404 with the way back to ``first_page``; the search box keeps the filters of ``searched``."""
    page = render_template("search_past_end.html", result=result, first_page=first_page, searched=searched)
    return make_response(page, 404)


def _suggestions(services: Services) -> list[tuple[Category, list[Article]]]:
    """Where nothing was found: the most read articles of the first categories one level below the top."""
    held = [facet.category for facet in services.search.search(Query(per_page=1)).facets]
    branches = [category for category in held if category.depth == 2] or held
    # Chosen before their articles are asked for: each answer costs, and there may be hundreds of categories.
    popular = (
        (branch, services.at_hand.popular(SUGGESTED_ARTICLES, branch.id)) for branch in branches[:SUGGESTED_CATEGORIES]
    )
    return [(branch, articles) for branch, articles in popular if articles]
