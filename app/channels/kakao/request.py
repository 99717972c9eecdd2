"""What a bot asks of a skill. Only what is needed is read, so that a newer payload is no fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.channels.kakao import wording
from app.errors import InvalidRequestError

CHOICE = "choice"
"""Names the value of a pressed quick reply in its ``extra``."""


@dataclass(frozen=True, slots=True)
class SkillRequest:
    """``user`` is the botUserKey, ``choice`` the value of the quick reply that was pressed, empty where none was.

    ``callback_url`` is where a late answer may go, as it was sent: unchecked. Empty where the block has none.
    """

    user: str
    utterance: str
    choice: str = ""
    callback_url: str = ""


def read(payload: object) -> SkillRequest:
    """The request in ``payload``. Raises InvalidRequestError without a user or an utterance."""
    asked = _object(payload, "userRequest")
    user = _text(_object(asked, "user"), "id")
    if not user:
        raise InvalidRequestError(wording.NO_USER, parameter="userRequest.user.id")
    if not isinstance(asked.get("utterance"), str):
        raise InvalidRequestError(wording.NO_UTTERANCE, parameter="userRequest.utterance")
    extra = _object(_object(payload, "action"), "clientExtra")
    return SkillRequest(user, asked["utterance"], _text(extra, CHOICE), _text(asked, "callbackUrl"))


def _object(of: object, name: str) -> Mapping[str, Any]:
    """The object ``name``, empty where there is none: the documents show null and "null" in its place, too."""
    value = of.get(name) if isinstance(of, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _text(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""
