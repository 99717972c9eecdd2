"""From a page of results to what Zendesk's search answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from flask import request

from app.content.markdown import to_html
from app.content.numbers import number_of
from app.models import Hit
from app.web import links

LOCALE = "ko"

NOBODY = 0
"""For an author or a permission group, as there are none and typed clients want a number."""


def page_of(hits: tuple[Hit, ...], *, count: int, page: int, per_page: int) -> dict[str, Any]:
    """One page of ``count`` results, with complete addresses of the pages beside it."""
    pages = -(-count // per_page)
    return {
        "count": count,
        "next_page": _address(page + 1, per_page) if page < pages else None,
        "page": page,
        "page_count": pages,
        "per_page": per_page,
        # Behind the last page it leads back to the last.
        "previous_page": _address(min(page - 1, max(pages, 1)), per_page) if page > 1 else None,
        "results": [_result(hit) for hit in hits],
    }


def _address(page: int, per_page: int) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("page", "per_page")]
    query = urlencode([*kept, ("page", page), ("per_page", per_page)])
    return links.absolute(f"{request.script_root}{request.path}?{query}")


def _result(hit: Hit) -> dict[str, Any]:
    """An article as Zendesk has it. When it was written is not known here: all three dates are of its last change."""
    article = hit.article
    changed = f"{article.updated_at.isoformat()}T00:00:00Z"
    return {
        "id": number_of(article.id),
        "url": links.absolute(f"{request.script_root}/api/v1/articles/{quote(article.id, safe='')}"),
        "html_url": links.absolute(links.article_path(article.id, article.slug)),
        "author_id": NOBODY,
        "comments_disabled": True,
        "draft": False,
        "promoted": False,
        "position": 0,
        "vote_sum": article.helpful - article.unhelpful,
        "vote_count": article.helpful + article.unhelpful,
        "section_id": number_of(article.category_id),
        "created_at": changed,
        "updated_at": changed,
        "edited_at": changed,
        "name": article.title,
        "title": article.title,
        "body": to_html(article.body, links.absolute(request.script_root)),
        "source_locale": LOCALE,
        "locale": LOCALE,
        "outdated": False,
        "outdated_locales": [],
        "user_segment_id": None,
        "permission_group_id": NOBODY,
        "content_tag_ids": [],
        "label_names": list(article.keywords),
        "snippet": hit.snippet_html.replace("<mark>", "<em>").replace("</mark>", "</em>"),
        "result_type": "article",
    }
