"""What people do in a conversation, as it happens: server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from threading import BoundedSemaphore
from time import monotonic

from flask import Blueprint, Response, request

from app.chat.models import Status
from app.chat.sessions import Session
from app.cluster.base import Listener
from app.errors import BarodapError, InvalidRequestError, TooManyRequestsError
from app.services import Services
from app.web import context
from app.web.api.chat_serialise import message_out
from app.web.api.chat_views import session_of
from app.web.api.endpoint import bearer
from app.web.stopping import is_stopping

blueprint = Blueprint("chat_events", __name__)

MAX_STREAMS = 8
"""Streams that a worker holds open at once, half of its threads; who is turned away asks for messages instead."""

STREAM_SECONDS, POLL_SECONDS = 50.0, 1.0
"""How long a stream lasts before the client is left to take it up again, and how often it looks for what is new where
no notice comes before. With every look it says something, so that either side soon notices that the other is gone."""

RETRY_SECONDS = 5

_MAX_ID, _DIGITS = 1_000_000_000, 10
_streams = BoundedSemaphore(MAX_STREAMS)


@blueprint.get("/api/v1/chat/sessions/<session_id>/events")
def events(session_id: str) -> Response:
    """What agents say after the message that ``Last-Event-ID`` or ``after`` names or from now on, and what they do."""
    services = context.services()
    session = session_of(services, session_id, bearer())
    after = _after(services, session)
    if not _streams.acquire(blocking=False):
        raise TooManyRequestsError(
            "지금은 실시간 연결이 많아요. 잠시 뒤에 다시 시도해 주세요.", retry_after=RETRY_SECONDS
        )
    response = Response(_stream(services, session, after), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(_streams.release)
    return response


def _after(services: Services, session: Session) -> int:
    given = request.headers.get("Last-Event-ID") or request.args.get("after")
    if given is None:
        return services.chat.store.last(session.id)
    if not (given.isascii() and given.isdigit() and len(given) <= _DIGITS and int(given) <= _MAX_ID):
        raise InvalidRequestError("메시지 번호가 아니에요.", parameter="after")
    return int(given)


def _stream(services: Services, session: Session, after: int) -> Iterator[str]:
    # The id, though it comes with no event, is where a client goes on that hears nothing before the stream ends.
    yield f"retry: {int(POLL_SECONDS * 1000)}\nid: {after}\n\n"
    with services.cluster.notices.listen(session.id) as listener:
        yield from _heard(services, session, after, listener)


def _heard(services: Services, session: Session, after: int, listener: Listener) -> Iterator[str]:
    started = monotonic()
    told: dict[str, bool | Status] = {}
    while monotonic() - started < STREAM_SECONDS and not is_stopping():
        try:
            heard = services.chat.desk.heard(session.id, after)
        except BarodapError:
            return  # Gone, or the database is: the client asks again and is told.
        for entry in heard.entries:
            after = entry.seq
            if entry.author == "agent":
                yield f"id: {entry.seq}\n" + _event("message", message_out(entry).model_dump(mode="json"))
        now = {"status": heard.status, "typing": heard.typing}
        for name, value in now.items():
            if told.get(name) != value:
                yield _event(name, {name: value})
        told = now
        yield ": \n\n"
        listener.wait(POLL_SECONDS)


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
