"""Whether a webhook is Chatwoot's.

Source of the format: Chatwoot's webhook reference. ``X-Chatwoot-Signature`` is ``sha256=`` and the hexadecimal
HMAC-SHA256 of ``{X-Chatwoot-Timestamp}.{body}``; the timestamp is in seconds and made anew for each attempt. Agent
bots sign since April 2026; older Chatwoots sign nothing, so there the secret stands in the webhook's address.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256
from time import time

from flask import Request

from app.channels.secrets import SharedSecret
from app.errors import UnauthorizedError
from app.setting_types import NO_SECRET

SIGNATURE, TIMESTAMP = "X-Chatwoot-Signature", "X-Chatwoot-Timestamp"

MAX_AGE_SECONDS = 300
"""How far a timestamp may be from our clock, either way; what is older may be somebody's copy."""

_SECONDS = re.compile(r"[0-9]{1,12}")


class WebhookSecret:
    """``value`` is that of the setting; NO_SECRET lets everyone in."""

    def __init__(self, value: str) -> None:
        self._value = value
        self._shared = SharedSecret(value)

    def check(self, request: Request) -> None:
        """Raises UnauthorizedError unless ``request`` is signed, or unsigned and has the secret itself."""
        if SIGNATURE not in request.headers:
            self._shared.check(request)
        elif self._value != NO_SECRET and not self._signed(request):
            raise UnauthorizedError("서명이 맞지 않거나 오래됐어요. 비밀 값과 서버의 시계를 확인해 주세요.")

    def _signed(self, request: Request) -> bool:
        timestamp = request.headers.get(TIMESTAMP, "")
        if not _SECONDS.fullmatch(timestamp) or abs(time() - int(timestamp)) > MAX_AGE_SECONDS:
            return False
        expected = sign(self._value, timestamp, request.get_data())
        given = request.headers[SIGNATURE]
        return bool(self._value) and hmac.compare_digest(given.encode(errors="replace"), expected.encode())


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature that Chatwoot sends with ``body``."""
    return "sha256=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, sha256).hexdigest()
