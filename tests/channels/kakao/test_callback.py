"""Where a late answer may go, and that it arrives: over TLS, at the address that was checked."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from app.channels.kakao import callback
from app.channels.kakao.callback import Callback, CallbackError, is_public, permitted, public_address, send
from tests.channels.kakao.given import CALLBACK

HOSTS = ("kakao.com", "bots.example")
HOST = "bot-api.kakao.com"
CERTIFICATE = Path(__file__).parent / "certificate.pem"
"""Of HOST, made for these tests: trusted by nobody else."""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (CALLBACK, Callback(HOST, "/v1/callback/0f1e2d3c?token=abc")),
        ("https://kakao.com", Callback("kakao.com", "/")),
        ("https://BOT-api.kakao.com:443/a#b", Callback(HOST, "/a")),
        ("https://bots.example/?a", Callback("bots.example", "/?a")),
    ],
)
def test_addresses_of_the_named_hosts_are_permitted(url: str, expected: Callback) -> None:
    assert permitted(url, HOSTS) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://bot-api.kakao.com/a",
        "ftp://bot-api.kakao.com/a",
        "file:///etc/passwd",
        "//bot-api.kakao.com/a",
        "https://evil.example/a",
        "https://kakao.com.evil.example/a",
        "https://notkakao.com/a",
        "https://evil.example/kakao.com",
        "https://evil.example#.kakao.com",
        "https://evil.example?.kakao.com",
        "https://evil.example\\.kakao.com/a",
        "https://user@bot-api.kakao.com/a",
        "https://user:password@bot-api.kakao.com/a",
        "https://@bot-api.kakao.com/a",
        "https://bot-api.kakao.com@evil.example/a",
        "https://bot-api.kakao.com:8443/a",
        "https://bot-api.kakao.com:99999/a",
        "https://bot-api.kakao.com./a",
        "https://a..kakao.com/",
        "https://.kakao.com/",
        "https://-a.kakao.com/",
        "https://a_b.kakao.com/",
        "https://a%2eb.kakao.com/",
        f"https://{'a' * 300}.kakao.com/",
        f"https://{'a.' * 150}kakao.com/",
        "https://evil.com;.kakao.com/",
        "https://evil.com,.kakao.com/",
        "https://evil.com&.kakao.com/",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://[::1/a",
        "https://2130706433/a",
        "https://localhost/a",
        "https://bot-api.kakao.com/a\r\nHost: evil.example",
        "https://bot-api.kakao.com/a b",
        "https://bot-api.kakao.com/가",
        "https:///a",
    ],
)
def test_all_others_are_not(url: str) -> None:
    assert permitted(url, HOSTS) is None


def test_no_host_is_permitted_where_none_is_named() -> None:
    assert permitted(CALLBACK, ()) is None


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("121.53.104.1", True),
        ("2404:4600::1", True),
        ("::ffff:121.53.104.1", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.88.99.1", False),
        ("::ffff:192.88.99.1", False),
        ("fec0::1", False),
        ("3fff::1", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names resolve to each of ``answers`` in turn; the names that were asked for, as they come."""
    asked: list[str] = []

    def getaddrinfo(host: str, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in answers[len(asked) - 1]]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_one_private_address_among_others_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, ["121.53.104.1", "10.0.0.1"])
    with pytest.raises(CallbackError, match=r"10\.0\.0\.1"):
        public_address(HOST)


def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolving(monkeypatch, ["121.53.104.1"], ["127.0.0.1"])
    connected: list[object] = []

    def create_connection(address: object, *_: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", create_connection)
    with pytest.raises(CallbackError):
        send(Callback(HOST, "/a"), {}, ssl.create_default_context())
    assert asked == [HOST]
    assert connected == [("121.53.104.1", 443)]


def test_a_name_that_does_not_resolve_is_an_error_of_the_callback(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: object, **__: object) -> None:
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(CallbackError, match="no such host"):
        send(Callback(HOST, "/a"), {}, ssl.create_default_context())


def test_a_name_that_cannot_be_encoded_is_an_error_of_the_callback() -> None:
    with pytest.raises(CallbackError, match="label"):
        send(Callback("a..kakao.com", "/a"), {}, ssl.create_default_context())


class _Handler(BaseHTTPRequestHandler):
    received: ClassVar[list[tuple[str, str, Any]]] = []
    status: ClassVar[int] = 200
    slow: ClassVar[bool] = False

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.path, self.headers["Host"], json.loads(body)))
        self.send_response(self.status)
        if self.slow:
            self.flush_headers()
            with suppress(OSError):
                for each in b"X-Slow: " + b"a" * 100:
                    time.sleep(0.02)
                    self.wfile.write(bytes([each]))
                self.wfile.write(b"\r\n")
        self.send_header("Location", "https://bot-api.kakao.com/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def kakao(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Handler]]:
    """A server on this machine that has the certificate of HOST, which resolves to it."""
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setattr(callback, "PORT", server.server_port)
    monkeypatch.setattr(callback, "public_address", lambda _: "127.0.0.1")
    _Handler.received.clear()
    monkeypatch.setattr(_Handler, "status", 200)
    yield _Handler
    server.shutdown()
    thread.join()
    server.server_close()


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def test_it_arrives(kakao: type[_Handler]) -> None:
    send(Callback(HOST, "/v1/a?b=c"), {"version": "2.0", "text": "가"}, trusting())
    assert kakao.received == [("/v1/a?b=c", f"{HOST}:{callback.PORT}", {"version": "2.0", "text": "가"})]


def test_who_has_not_the_certificate_of_the_host_gets_nothing(kakao: type[_Handler]) -> None:
    for host, context in ((HOST, ssl.create_default_context()), ("other.kakao.com", trusting())):
        with pytest.raises(CallbackError, match="certificate"):
            send(Callback(host, "/a"), {}, context)
    assert kakao.received == []


def test_an_answer_that_comes_byte_by_byte_is_not_waited_for(
    kakao: type[_Handler], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callback, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(kakao, "slow", True)
    with pytest.raises(CallbackError, match=r"still sending|timed out"):
        send(Callback(HOST, "/a"), {}, trusting())


@pytest.mark.parametrize("status", [302, 400, 500])
def test_redirects_are_not_followed_and_refusals_are_told(
    kakao: type[_Handler], monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(kakao, "status", status)
    with pytest.raises(CallbackError, match=f"status {status}"):
        send(Callback(HOST, "/a"), {}, trusting())
    assert len(kakao.received) == 1
