"""Chatwoot's Application API, as far as a bot needs it. Its address and token come from the settings alone.

Source of the format: Chatwoot API reference, "Create new message" and "Toggle status". Nothing in it tells a message
that is sent again from a new one, so one that may have arrived is never sent again.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from app.channels import timed

CONNECT_SECONDS = 1.0
EXCHANGES = 8
"""At once. More than messages are answered at once, as one whose time is over may still be looking up a name."""

FIRST_PAUSE_SECONDS = 0.2
"""Before the second attempt; twice as long before each later one, or as long as Chatwoot asks for."""

REFUSED = frozenset({429, 500, 503})
"""Statuses that say that nothing was done and that it may be done later. Those of a gateway (502, 504) do not."""

_MAX_RESPONSE = 1024 * 1024


class DeliveryError(Exception):
    """Something was not sent, or nobody knows whether it was, and why."""


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    retry_after: float
    body: bytes


class _NotSentError(Exception):
    """Nothing has reached Chatwoot."""


class ChatwootClient:
    """Safe to share between threads. ``deadline`` is a time of ``monotonic()``, kept whatever Chatwoot does."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        self._https, self._host, self._port = parts.scheme == "https", parts.hostname or "", parts.port
        self._base = parts.path.rstrip("/")
        self._token = token
        self._tls = ssl.create_default_context()
        self._threads = ThreadPoolExecutor(EXCHANGES, thread_name_prefix="chatwoot")

    def send(self, account: int, conversation: int, message: Mapping[str, Any], deadline: float) -> int | None:
        """Write ``message`` into the conversation, at most once; its id, as far as Chatwoot tells.

        Raises DeliveryError.
        """
        body = self._post(account, conversation, "messages", message, deadline, repeatable=False)
        try:
            id_ = json.loads(body)["id"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        return id_ if isinstance(id_, int) else None

    def hand_over(self, account: int, conversation: int, deadline: float) -> None:
        """Open the conversation, so that people see it; doing it twice is no different. Raises DeliveryError."""
        self._post(account, conversation, "toggle_status", {"status": "open"}, deadline, repeatable=True)

    def _post(
        self,
        account: int,
        conversation: int,
        action: str,
        body: Mapping[str, Any],
        deadline: float,
        *,
        repeatable: bool,
    ) -> bytes:
        path = f"{self._base}/api/v1/accounts/{account}/conversations/{conversation}/{action}"
        pause = FIRST_PAUSE_SECONDS
        while True:
            wait = pause
            try:
                # In a thread of its own, since looking up a name cannot be timed.
                exchange = self._threads.submit(self._exchange, path, json.dumps(body).encode(), deadline)
                response = exchange.result(_left(deadline))
            except _NotSentError as error:
                failure = str(error)
            except (OSError, HTTPException) as error:
                failure = f"no answer, it may have arrived: {error!r}"
                if not repeatable:
                    raise DeliveryError(f"{action}: {failure}") from error
            else:
                if 200 <= response.status < 300:
                    return response.body
                failure = f"status {response.status}"
                if response.status not in REFUSED and not (repeatable and response.status >= 500):
                    raise DeliveryError(f"{action}: {failure}")
                wait = max(pause, response.retry_after)
            if monotonic() + wait >= deadline:
                raise DeliveryError(f"{action}: {failure}")
            sleep(wait)
            pause *= 2

    def _exchange(self, path: str, body: bytes, deadline: float) -> _Response:
        """POST once. Raises _NotSentError, and OSError or HTTPException for what may have arrived."""
        connection = self._connection(min(CONNECT_SECONDS, _left(deadline)))
        try:
            try:
                connection.connect()
            except (OSError, UnicodeError) as error:
                raise _NotSentError(f"not connected: {error!r}") from error
            if monotonic() >= deadline:
                raise _NotSentError("connected too late")
            connection.sock.settimeout(_left(deadline))
            timed.hold(connection, deadline)
            headers = {"Content-Type": "application/json", "api_access_token": self._token}
            connection.request("POST", path, body, headers)
            # Closed by itself: of one that ends the connection, the connection knows nothing.
            with connection.getresponse() as response:
                asked = response.headers.get("Retry-After", "")
                retry_after = float(asked) if asked.isdecimal() and len(asked) < 10 else 0.0
                return _Response(response.status, retry_after, response.read(_MAX_RESPONSE))
        finally:
            connection.close()

    def _connection(self, timeout: float) -> HTTPConnection:
        if self._https:
            return HTTPSConnection(self._host, self._port, timeout=timeout, context=self._tls)
        return HTTPConnection(self._host, self._port, timeout=timeout)


def _left(deadline: float) -> float:
    """Seconds until ``deadline``; a little, where it has passed, since no time at all would mean not to wait."""
    return max(deadline - monotonic(), 0.05)
