"""A visitor who holds a conversation with a real server over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException
from time import sleep
from typing import Any
from urllib.parse import urlsplit

SESSIONS = "/api/v1/chat/sessions"
TIMEOUT_SECONDS, PAUSE_SECONDS = 60, 0.1

TRY_AGAIN = (0, 409, 503)
"""No answer; others talked at that moment; the database had no time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` is 0 when no answer came, whatever became of the request."""

    status: int
    body: Any = None


def insist(send: Callable[[], Answer], failed: Callable[[Answer], object] = lambda answer: None) -> Answer:
    """What ``send`` gets once there is an answer that sending again would not change; ``failed`` gets the others."""
    while (answer := send()).status in TRY_AGAIN:
        failed(answer)
        sleep(PAUSE_SECONDS)
    return answer


class Visitor:
    """One conversation on one connection, which is made anew after each failure. Not for several threads at once."""

    def __init__(self, address: str, session_id: str = "", token: str = "") -> None:
        self.address, self.session_id, self.token = address, session_id, token
        self._connection: HTTPConnection | None = None

    def open(self) -> Answer:
        """Begin a conversation."""
        answer = self.request("POST", SESSIONS, {})
        if answer.status == 201:
            self.session_id, self.token = answer.body["session_id"], answer.body["token"]
        return answer

    def again(self) -> Visitor:
        """Somebody else in the same conversation."""
        return Visitor(self.address, self.session_id, self.token)

    def say(self, client_message_id: str, text: str) -> Answer:
        """Send a message, once."""
        return self.request("POST", self._path("/messages"), {"client_message_id": client_message_id, "text": text})

    def messages(self) -> list[dict[str, Any]]:
        """All that was said, from the first message. Raises RuntimeError when it is refused."""
        found: list[dict[str, Any]] = []
        while True:
            path = self._path(f"/messages?after={len(found)}")
            answer = insist(partial(self.request, "GET", path))
            if answer.status != 200:
                raise RuntimeError(f"{answer.status}: {answer.body}")
            if not answer.body["messages"]:
                return found
            found += answer.body["messages"]

    def request(self, method: str, path: str, body: object = None) -> Answer:
        """Any request with the conversation's token."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection = self._connected()
            connection.request(method, path, None if body is None else json.dumps(body).encode(), headers)
            response = connection.getresponse()
            return Answer(response.status, json.loads(response.read()))
        except (OSError, HTTPException, ValueError):
            # Refused, cut off in the middle or not the whole JSON: the server is going down or not there.
            self.close()
            return Answer(0)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> HTTPConnection:
        if self._connection is None:
            parts = urlsplit(self.address)
            assert parts.hostname is not None
            self._connection = HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
        return self._connection

    def _path(self, below: str) -> str:
        return f"{SESSIONS}/{self.session_id}{below}"
