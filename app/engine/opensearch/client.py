"""How OpenSearch is spoken to: time-outs on every call, retries for reads, a circuit breaker, typed errors.

It knows nothing of indexes. opensearch-py keeps the connections, goes from node to node and leaves those that failed
alone for a while; it neither retries time-outs nor 429 by itself, and never in our time.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from random import uniform
from ssl import SSLContext, create_default_context
from threading import Lock
from time import monotonic, sleep
from typing import Any, TypeVar
from urllib.parse import quote

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnectionError
from opensearchpy.exceptions import ConnectionTimeout, OpenSearchException, SSLError, TransportError
from urllib3.exceptions import NewConnectionError

from app.config import Settings
from app.engine.opensearch.addresses import nodes_of, shown
from app.engine.opensearch.breaker import Breaker
from app.errors import ConfigurationError, EngineUnavailableError, IndexUnavailableError

ATTEMPTS = 4
"""Times that a read is tried at most, all within its time."""
FIRST_PAUSE = 0.02
"""Seconds before the second try; doubled from one to the next, and scattered."""
LEAST_SECONDS = 0.05
"""Of time that is left for a try to be worth it."""
CONNECTIONS = 32
"""Kept open to a node, as many as a process has threads that search."""
DEAD_SECONDS = 5
"""For which a node that did not answer is left alone while others do."""

_PASSING = frozenset({429, 502, 503, 504})
_REMEDY = "OpenSearch가 켜져 있는지, BARODAP_OPENSEARCH_로 시작하는 설정이 맞는지 확인하세요."

Body = Mapping[str, Any] | str | None
T = TypeVar("T")

# It tells each failed request with a traceback; what matters of it is in our errors.
logging.getLogger("opensearch").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Connection:
    """``urls`` as in BARODAP_OPENSEARCH_URL, which may hold a password; ``timeout`` in seconds, of a read as a whole;
    ``ca`` is a file of certificates, empty for those of the system."""

    urls: str = field(repr=False)
    ca: str = ""
    timeout: float = 2.0


class ServerUnavailableError(EngineUnavailableError):
    """OpenSearch cannot be reached, does not answer in time or takes no more; ``answered`` is the
    HTTP status that it gave, if any, and ``unsent`` is set when nobody can have seen the request."""

    def __init__(self, message: str, *, answered: int | None = None, unsent: bool = False) -> None:
        super().__init__(message, remedy=_REMEDY)
        self.answered = answered
        self.unsent = unsent

    @property
    def passing(self) -> bool:
        """Whether another try, of another node, may do."""
        return self.answered is None or self.answered in _PASSING


class ServerRefusedError(IndexUnavailableError):
    """OpenSearch answered, and with no: ``answered`` is the HTTP status, 4xx, and ``kind`` its name of the error."""

    def __init__(self, message: str, *, answered: int, kind: str) -> None:
        super().__init__(message, remedy=_REMEDY)
        self.answered = answered
        self.kind = kind


class Client:
    """One for all threads of a process; after a fork it makes connections of its own."""

    def __init__(self, connection: Connection, breaker: Breaker | None = None) -> None:
        self._connection = connection
        self._shown = shown(connection.urls)
        self._breaker = breaker or Breaker(f"OpenSearch({self._shown})")
        self._lock = Lock()
        self._process = -1
        self._opensearch: OpenSearch | None = None

    def read(
        self,
        method: str,
        path: str,
        body: Body = None,
        *,
        params: Mapping[str, Any] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """The decoded answer to a request that changes nothing, tried again within the time when a node is lost, slow
        or overloaded. A time-out of one try leaves time for another. An answer of several, of which one failed, has
        failed. ``timeout`` in seconds, where much is read, instead of the connection's.

        Raises ServerUnavailableError, at once while the breaker is open, and ServerRefusedError.
        """
        deadline = monotonic() + (timeout or self._connection.timeout)

        def ask() -> Any:
            pause = FIRST_PAUSE
            for attempt in range(1, ATTEMPTS + 1):
                left = deadline - monotonic()
                try:
                    return self._request(method, path, body, params, left if attempt == ATTEMPTS else left / 2)
                except ServerUnavailableError as error:
                    wait = pause * uniform(0.5, 1.5)
                    if attempt == ATTEMPTS or not error.passing or deadline - monotonic() - wait < LEAST_SECONDS:
                        raise
                    sleep(wait)
                    pause *= 2
            raise AssertionError("the last attempt returns or raises")

        return self._guarded(ask)

    def write(
        self, method: str, path: str, body: Body = None, *, timeout: float, params: Mapping[str, Any] | None = None
    ) -> Any:
        """The decoded answer to a request that changes something, sent once and given ``timeout`` seconds. Another node
        is tried only where no connection could be made.

        Raises as ``read`` does. After a ServerUnavailableError it may or may not have been done.
        """

        def ask() -> Any:
            for left in reversed(range(ATTEMPTS)):
                try:
                    return self._request(method, path, body, params, timeout)
                except ServerUnavailableError as error:
                    if not (error.unsent and left):
                        raise
            raise AssertionError("the last attempt returns or raises")

        return self._guarded(ask)

    def close(self) -> None:
        """Close the connections of this process; a later request opens new ones."""
        with self._lock:
            opened, self._opensearch = self._opensearch, None
        if opened is not None and self._process == os.getpid():
            opened.close()

    def _guarded(self, ask: Callable[[], T]) -> T:
        """``ask``, unless the breaker is open; a refusal, too, shows that the server is there."""
        if not self._breaker.allows():
            raise ServerUnavailableError(f"OpenSearch가 응답하지 않아서 잠시 기다리고 있어요: {self._shown}")
        try:
            answer = ask()
        except ServerUnavailableError:
            self._breaker.failed()
            raise
        except ServerRefusedError:
            self._breaker.succeeded()
            raise
        self._breaker.succeeded()
        return answer

    def _request(self, method: str, path: str, body: Body, params: Mapping[str, Any] | None, seconds: float) -> Any:
        headers = {"content-type": "application/x-ndjson"} if isinstance(body, str) else None
        try:
            answer = self._connected().transport.perform_request(
                method, path, params=dict(params or {}), body=body, headers=headers, timeout=max(seconds, 0.001)
            )
        except ConnectionTimeout as error:
            raise ServerUnavailableError(f"OpenSearch가 제때 응답하지 않았어요: {self._shown}") from error
        except SSLError as error:
            raise ServerUnavailableError(
                f"OpenSearch의 인증서를 믿을 수 없어요: {self._shown} (BARODAP_OPENSEARCH_CA)"
            ) from error
        except NoConnectionError as error:
            raise ServerUnavailableError(
                f"OpenSearch에 연결할 수 없어요: {self._shown}", unsent=isinstance(error.info, NewConnectionError)
            ) from error
        except TransportError as error:
            raise self._told(int(error.status_code), str(error.error)) from error
        except OpenSearchException as error:
            raise ServerUnavailableError(f"OpenSearch의 응답을 읽을 수 없어요: {self._shown}") from error
        for part in (answer.get("responses") or answer.get("docs") or ()) if isinstance(answer, dict) else ():
            if "error" in part:
                raise self._told(int(part.get("status", 503)), str(part["error"].get("type")))
        return answer

    def _told(self, status: int, kind: str) -> ServerUnavailableError | ServerRefusedError:
        said = f"{self._shown} ({status} {kind})"
        if status in _PASSING:
            return ServerUnavailableError(f"OpenSearch가 지금은 요청을 받지 못해요: {said}", answered=status)
        if status >= 500:
            return ServerUnavailableError(f"OpenSearch에 문제가 생겼어요: {said}", answered=status)
        return ServerRefusedError(f"OpenSearch가 요청을 받아들이지 않았어요: {said}", answered=status, kind=kind)

    def _connected(self) -> OpenSearch:
        with self._lock:
            if self._opensearch is None or self._process != os.getpid():
                self._process = os.getpid()
                self._opensearch = _connect(self._connection)
            return self._opensearch


def client_for(settings: Settings) -> Client:
    """One for all of a process that asks the same server, so that what one learnt of its health every other knows.

    Raises ConfigurationError when no server is set, as where another engine is and an index of OpenSearch is left.
    """
    if not settings.opensearch_url:
        raise ConfigurationError(
            "OpenSearch 서버의 주소가 없어요.", remedy="BARODAP_OPENSEARCH_URL에 서버의 주소를 넣으세요."
        )
    return _client(Connection(settings.opensearch_url, settings.opensearch_ca, settings.opensearch_timeout))


@lru_cache(8)
def _client(connection: Connection) -> Client:
    return Client(connection)


def segment(name: str) -> str:
    """``name`` as one segment of a path."""
    return quote(name, safe="")


def _connect(connection: Connection) -> OpenSearch:
    return OpenSearch(
        list(nodes_of(connection.urls)),
        pool_maxsize=CONNECTIONS,
        ssl_context=_trusting(connection),
        # Retries are ours. With these a node that failed is still left alone for a while.
        max_retries=0,
        retry_on_timeout=True,
        retry_on_status=(502, 503, 504),
        dead_timeout=DEAD_SECONDS,
    )


def _trusting(connection: Connection) -> SSLContext | None:
    if not connection.urls.count("https://"):
        return None
    try:
        return create_default_context(cafile=connection.ca or None)
    except OSError as error:
        raise ServerUnavailableError(
            f"인증서 파일을 읽을 수 없어요: {connection.ca} (BARODAP_OPENSEARCH_CA)"
        ) from error
