"""One operation of the API, declared once: it routes, checks and answers requests, and documents itself."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from flask import Response, request
from pydantic import BaseModel

from app.errors import NotFoundError, UnauthorizedError
from app.web import context
from app.web.api import kept
from app.web.api.parameters import NoParameters, RequestModel
from app.web.api.reading import read_body, read_query

PREFIX = "/api/v1"

ALWAYS = (400, 405, 503)
"""Statuses that any endpoint may answer besides its own: bad request, other method, no database or index."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``view`` takes the services, then by name what path, ``parameters`` and ``body`` hold; it returns ``response``.

    ``path`` is a template below PREFIX in OpenAPI's spelling; ``{id}`` may hold slashes. ``summary`` and
    ``description`` are for the readers of the document. ``status`` is that of success. ``authorised`` asks for a
    bearer token: that of a conversation, which the view gets as ``token``, or the agents', which is checked here.
    ``cache`` is the ``Cache-Control`` of what is answered, where it is not to be asked anew each time. What a token
    opens is kept by nobody in any case. ``kept`` answers depend on nothing but the query string and the index.
    """

    method: Literal["GET", "POST", "DELETE"]
    path: str
    view: Callable[..., BaseModel]
    response: type[BaseModel]
    summary: str
    description: str = ""
    parameters: type[RequestModel] = NoParameters
    body: type[RequestModel] | None = None
    errors: tuple[int, ...] = ()
    cache: str = ""
    kept: bool = False
    status: int = 200
    authorised: Literal["", "conversation", "agent"] = ""

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def rule(self) -> str:
        """The path as Flask spells it."""
        return PREFIX + self.path.replace("{id}", "<rest:id>").replace("{", "<").replace("}", ">")

    def handle(self, **path: str) -> Response:
        """Answer the request, with what was answered before where that is kept."""
        if self.kept:
            body, tag = kept.answer(self.name, self._made)
            response = Response(body, self.status, mimetype="application/json")
            response.headers["ETag"] = tag
        else:
            response = Response(self._made(**path), self.status, mimetype="application/json")
        if cache := "no-store" if self.authorised else self.cache:
            response.headers["Cache-Control"] = cache
        return response

    def _made(self, **path: str) -> bytes:
        """Parse, ask, serialise."""
        if self.authorised == "agent":
            _check_agent()
        arguments: dict[str, Any] = dict(path)
        parameters = read_query(request, self.parameters)
        if self.parameters is not NoParameters:
            arguments["parameters"] = parameters
        if self.authorised == "conversation":
            arguments["token"] = bearer()
        if self.body is not None:
            arguments["body"] = read_body(request, self.body)
        return self.view(context.services(), **arguments).model_dump_json().encode()


def _check_agent() -> None:
    """Raise NotFoundError where no agents' token is set, and UnauthorizedError for any other."""
    token = context.services().settings.agent_token
    if not token:
        raise NotFoundError("상담원 API를 쓰지 않는 도움말이에요.")
    if not hmac.compare_digest(bearer().encode(errors="surrogatepass"), token.encode()):
        raise UnauthorizedError("상담원의 토큰이 없거나 틀려요.")


def bearer() -> str:
    """The bearer token (RFC 6750) of the request, empty where there is none."""
    given = request.authorization
    return (given.token or "") if given is not None and given.type == "bearer" else ""
