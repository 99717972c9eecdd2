"""The generation that serves, for readers: always whole, always the newest that is sound, never closed under a user."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import inf
from pathlib import Path
from threading import Lock
from time import monotonic

from app.errors import IndexUnavailableError
from app.publishing import layout
from app.publishing.generation import (
    AnalyzerChangedError,
    Degradation,
    EngineFor,
    OpenGeneration,
    load_engine,
    open_generation,
)

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30.0
"""How long a generation that did not open is left alone, unless another is published; checking one reads it whole."""

_REMEDY = "barodap publish"


class _Shared:
    """An open generation and how many use it; closed when it has been replaced and the last user is done."""

    def __init__(self, generation: OpenGeneration) -> None:
        self.generation = generation
        self.users = 0
        self.replaced = False


class Generations:
    """Opens what ``index_dir`` serves and follows the publisher. Safe to share between threads; make it after a fork.

    ``analyzer_fingerprint`` is that of the analyser that makes the queries.
    """

    def __init__(
        self,
        index_dir: Path,
        *,
        analyzer_fingerprint: str,
        engine_for: EngineFor = load_engine,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._index_dir = index_dir
        self._fingerprint = analyzer_fingerprint
        self._engine_for = engine_for
        self._retry_seconds = retry_seconds
        self._opening = Lock()
        self._lock = Lock()
        self._serving: _Shared | None = None
        self._followed: str | None = None
        self._retry_at = -inf
        self._fault = ""

    @contextmanager
    def current(self) -> Iterator[OpenGeneration]:
        """The serving generation, which stays open until the ``with`` block ends, whatever is published meanwhile.

        Costs a read of the pointer (some 10 microseconds) unless there is a new generation; one thread opens that
        while the others go on with the one before. Raises IndexUnavailableError when none can serve.
        """
        self._follow()
        with self._lock:
            shared = self._serving
            if shared is None:
                raise IndexUnavailableError(self._fault, remedy=_REMEDY)
            shared.users += 1
            generation = shared.generation
        try:
            yield generation
        finally:
            with self._lock:
                shared.users -= 1
                unused = shared.replaced and not shared.users
            if unused:
                generation.reader.close()

    def close(self) -> None:
        """Let go of the serving generation; it closes with its last user. The next ``current`` opens it again."""
        with self._opening:
            self._serve(None, ())
            self._retry_at = -inf

    def _follow(self) -> None:
        """Open what the pointer names if that is not what was opened last."""
        pointer = self._pointer()
        if not self._is_due(pointer):
            return
        if not self._opening.acquire(blocking=self._serving is None):
            return
        try:
            while self._is_due(pointer):
                self._open(pointer)
                published, pointer = pointer, self._pointer()
                if published == pointer:
                    break
        finally:
            self._opening.release()

    def _is_due(self, pointer: str | None) -> bool:
        return pointer != self._followed or monotonic() >= self._retry_at

    def _pointer(self) -> str | None:
        try:
            return layout.read_pointer(self._index_dir)
        except OSError as error:
            message = f"색인 폴더를 읽을 수 없어요: {self._index_dir} ({error.strerror})"
            raise IndexUnavailableError(message, remedy="색인 폴더의 읽기 권한을 확인하세요.") from error

    def _open(self, pointer: str | None) -> None:
        """Serve the named generation, or the newest sound one before it, or at least what is open already."""
        serving, degraded = self._serving, self._missing(pointer)
        for name in self._candidates(pointer):
            try:
                serving = self._take(name)
                break
            except AnalyzerChangedError as error:
                if name == pointer:
                    self._fault, degraded = error.message, ("analyzer_changed",)
                    break
            except IndexUnavailableError as error:
                logger.warning("%s", error.message)
                if not degraded:
                    self._fault, degraded = error.message, ("generation_damaged",)
        self._serve(serving, degraded)
        self._followed = pointer
        self._retry_at = monotonic() + self._retry_seconds if degraded else inf

    def _missing(self, pointer: str | None) -> tuple[Degradation, ...]:
        if pointer:
            return ()
        self._fault = f"아직 발행한 색인이 없어요: {self._index_dir}"
        return ("generation_damaged",)

    def _candidates(self, pointer: str | None) -> list[str]:
        names = layout.generations(self._index_dir)
        return [pointer, *(name for name in names if name < pointer)] if pointer else names

    def _take(self, name: str) -> _Shared:
        if self._serving is not None and self._serving.generation.name == name:
            return self._serving
        return _Shared(open_generation(self._index_dir / name, self._engine_for, self._fingerprint))

    def _serve(self, shared: _Shared | None, degraded: tuple[Degradation, ...]) -> None:
        with self._lock:
            before, self._serving = self._serving, shared
            if shared is not None:
                shared.generation = replace(shared.generation, degraded=degraded)
            if before is None or before is shared:
                return
            before.replaced = True
            unused = not before.users
        if unused:
            before.generation.reader.close()
