"""What is known of a server that does not answer, so that not everybody waits to find out."""

from __future__ import annotations

import logging
from threading import Lock
from time import monotonic

from app.errors import DatabaseUnreachableError

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
"""How long after a failure somebody tries again. Until that one knows, all others are told what is known."""


class Outage:
    """Shared by the threads of a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._fault: DatabaseUnreachableError | None = None
        self._next = 0.0
        self._is_tried = False

    def check(self) -> None:
        """Raise the DatabaseUnreachableError of last time, unless it is time to try again; who may, says how it went
        by ``begins`` or ``ends``."""
        with self._lock:
            if self._fault is None:
                return
            if self._is_tried or monotonic() < self._next:
                raise DatabaseUnreachableError(self._fault.message, remedy=self._fault.remedy)
            self._is_tried = True

    def begins(self, fault: DatabaseUnreachableError) -> None:
        """Nobody answered, or went on answering."""
        with self._lock:
            if self._fault is None:
                log.error("데이터베이스가 필요한 일은 지금 할 수 없어요. %s", fault)
            self._fault, self._next, self._is_tried = fault, monotonic() + RETRY_SECONDS, False

    def ends(self) -> None:
        """There was an answer."""
        if self._fault is None:
            return
        with self._lock:
            if self._fault is not None:
                log.warning("데이터베이스에 다시 연결됐어요.")
            self._fault, self._is_tried = None, False
