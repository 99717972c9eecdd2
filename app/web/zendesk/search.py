"""``GET /api/v2/help_center/articles/search``"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from app.errors import InvalidRequestError
from app.web import context
from app.web.api.reading import read_query
from app.web.zendesk.parameters import SearchParameters
from app.web.zendesk.results import page_of

blueprint = Blueprint("zendesk", __name__)


@blueprint.get("/api/v2/help_center/articles/search")
@blueprint.get("/api/v2/help_center/articles/search.json")
def search() -> Response:
    """A page of the articles that the one search finds."""
    parameters = read_query(request, SearchParameters)
    service = context.services().search
    query = parameters.to_query(service.categories())
    found = service.search(query) if query else None
    return jsonify(
        page_of(
            found.hits if found else (),
            count=found.total if found else 0,
            page=parameters.page,
            per_page=parameters.per_page,
        )
    )


@blueprint.errorhandler(InvalidRequestError)
def refused(error: InvalidRequestError) -> tuple[Response, int]:
    """A bad request as Zendesk says it; what is not the client's fault is a problem+json as everywhere."""
    return jsonify(error=error.code, description=error.message), error.status
