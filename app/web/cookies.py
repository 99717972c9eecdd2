"""The signed cookie, and what is said to caches of what depends on it."""

from __future__ import annotations

from functools import cache

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer


class Cookies(SecureCookieSessionInterface):
    """Flask's, which would make its signer anew for each request, even one without a cookie."""

    @cache  # noqa: B019 - one of each a process
    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return super().get_signing_serializer(app)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """What was made in the light of a cookie is for one visitor alone."""
        super().save_session(app, session, response)
        control = response.headers.get("Cache-Control", "")
        if session.accessed and "no-store" not in control and "private" not in control:
            response.headers["Cache-Control"] = f"private, {control}" if control else "private"
