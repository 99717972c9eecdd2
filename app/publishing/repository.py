"""The Repository seam: where the hosts that share an engine's server find each other's generations.

It holds copies of their files, says which one serves everywhere, and lets one publisher at a time work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from app import registry
from app.config import Settings
from app.publishing import layout

GRACE_SECONDS = 60.0
"""For how long a generation is kept after it was replaced, whatever else: hosts have yet to go over to the new one."""


class Repository(Protocol):
    """All methods raise IndexUnavailableError when the server fails. Safe to use from many threads."""

    def live(self) -> str | None:
        """The name of the generation that is to serve on every host, None when there is none. Costs one small
        request."""
        ...

    def names(self) -> list[str]:
        """The generations that can be fetched, newest first."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """Be the only publisher of all hosts. Raises PublisherBusyError that names the other; a publisher that was
        killed is waited for no longer than a minute."""
        ...

    def store(self, directory: Path, name: str, *, fresh: bool = False) -> None:
        """Keep every file below ``directory``, which the engine has just built in, and read back what was sent: all of
        it with ``fresh``, or else what no generation before had.

        Raises IndexUnavailableError when what comes back differs.
        """
        ...

    def serve(self, name: str) -> None:
        """Make a stored generation the live one, in one step. Raises PublishError unless this process still is the
        only publisher, or when there is no such generation; the one before stays live."""
        ...

    def fetch(self, name: str, directory: Path, known: Sequence[Path]) -> None:
        """Write the files of ``name`` into the existing empty ``directory``, each checked. What folders in ``known``
        hold already is taken from there.

        Raises IndexUnavailableError when any is missing or damaged, OSError when they cannot be written.
        """
        ...

    def sweep(self, keep: int) -> None:
        """Delete all but the ``keep`` newest, the live one and those that were replaced ``GRACE_SECONDS`` ago or less;
        also what publishers that were killed left. Only for who holds the lock."""
        ...


def load_repository(settings: Settings) -> Repository | None:
    """Where hosts find each other's generations; None for an engine that they do not share."""
    if settings.engine not in registry.REPOSITORIES:
        return None
    made: Repository = registry.load(registry.REPOSITORIES, settings.engine, setting="BARODAP_ENGINE")(settings)
    return made


def retained(
    names: Sequence[str],
    live: str | None,
    keep: int,
    now: datetime,
    replaced: Mapping[str, str | None] = MappingProxyType({}),
) -> list[str]:
    """Those of ``names``, newest first, that a repository keeps: see ``Repository.sweep``. ``replaced`` says which one
    each took the place of, where that is known; after going back that is not the next older one."""
    grace = timedelta(seconds=GRACE_SECONDS)
    lately = {replaced.get(newer) or name for newer, name in pairwise(names) if now - layout.time_of(newer) < grace}
    return [name for place, name in enumerate(names) if place < keep or name == live or name in lately]
