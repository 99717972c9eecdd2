from __future__ import annotations

import pytest
from flask import Flask, request

from app.channels.secrets import SharedSecret
from app.errors import UnauthorizedError


def test_only_the_word_for_it_lets_everyone_in(channel_app: Flask) -> None:
    with channel_app.test_request_context("/"):
        SharedSecret("none").check(request)
        for value in ("", "for-the-tests-of-channels"):
            with pytest.raises(UnauthorizedError):
                SharedSecret(value).check(request)
