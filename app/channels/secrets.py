"""The secret that an operator shares with a platform that does not sign its requests."""

from __future__ import annotations

import hmac

from flask import Request

from app.errors import UnauthorizedError
from app.setting_types import NO_SECRET

HEADER, PARAMETER = "X-Barodap-Secret", "secret"


class SharedSecret:
    """``value`` is that of the setting; NO_SECRET lets everyone in."""

    def __init__(self, value: str) -> None:
        self._value = value

    def check(self, request: Request) -> None:
        """Raises UnauthorizedError unless ``request`` has the secret in HEADER, as bearer token or as PARAMETER."""
        if self._value == NO_SECRET:
            return
        authorization = request.authorization
        bearer = authorization.token if authorization is not None and authorization.type == "bearer" else None
        given = request.headers.get(HEADER) or bearer or request.args.get(PARAMETER) or ""
        if not self._value or not hmac.compare_digest(given.encode(errors="replace"), self._value.encode()):
            raise UnauthorizedError("비밀 값이 없거나 달라요. 채널 설정을 확인해 주세요.")
