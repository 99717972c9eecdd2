"""A server that speaks OpenAI's chat completions, asked without waiting longer than was agreed.

Source of the format: OpenAI, API reference, "Create chat completion"; local servers (Ollama, vLLM, llama.cpp) speak it
as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

MAX_BYTES = 256 * 1024
"""Of a reply that is read; a few sentences need no more."""

MAX_TOKENS = 700
MAX_CALLS = 4
"""At once in a process: should the server be slow, most visitors get the extractive answer, and all get it soon."""

REST_SECONDS = 30.0
"""For which a server that could not be reached is left alone."""

Messages = Sequence[Mapping[str, str]]


class EndpointError(Exception):
    """There is no reply: the server is slow, away, busy or says what is none. The message is for the log."""


class Endpoint:
    """``url`` is what stands before ``/chat/completions``, with the query, if any, that stands behind it.

    Redirects are not followed, proxies not used.
    """

    def __init__(self, url: str, *, model: str, key: str, timeout: float) -> None:
        self._url = urlsplit(url)
        path = self._url.path.rstrip("/") + "/chat/completions"
        self._target = f"{path}?{self._url.query}" if self._url.query else path
        self._model = model
        self._key = key
        self._timeout = timeout
        self._calls = BoundedSemaphore(MAX_CALLS)
        self._resting_until = 0.0

    def complete(self, messages: Messages) -> str:
        """What the model says, within the time-out whatever the server does. Raises EndpointError."""
        if monotonic() < self._resting_until:
            raise EndpointError("resting after a failure")
        if not self._calls.acquire(blocking=False):
            raise EndpointError("busy with other calls")
        # In a thread of its own, since neither looking up a name nor a server that sends byte by byte can be timed.
        answers: SimpleQueue[str | EndpointError] = SimpleQueue()
        Thread(target=self._call, args=(messages, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=self._timeout)
        except Empty:
            answer = EndpointError(f"no reply within {self._timeout:g} s")
        if isinstance(answer, EndpointError):
            self._resting_until = monotonic() + REST_SECONDS
            raise answer
        return _content(answer)

    def _call(self, messages: Messages, answers: SimpleQueue[str | EndpointError]) -> None:
        try:
            answers.put(self._post(messages))
        except (OSError, HTTPException, ValueError) as error:
            answers.put(EndpointError(f"{type(error).__name__}: {error}"))
        finally:
            self._calls.release()

    def _post(self, messages: Messages) -> str:
        """The body of the reply. Raises OSError, HTTPException and ValueError."""
        deadline = monotonic() + self._timeout
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        connection = kind(self._url.hostname or "", self._url.port, timeout=self._timeout)
        body = {
            "model": self._model,
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": MAX_TOKENS,
            "stream": False,
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            connection.request("POST", self._target, json.dumps(body).encode(), headers)
            response = connection.getresponse()
            if response.status != 200:
                raise HTTPException(f"status {response.status}")
            received = b""
            while part := response.read1(MAX_BYTES):
                received += part
                if len(received) > MAX_BYTES:
                    raise HTTPException(f"more than {MAX_BYTES} bytes")
                if monotonic() > deadline:
                    raise TimeoutError("still sending")
            return received.decode("utf-8")
        finally:
            connection.close()


def _content(body: str) -> str:
    """The words of the one finished choice. Raises EndpointError."""
    try:
        choice: Any = json.loads(body)["choices"][0]
        message = choice["message"]
        content, refusal = message["content"], message.get("refusal")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise EndpointError("not a chat completion") from error
    if choice.get("finish_reason") not in (None, "stop"):
        raise EndpointError("broken off")
    if refusal or not isinstance(content, str) or not content.strip():
        raise EndpointError("refused or empty")
    return content
