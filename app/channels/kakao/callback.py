"""Sending a late answer. The address comes from outside, so it is trusted no further than it must be.

Only https to the default port of the named hosts is spoken, only to a public address, and the address that was
checked is the one that is connected to: a name that resolves differently the second time gains nothing. Redirects are
not followed and no proxy is asked.
"""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from app.channels import timed

PORT = 443
TIMEOUT_SECONDS = 5.0

_URL = re.compile(r"https://[!-\[\]-~]+")
"""Printable ASCII without spaces and backslashes, which parsers do not agree about."""

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
"""Letters, digits and hyphens (RFC 1123), so that nothing has to be encoded and nothing else ends the name."""

_NOT_PUBLIC = tuple(
    map(ip_network, ("64:ff9b::/96", "2001::/32", "2002::/16", "192.88.99.0/24", "fec0::/10", "3fff::/20"))
)
"""What ``ipaddress`` calls global all the same: IPv6 addresses that stand for IPv4 ones, which are NAT64 (RFC 6052),
Teredo (RFC 4380) and 6to4 (RFC 3056) with its relays (RFC 7526), site-local ones (RFC 3879), and those of documents
(RFC 9637)."""


class CallbackError(Exception):
    """An answer was not sent, and why."""


@dataclass(frozen=True, slots=True)
class Callback:
    """An address that may be posted to, as far as can be told without resolving its host."""

    host: str
    path: str


def permitted(url: str, hosts: Sequence[str]) -> Callback | None:
    """``url`` if it is one of ``hosts`` or below one, by https, without credentials and port; else None."""
    if not _URL.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not _HOST.fullmatch(host):
        return None
    known = any(host == each or host.endswith(f".{each}") for each in hosts)
    if not known or port not in (None, PORT) or "@" in parts.netloc:
        return None
    return Callback(host, f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")


def send(callback: Callback, body: Mapping[str, Any], context: ssl.SSLContext) -> None:
    """POST ``body`` once. Raises CallbackError."""
    try:
        connection = _Pinned(callback.host, public_address(callback.host), context)
        timed.hold(connection, monotonic() + TIMEOUT_SECONDS)
        try:
            content = json.dumps(body, ensure_ascii=False).encode()
            connection.request("POST", callback.path, content, {"Content-Type": "application/json; charset=utf-8"})
            with connection.getresponse() as response:
                status = response.status
        finally:
            connection.close()
    except (OSError, HTTPException, UnicodeError) as error:
        raise CallbackError(f"{callback.host}: {error}") from error
    if not 200 <= status < 300:
        raise CallbackError(f"{callback.host}: status {status}")


def public_address(host: str) -> str:
    """An address of ``host``. Raises CallbackError where any is not public, and OSError where there is none."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)]
    for address in found:
        if not is_public(address):
            raise CallbackError(f"{host} is at {address}, which is not public")
    return found[0]


def is_public(address: str) -> bool:
    """Whether ``address`` is of the open internet: not private, loopback, link-local, reserved or multicast."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        return is_public(str(ip.ipv4_mapped))
    if any(ip in network for network in _NOT_PUBLIC):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class _Pinned(HTTPSConnection):
    """Speaks to ``address`` as to ``host``, whose certificate it asks for."""

    def __init__(self, host: str, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, PORT, timeout=TIMEOUT_SECONDS)
        self._address, self._tls = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self._address, PORT), TIMEOUT_SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
