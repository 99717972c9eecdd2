"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``subject`` is what was looked at; ``remedy`` a command or an action, empty when all is well."""

    level: Level
    subject: str
    message: str
    remedy: str = ""
