"""A response that is read until a deadline, whoever sends it. A time-out of a socket is for each piece alone: a server
that sends byte by byte never meets it."""

from __future__ import annotations

from functools import partial
from http.client import HTTPConnection, HTTPResponse
from io import BufferedReader, RawIOBase
from socket import socket
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


def hold(connection: HTTPConnection, deadline: float) -> None:
    """Let ``connection`` raise TimeoutError where a response is not whole, headers included, at ``deadline``, which is
    a time of ``monotonic()``."""
    connection.response_class = partial(_Response, deadline=deadline)  # type: ignore[assignment]


class _Response(HTTPResponse):
    def __init__(self, sock: socket, *arguments: Any, deadline: float, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        self.fp.close()
        self.fp = BufferedReader(_Received(sock, deadline))


class _Received(RawIOBase):
    """What ``sock`` receives."""

    def __init__(self, sock: socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError("still sending")
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
