"""Another site on a port of its own, whose policy lets its pages do no more than the chat needs."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

PAGE = """\
<!doctype html>
<html lang="ko">
<head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>가게</title>
  <script src="{help_centre}/static/widget.js" defer{attributes}></script>
</head>
<body>
  <h1>가게</h1><p>{text}</p>
  <a href="#shipping">배송 안내</a>
  <button type="button" data-barodap-ask="캐시는 어떻게 충전하나요?">충전 묻기</button>
</body>
</html>
"""
POLICY = "default-src 'none'; script-src {help_centre}; connect-src {help_centre}"


class Shop:
    """Serves PAGE at every path while it is entered. What its address asks for are the script's data attributes."""

    def __init__(self) -> None:
        self.help_centre = ""
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = parse_qsl(urlsplit(self.path).query, keep_blank_values=True)
                attributes = "".join(f' data-{name}="{value}"' for name, value in asked)
                page = PAGE.format(help_centre=shop.help_centre, attributes=attributes, text="상품 설명이에요. " * 200)
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", POLICY.format(help_centre=shop.help_centre))
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://localhost:{self._server.server_port}"

    def __enter__(self) -> Shop:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
