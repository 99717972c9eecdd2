"""Which result a visitor opened after which query, seen without a script: the browser says where it comes from."""

from __future__ import annotations

import logging
from time import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Response, request, session
from werkzeug.datastructures import MultiDict

from app.chat.privacy import mask
from app.errors import BarodapError, InvalidRequestError, TooManyRequestsError
from app.models import Article, Query
from app.services import Services
from app.web import limits
from app.web.search_request import query_of
from app.web.visitors import is_robot, visitor

log = logging.getLogger(__name__)

REPHRASING_SECONDS = 300
"""How long a query that led nowhere is remembered for what is opened after its rephrasing."""

_REMEMBERED = 3


def watch_search(services: Services, query: Query) -> None:
    """Keep in the cookie what a visitor asked who now asks again from the page of results, having opened none."""
    before = _searched()
    if before is None or before.text == query.text or not (services.events.enabled and query.text and _is_person()):
        return
    if mask(before.text) != session.get("opened"):
        session["rephrased"] = [*_rephrased(), [mask(before.text), int(time())]][-_REMEMBERED:]


def watch_opening(services: Services, article: Article, response: Response) -> None:
    """Record the click that led to ``article``, if it was one on a search result, once ``response`` has been sent."""
    query = _searched()
    if query is None or not (services.events.enabled and _is_person()):
        return
    try:
        limits.spend()
    except TooManyRequestsError:
        return
    before = [text for text, _ in _rephrased() if text != query.text]
    session.pop("rephrased", None)
    session["opened"] = mask(query.text)
    who = visitor()

    def record() -> None:
        try:
            if was_shown(services, article, query):
                services.events.opened(article.id, query.text, visitor=who, before=before)
        except BarodapError as error:
            log.warning("a click was not recorded: %s", error)

    response.call_on_close(record)


def record_vote(services: Services, article: Article, who: str, *, helpful: bool) -> None:
    """Let a vote that has been counted also speak for the query that led to it; a failure costs nothing else."""
    try:
        services.events.voted(article.id, visitor=who, helpful=helpful)
    except BarodapError as error:
        log.warning("a vote was not learned from: %s", error)


def may_follow() -> bool:
    """Whether the visitor has not asked, by Global Privacy Control, to be left alone."""
    return request.headers.get("Sec-GPC") != "1"


def was_shown(services: Services, article: Article, query: Query) -> bool:
    """Whether ``article`` is on the page of results that ``query`` asks for; only such a click proves anything."""
    hits = services.search.search(query).hits
    return any(article.id in (hit.article.id, *(other.id for other in hit.variants)) for hit in hits)


def _searched() -> Query | None:
    """The query of this site's search page that the request comes from."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host or came_from.path != f"{request.script_root}/search":
        return None
    try:
        query = query_of(MultiDict(parse_qsl(came_from.query, max_num_fields=50)))
    except (InvalidRequestError, ValueError):
        return None
    return query if query.text else None


def _rephrased() -> list[list[Any]]:
    """What was put in other words lately, masked, with its time: a cookie is signed, and can be read."""
    since = time() - REPHRASING_SECONDS
    return [entry for entry in session.get("rephrased", []) if entry[1] >= since]


def _is_person() -> bool:
    """Not a robot, nor a browser that fetches ahead, nor a visitor who asks not to be followed."""
    headers = request.headers
    ahead = "prefetch" in (headers.get("Sec-Purpose") or headers.get("Purpose") or "")
    return request.method == "GET" and not ahead and may_follow() and not is_robot()
