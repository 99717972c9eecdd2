"""A lock for hosts that share nothing but OpenSearch: a document that ends by itself unless it is renewed.

Time is the server's, so that the hosts' clocks may differ.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import uuid4

from app.engine.opensearch.client import Client, ServerRefusedError, segment
from app.errors import IndexUnavailableError, PublishError
from app.publishing.lock import PublisherBusyError

log = logging.getLogger(__name__)

SECONDS = 60.0
"""After which others take over from a publisher that has not renewed its lease."""
RENEWED_SECONDS = 15.0
ASK_SECONDS = 10.0

_TAKE = """
boolean free = ctx._source.token == null || ctx._now > ctx._source.until;
if (params.token == ctx._source.token || (free && !params.renewed)) {
  ctx._source.token = params.token; ctx._source.owner = params.owner; ctx._source.until = ctx._now + params.lasts;
} else { ctx.op = 'none' }
"""
_LEAVE = "ctx.op = params.token == ctx._source.token ? 'delete' : 'none'"


class Lease:
    """The document ``id_`` of the index ``index``. ``owner`` is how others are told who has it."""

    def __init__(self, client: Client, index: str, id_: str, *, seconds: float = SECONDS) -> None:
        self._client = client
        self._index, self._id = index, id_
        self._seconds = seconds
        self._token = uuid4().hex
        self._owner = f"{socket.gethostname()}:{os.getpid()}"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raises PublisherBusyError when another has it, IndexUnavailableError when the server fails."""
        left = Event()
        try:
            if not self._take(renewed=False):
                raise PublisherBusyError(
                    f"다른 발행이 진행 중이에요 ({self._holder()}).", remedy="그 발행이 끝난 뒤에 다시 실행하세요."
                )
            keeper = Thread(target=self._keep, args=(left,), name="publish-lease", daemon=True)
            keeper.start()
            try:
                yield
            finally:
                left.set()
                keeper.join()
        finally:
            self._leave()

    def renew(self) -> None:
        """Raises PublishError when another has it by now."""
        if not self._take(renewed=True):
            raise PublishError(
                f"발행하는 사이에 다른 발행이 시작돼서 멈췄어요 ({self._holder()}).",
                remedy="그 발행이 끝난 뒤에 다시 실행하세요.",
            )

    def _keep(self, left: Event) -> None:
        while not left.wait(min(RENEWED_SECONDS, self._seconds / 4)):
            try:
                self._take(renewed=True)
            except IndexUnavailableError as error:
                log.warning("발행 잠금을 연장하지 못했어요. %s", error.message)

    def _take(self, *, renewed: bool) -> bool:
        lasts = int(1000 * self._seconds)
        params = {"token": self._token, "owner": self._owner, "lasts": lasts, "renewed": renewed}
        script = {"source": _TAKE, "lang": "painless", "params": params}
        made = {} if renewed else {"scripted_upsert": True, "upsert": {}}
        try:
            answer = self._update({"script": script, **made})
        except ServerRefusedError as error:
            if error.answered in (404, 409):  # gone, or others are at it
                return False
            raise
        return answer != "noop"

    def _leave(self) -> None:
        try:
            self._update({"script": {"source": _LEAVE, "lang": "painless", "params": {"token": self._token}}})
        except ServerRefusedError as error:
            if error.answered != 404:
                log.warning("발행 잠금을 풀지 못했어요. %s", error.message)
        except IndexUnavailableError as error:
            log.warning("발행 잠금을 풀지 못해서 %g초 뒤에 풀려요. %s", self._seconds, error.message)

    def _update(self, body: dict[str, object]) -> str:
        path = f"/{segment(self._index)}/_update/{segment(self._id)}"
        answer = self._client.write("POST", path, body, params={"retry_on_conflict": 3}, timeout=ASK_SECONDS)
        return str(answer["result"])

    def _holder(self) -> str:
        try:
            found = self._client.read("GET", f"/{segment(self._index)}/_doc/{segment(self._id)}")
            return str(found["_source"]["owner"])
        except (IndexUnavailableError, KeyError):
            return "다른 서버"
