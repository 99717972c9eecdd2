"""Requests that no browser sends: impossible hosts and origins, broken and endless bodies."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wrappers import Response

from app.web.security import MAX_REQUEST_BYTES

IMPOSSIBLE_HOSTS = [
    "",
    ".",
    "..",
    "a..b",
    "a" * 64,
    ".".join(["a" * 60] * 5),
    "xn--",
    "XN--",
    "xn--zzzzzz",
    "help.xn--a-ecp",
    "a b",
    '"><script>',
    "user@x",
    "127.0.0.1:abc",
    "127.0.0.1:99999",
    ":80",
    "[::::]",
    "[::1",
]
HOSTS = ["help.example", "help.example.", "help.example:8443", "127.0.0.1:8000", "[::1]:8000", "xn--3e0b707e"]
PAGES = ["/", "/search?q=월렛", "/없는-주소", "/healthz"]
JSON = ("/api/v1/articles/policy-appeal/feedback", "application/json")
FORM = ("/articles/policy-appeal/feedback", "application/x-www-form-urlencoded")


@pytest.mark.parametrize("host", IMPOSSIBLE_HOSTS)
def test_an_impossible_host_is_refused(own_app: Flask, host: str) -> None:
    for path in PAGES:
        page = _asked(own_app, path, host)
        assert (page.status_code, page.mimetype) == (400, "text/html")
        assert "호스트 이름이 올바르지 않아요" in page.get_data(as_text=True)
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    answer = _asked(own_app, "/api/v1/search?q=월렛", host)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert json.loads(answer.get_data())["code"] == "bad_request"


@pytest.mark.parametrize("host", HOSTS)
def test_a_possible_host_is_served(own: FlaskClient, host: str) -> None:
    for path in ("/", "/search?q=월렛", "/api/v1/search?q=월렛"):
        assert own.get(path, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://[", "http://[::::]", "//", "", "localhost", "http://localhost@evil.example"]
)
def test_an_impossible_origin_is_another_sites(own: FlaskClient, origin: str) -> None:
    response = own.post("/articles/wallet-charge/feedback", data={"helpful": "yes"}, headers={"Origin": origin})
    assert response.status_code == 403


@pytest.mark.parametrize(("path", "kind"), [JSON, FORM])
@pytest.mark.parametrize("body", [b"ZZ\r\nabc\r\n0\r\n\r\n", b"3\r\nabcXX0\r\n\r\n", b"-1\r\na\r\n0\r\n\r\n"])
def test_malformed_chunks_are_a_bad_request(server: str, path: str, kind: str, body: bytes) -> None:
    answer = _chunked(server, path, kind, body)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert (b'"code": "bad_request"' in answer) == path.startswith("/api/")


@pytest.mark.parametrize(("path", "kind"), [JSON, FORM, (FORM[0], "multipart/form-data; boundary=x")])
def test_chunks_beyond_the_limit_are_too_large(server: str, path: str, kind: str) -> None:
    half = _chunk(b" " * (MAX_REQUEST_BYTES // 2))
    assert _chunked(server, path, kind, half + half + _chunk(b" ") + _chunk(b"")).startswith(b"HTTP/1.1 413 ")


def test_chunks_up_to_the_limit_are_read(server: str) -> None:
    vote = b'{"helpful": true}'
    answer = _chunked(server, *JSON, _chunk(vote) + _chunk(b" " * (MAX_REQUEST_BYTES - len(vote))) + _chunk(b""))
    assert answer.startswith(b"HTTP/1.1 200 "), answer
    assert _chunked(server, *FORM, _chunk(b"helpful=") + _chunk(b"yes") + _chunk(b"")).startswith(b"HTTP/1.1 303 ")


@pytest.mark.parametrize("host", ["", "..", "a" * 64, "xn--", "[::::]", "a b", '"><script>'])
def test_the_real_server_refuses_impossible_hosts(server: str, host: str) -> None:
    for path in ("/search", "/api/v1/search"):
        answer = _sent(server, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 400 ")


def test_a_body_that_ends_early_is_refused(server: str) -> None:
    body = '{"question": "환불"}'.encode()
    head = "POST /api/v1/ask HTTP/1.1\r\nHost: help.example\r\nConnection: close\r\nContent-Type: application/json\r\n"
    answer = _sent(server, f"{head}Content-Length: {len(body) + 9}\r\n\r\n".encode() + body, ends=True)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in answer


def _asked(app: Flask, path: str, host: str) -> Response:
    """Flask's own client cannot say an impossible host: it makes addresses of it."""
    return Response(*run_wsgi_app(app, create_environ(path) | {"HTTP_HOST": host}))


def _chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


def _chunked(server: str, path: str, kind: str, body: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: help.example", "Connection: close", f"Content-Type: {kind}"]
    return _sent(server, "\r\n".join([*lines, "Transfer-Encoding: chunked", "\r\n"]).encode() + body)


def _sent(server: str, request: bytes, *, ends: bool = False) -> bytes:
    """The whole answer, until the server ends the connection; ``ends`` says that nothing more will be sent."""
    address = urlsplit(server)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(request)
        if ends:
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))
