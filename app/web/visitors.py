"""Who is asking, as far as a random id in a signed cookie tells visitors apart."""

from __future__ import annotations

import re
import secrets

from flask import request, session

_ROBOT = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|preview|headless.*lighthouse|yeti/|daum/|scrap|facebookexternalhit", re.IGNORECASE
)
"""Cubot is a telephone; Yeti and Daum are the robots of Naver and Daum."""


def visitor() -> str:
    """This browser's random id, kept in the signed cookie and made on first use."""
    if "visitor" not in session:
        session["visitor"] = secrets.token_hex(16)
        session.permanent = True
    return str(session["visitor"])


def is_robot() -> bool:
    """Whether the client calls itself one."""
    return bool(_ROBOT.search(request.user_agent.string))
