"""What the parts that Barodap stands on are worth at this moment, for those who watch it: never waited for long."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread
from time import monotonic
from typing import Literal

from app.cluster.base import Cluster
from app.cluster.base import Degradation as Alone
from app.engine.base import EngineQuery
from app.errors import IndexUnavailableError, StorageError
from app.publishing.generation import Degradation as Older
from app.publishing.generations import Generations
from app.storage.database import Database

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 1.0
"""How long a part may take to answer; one that takes longer is down."""
KEPT_SECONDS = 1.0
"""For which what was found is told again, so that asking often asks no part often."""

Name = Literal["engine", "database", "cluster"]
State = Literal["up", "degraded", "down"]
Reason = Literal[Older, Alone, "index_unavailable", "engine_down", "database_down", "database_read_only"]

_NOTHING = EngineQuery(categories=frozenset({""}), limit=1)
_DOWN: frozenset[Reason] = frozenset({"index_unavailable", "engine_down", "database_down"})


@dataclass(frozen=True, slots=True)
class Part:
    """``reasons`` say why it is not ``up``."""

    name: Name
    reasons: tuple[Reason, ...] = ()

    @property
    def state(self) -> State:
        if not self.reasons:
            return "up"
        return "down" if _DOWN.intersection(self.reasons) else "degraded"


@dataclass(frozen=True, slots=True)
class Report:
    """The engine comes first."""

    parts: tuple[Part, ...]

    @property
    def state(self) -> State:
        """That of the engine, without which there is no search; without anything else, ``degraded``."""
        if self.parts[0].state == "down":
            return "down"
        return "degraded" if self.reasons else "up"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(reason for part in self.parts for reason in part.reasons)


class Health:
    """Looks at all parts at once. Safe to share between threads; a part that hangs holds one thread, not one a look."""

    def __init__(self, database: Database, cluster: Cluster, generations: Generations) -> None:
        self._parts = (
            _Looked("engine", lambda: _engine(generations), "engine_down"),
            _Looked("database", lambda: _database(database), "database_down"),
            _Looked("cluster", cluster.degraded, "redis_down"),
        )

    def report(self) -> Report:
        """How things are, after PATIENCE_SECONDS at most."""
        for part in self._parts:
            part.look()
        deadline = monotonic() + PATIENCE_SECONDS
        return Report(tuple(part.found(deadline) for part in self._parts))


class _Looked:
    """``silent`` is why it is not up while it does not answer, or cannot be asked."""

    def __init__(self, name: Name, look: Callable[[], tuple[Reason, ...]], silent: Reason) -> None:
        self._name, self._look, self._silent = name, look, silent
        self._lock = Lock()
        self._thread: Thread | None = None
        self._ended = 0.0
        self._reasons: tuple[Reason, ...] = ()

    def look(self) -> None:
        with self._lock:
            if self._thread is not None and (self._thread.is_alive() or monotonic() - self._ended < KEPT_SECONDS):
                return
            thread = Thread(target=self._find, name=f"health-{self._name}", daemon=True)
            try:
                thread.start()
            except RuntimeError as error:  # the system gives this process no more of them
                log.warning("%s: %s", self._name, error)
                self._thread, self._reasons = None, (self._silent,)
            else:
                self._thread = thread

    def found(self, deadline: float) -> Part:
        thread = self._thread
        if thread is not None:
            thread.join(max(0.0, deadline - monotonic()))
            if thread.is_alive():
                return Part(self._name, (self._silent,))
        return Part(self._name, self._reasons)

    def _find(self) -> None:
        try:
            self._reasons = self._look()
        except Exception:
            log.exception("%s: unforeseen error", self._name)
            self._reasons = (self._silent,)
        self._ended = monotonic()


def _engine(generations: Generations) -> tuple[Reason, ...]:
    """A search for nothing, as one does that waits for the index wherever that is, and tries twice as searches do."""
    reason: Reason = "index_unavailable"
    for _ in range(2):
        try:
            with generations.current() as generation:
                reason = "engine_down"
                generation.reader.retrieve(_NOTHING)
                return generation.degraded
        except IndexUnavailableError as error:
            log.debug("%s", error)
    return (reason,)


def _database(database: Database) -> tuple[Reason, ...]:
    try:
        return ("database_read_only",) if database.is_read_only() else ()
    except StorageError as error:
        log.debug("%s", error)
        return ("database_down",)
