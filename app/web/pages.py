"""The pages for people: wiring, and the home page."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template

from app.models import Query
from app.search.parser import MAX_QUERY
from app.services import Services
from app.web import article_pages, assets, context, feedback, health, presentation, search_pages, seo

blueprint = Blueprint("pages", __name__)

POPULAR = 8


def register(app: Flask) -> None:
    """Routes, and what templates can use."""
    services: Services = app.extensions["barodap"]
    assets.register(app)
    presentation.register(app)
    app.jinja_env.globals.update(
        site_name=services.settings.site_name,
        contact_url=services.settings.contact_url,
        page_chat=services.settings.page_chat,
        max_query=MAX_QUERY,
        feedback_reasons=feedback.REASONS,
        max_reason=feedback.MAX_REASON,
    )
    for module in (article_pages, feedback, health, search_pages, seo):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(blueprint)


@blueprint.get("/")
def home() -> str:
    """The search box, what people ask most, and the whole tree with its counts."""
    services = context.services()
    overview = services.search.search(Query(per_page=1))
    return render_template(
        "home.html",
        total=overview.total,
        tree=presentation.facet_tree(overview.facets),
        popular=services.at_hand.popular(POPULAR),
    )
