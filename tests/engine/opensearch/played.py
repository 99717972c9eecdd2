"""A server that answers as told: what a real one can hardly be made to do."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import sleep

CERTIFICATE = Path(__file__).parent / "server.pem"
"""A key and its own certificate, of 127.0.0.1, for 100 years; a secret of nobody's."""

Answer = tuple[int, object]


@dataclass
class Played:
    """``answers`` are given one after the other, the last for ever; ``delays`` are how many seconds late each is."""

    address: str
    answers: Sequence[Answer]
    delays: Sequence[float] = (0.0,)
    requests: list[tuple[str, str, str]] = field(default_factory=list)

    def next(self, method: str, path: str, authorization: str) -> tuple[int, object, float]:
        at = len(self.requests)
        self.requests.append((method, path, authorization))
        status, body = self.answers[min(at, len(self.answers) - 1)]
        return status, body, self.delays[min(at, len(self.delays) - 1)]


@contextmanager
def playing(*answers: Answer, delays: Sequence[float] = (0.0,), tls: bool = False) -> Iterator[Played]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            status, body, delay = played.next(self.command, self.path, self.headers.get("authorization", ""))
            sleep(delay)
            written = body if isinstance(body, bytes) else json.dumps(body).encode()
            try:
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(written)))
                self.end_headers()
                self.wfile.write(written)
            except OSError:
                self.close_connection = True  # who asked has gone

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
    played = Played(f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}", answers or ((200, {}),), delays)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield played
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
