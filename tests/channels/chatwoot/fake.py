"""A server that plays Chatwoot's Application API over HTTP, its faults included."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

TOKEN = "bot-token-of-the-tests"
DRIP_SECONDS, DRIPS = 4.0, 200
_PATH = re.compile(r"/base/api/v1/accounts/(\d+)/conversations/(\d+)/(messages|toggle_status)")


@dataclass(frozen=True)
class Fault:
    """What becomes of a request in place of an answer. ``status`` 0 drops the connection; ``done`` does first what was
    asked for; ``held`` waits until ``FakeChatwoot.released``; ``drip`` names the part, headers or body, that is sent
    byte by byte for DRIP_SECONDS; ``body`` is sent in place of the answer."""

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    done: bool = False
    held: bool = False
    drip: Literal["", "headers", "body"] = ""
    body: bytes = b""


@dataclass(frozen=True)
class Written:
    account: int
    conversation: int
    id: int
    body: dict[str, Any]


@dataclass
class FakeChatwoot:
    """``faults`` are those of the next requests, in order. ``asked`` are the actions of all requests, ``dripped`` how
    many answers went out byte by byte to their end."""

    url: str
    written: list[Written] = field(default_factory=list)
    opened: list[tuple[int, int]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    dripped: int = 0
    faults: deque[Fault] = field(default_factory=deque)
    arrived: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def message(self, id_: int) -> dict[str, Any]:
        (found,) = (each.body for each in self.written if each.id == id_)
        return found

    def to(self, conversation: int) -> list[dict[str, Any]]:
        return [each.body for each in self.written if each.conversation == conversation]

    def do(self, account: int, conversation: int, action: str, body: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            if action == "messages":
                self.written.append(Written(account, conversation, len(self.written) + 1, body))
                return {"id": len(self.written), **body}
            assert body == {"status": "open"}
            self.opened.append((account, conversation))
            return {"payload": {"success": True, "current_status": "open", "conversation_id": conversation}}


class _Handler(BaseHTTPRequestHandler):
    chatwoot: FakeChatwoot

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        path = _PATH.fullmatch(self.path)
        if path is None:
            return self._answer(404, b"{}")
        self.chatwoot.asked.append(path[3])
        if self.headers["api_access_token"] != TOKEN:
            return self._answer(401, b'{"error": "Invalid Access Token"}')
        if path[3] == "messages" and not body["content"].strip():
            return self._answer(422, b'{"message": "Content cannot be blank"}')
        fault = self.chatwoot.faults.popleft() if self.chatwoot.faults else Fault(200, done=True)
        self.chatwoot.arrived.set()
        if fault.held:
            self.chatwoot.released.wait(30)
        done = self.chatwoot.do(int(path[1]), int(path[2]), path[3], body) if fault.done else {}
        if fault.drip:
            return self._drip(fault, json.dumps(done).encode())
        if fault.status:
            return self._answer(fault.status, fault.body or json.dumps(done).encode(), fault.headers)
        self.connection.shutdown(socket.SHUT_RDWR)
        return None

    def _drip(self, fault: Fault, content: bytes) -> None:
        head = b"HTTP/1.0 200 OK\r\nX-Slow: "
        rest = b"\r\nContent-Length: %d\r\n\r\n%s" % (len(content) + DRIPS + 1, content)
        begun, last = (head, rest + b" " * (DRIPS + 1)) if fault.drip == "headers" else (head + rest, b" ")
        self.wfile.write(begun)
        for _ in range(DRIPS):
            self.wfile.write(b" ")
            if self.chatwoot.released.wait(DRIP_SECONDS / DRIPS):
                return
        self.chatwoot.dripped += 1
        self.wfile.write(last)

    def _answer(self, status: int, content: bytes, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """A client that has gone is part of the tests."""


@contextmanager
def fake_chatwoot() -> Iterator[FakeChatwoot]:
    class Handler(_Handler):
        pass

    with _Server(("127.0.0.1", 0), Handler) as server:
        Handler.chatwoot = FakeChatwoot(f"http://127.0.0.1:{server.server_address[1]}/base")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield Handler.chatwoot
        finally:
            Handler.chatwoot.released.set()
            server.shutdown()
