"""A server of its own process's threads that speaks chat completions, or whatever a test makes it say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Answer = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    """One request; ``server`` is the ModelServer."""

    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, dict(self.headers), body))
        try:
            self.server.answer(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # who asked did not want to wait

    def send(self, body: bytes, *, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: tests look at ``requests``."""


class ModelServer(ThreadingHTTPServer):
    """``answer`` may be changed at any time. ``over`` is set when the test ends: who waits, waits for it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer: Answer = says("")
        self.requests: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.over = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


def says(content: object, **choice: object) -> Answer:
    """A completion of these words; ``choice`` adds to or replaces fields of it."""
    message = {"role": "assistant", "content": content}
    body = {
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", **choice}],
    }
    return raw(json.dumps(body, ensure_ascii=False).encode())


def raw(body: bytes, **how: Any) -> Answer:
    return lambda handler, _: handler.send(body, **how)


@contextmanager
def model_server() -> Iterator[ModelServer]:
    server = ModelServer()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
