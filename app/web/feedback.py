"""What readers tell us about an article: whether it helped, why not, and that it was read."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

from flask import Blueprint, Response, make_response, redirect, render_template, request, session

from app.analysis.text import clean
from app.errors import InvalidRequestError, NotFoundError
from app.models import Article
from app.services import Services
from app.web import clicks, context, limits, links
from app.web.visitors import is_robot, visitor

blueprint = Blueprint("feedback", __name__)

Vote = Literal["helpful", "unhelpful", "explained"]
"""What this visitor said of an article; ``explained`` is an unhelpful vote with its reason."""

REASONS = {
    "unclear": "설명을 이해하기 어려워요",
    "other": "찾던 내용이 아니에요",
    "failed": "안내대로 해도 해결되지 않아요",
    "outdated": "지금 화면이나 정책과 달라요",
}
MAX_REASON = 400
_REMEMBERED = 40


@blueprint.post("/articles/<rest:article_id>/feedback")
def vote(article_id: str) -> Response:
    """Record this visitor's vote, which replaces an earlier one; then back to the article, or its form for a script."""
    services = context.services()
    article = _article(services, article_id)
    answer = request.form.get("helpful", "")
    if answer not in ("yes", "no"):
        raise InvalidRequestError("도움이 됐는지 골라 주세요.", parameter="helpful")
    reason = _reason() if answer == "no" else ""
    limits.spend()
    helpful = answer == "yes"
    services.articles.add_feedback(article.id, visitor=visitor(), helpful=helpful, reason=reason)
    clicks.record_vote(services, article, visitor(), helpful=helpful)
    # The form that asks for reasons has been sent, whether or not it was filled in.
    explained = "detail" in request.form
    _remember(article, "helpful" if helpful else "explained" if explained else "unhelpful")
    if request.headers.get("X-Fragment") == "feedback":
        return make_response(render_template("_feedback.html", article=article, vote=given_vote(article)))
    return make_response(redirect(links.article_path(article.id, article.slug) + "#feedback", 303))


@blueprint.post("/articles/<rest:article_id>/view")
def view(article_id: str) -> Response:
    """Count one reading. Pages send this once a visit, when they are really shown: never for HEAD or prefetching."""
    services = context.services()
    article = _article(services, article_id)
    if not is_robot():
        limits.spend()
        services.articles.count_view(article.id)
    return Response(status=204)


def given_vote(article: Article) -> Vote | None:
    """What this visitor said of ``article`` before, as far as the cookie remembers."""
    given: Vote | None = session.get("votes", {}).get(_key(article))
    return given


def _remember(article: Article, vote: Vote) -> None:
    votes = {key: value for key, value in session.get("votes", {}).items() if key != _key(article)}
    session["votes"] = dict([*votes.items(), (_key(article), vote)][-_REMEMBERED:])


def _key(article: Article) -> str:
    """Short, as all of a cookie fits in 4 kB."""
    return sha256(article.id.encode()).hexdigest()[:10]


def _article(services: Services, article_id: str) -> Article:
    article = services.articles.get(article_id)
    if article is None:
        raise NotFoundError("찾으시는 도움말이 없어요.")
    return article


def _reason() -> str:
    chosen = request.form.get("reason", "")
    if chosen and chosen not in REASONS:
        raise InvalidRequestError("이유를 목록에서 골라 주세요.", parameter="reason")
    detail = clean(request.form.get("detail", ""), MAX_REASON, parameter="detail", keep_lines=True)
    return ": ".join(part for part in (REASONS.get(chosen, ""), detail) if part)
