"""The generation that serves, for readers: always whole, always the newest that is sound, never closed under a user."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import inf
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import NamedTuple

from app.errors import BarodapError, EngineUnavailableError, IndexUnavailableError
from app.publishing import layout, lineage, manifest
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
        self.suspect = False
        self.sound_until = -inf


class _Found(NamedTuple):
    """What is to serve, why it is not what should, and the message for when nothing can."""

    shared: _Shared | None
    degraded: tuple[Degradation, ...]
    fault: str


class Generations:
    """Opens what ``index_dir`` serves and follows the publisher. Safe to share between threads; make it after a fork.

    ``analyzer_fingerprint`` is that of the analyser that makes the queries; ``damaged`` is called when the generation
    that is to serve is not whole, for who may mend it.
    """

    def __init__(
        self,
        index_dir: Path,
        *,
        analyzer_fingerprint: str,
        engine_for: EngineFor = load_engine,
        retry_seconds: float = RETRY_SECONDS,
        damaged: Callable[[], None] = lambda: None,
    ) -> None:
        self._index_dir = index_dir
        self._fingerprint = analyzer_fingerprint
        self._engine_for = engine_for
        self._retry_seconds = retry_seconds
        self._damaged = damaged
        self._opening = Lock()
        self._checking = Lock()
        self._lock = Lock()
        self._serving: _Shared | None = None
        self._followed: str | None = None
        self._retry_at = -inf
        self._fault = ""

    @contextmanager
    def current(self) -> Iterator[OpenGeneration]:
        """The serving generation, which stays open until the ``with`` block ends, whatever is published meanwhile.

        Costs a read of the pointer (some 10 microseconds) unless there is a new generation; one thread opens that
        while the others go on with the one before. Raises IndexUnavailableError when none can serve. When the block
        raises it, the generation is checked again before its next use, and the one before it serves if it is damaged.
        Of files that changed after they were opened, anything may come: what is no error of ours is raised as
        IndexUnavailableError if they did.
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
        except IndexUnavailableError:
            self._suspect(shared)
            raise
        except Exception as error:
            if isinstance(error, BarodapError) or not self._is_damaged(shared):
                raise
            self._suspect(shared)
            raise IndexUnavailableError(f"열어 둔 색인이 손상됐어요. ({error!r})", remedy=_REMEDY) from error
        finally:
            with self._lock:
                shared.users -= 1
                unused = shared.replaced and not shared.users
            if unused:
                generation.reader.close()

    def _is_damaged(self, shared: _Shared) -> bool:
        """Whether files changed since they were opened; looked at again after a while, as that reads all of them."""
        with self._checking:
            if shared.suspect or monotonic() < shared.sound_until:
                return shared.suspect
            generation = shared.generation
            try:
                manifest.verify(self._index_dir / generation.name, generation.manifest)
            except IndexUnavailableError:
                return True
            shared.sound_until = monotonic() + self._retry_seconds
            return False

    def _suspect(self, shared: _Shared) -> None:
        with self._lock:
            if not shared.suspect:
                shared.suspect = True
                self._retry_at = -inf

    def close(self) -> None:
        """Let go of the serving generation; it closes with its last user. The next ``current`` opens it again."""
        with self._opening:
            self._serve(_Found(None, (), ""))
            self._retry_at = -inf

    def _follow(self) -> None:
        """Open what the pointer names if that is not what was opened last."""
        if not self._is_due(self._pointer()):
            return
        if not self._opening.acquire(blocking=self._serving is None):
            return
        try:
            pointer = self._pointer()
            while self._is_due(pointer):
                found = self._find(pointer)
                published, pointer = pointer, self._pointer()
                if found.degraded and pointer != published:
                    # No damage: it was swept while we opened it, because newer ones were published.
                    self._discard(found)
                    continue
                self._serve(found)
                self._followed = published
                self._retry_at = monotonic() + self._retry_seconds if found.degraded else inf
                return
        finally:
            self._opening.release()

    def _is_due(self, pointer: str | None) -> bool:
        return pointer != self._followed or monotonic() >= self._retry_at

    def _pointer(self) -> str | None:
        try:
            return layout.read_pointer(self._index_dir)
        except OSError as error:
            if self._serving is not None:
                logger.warning("색인 포인터를 읽을 수 없어서 지금 색인으로 계속 답해요. (%s)", error.strerror)
                return self._followed
            raise self._unreadable(error) from error

    def _unreadable(self, error: OSError) -> IndexUnavailableError:
        message = f"색인 폴더를 읽을 수 없어요: {self._index_dir} ({error.strerror})"
        return IndexUnavailableError(message, remedy="색인 폴더의 읽기 권한을 확인하세요.")

    def _find(self, pointer: str | None) -> _Found:
        """The named generation, or what serves already where only the analyser is another one, or the newest sound one
        before, or at least what is open already."""
        fault = ""
        degraded: tuple[Degradation, ...] = ()
        if not pointer:
            fault, degraded = f"아직 발행한 색인이 없어요: {self._index_dir}", ("generation_damaged",)
        try:
            for name in self._candidates(pointer):
                try:
                    return _Found(self._take(name), degraded, fault)
                except AnalyzerChangedError as error:
                    if name == pointer:
                        fault, degraded = error.message, ("analyzer_changed",)
                        if self._serving is not None and not self._serving.suspect:
                            return _Found(self._serving, degraded, fault)
                except IndexUnavailableError as error:
                    logger.warning("%s", error.message)
                    away = isinstance(error, EngineUnavailableError)
                    if name == pointer and not away:
                        self._damaged()
                    fault, degraded = (
                        fault or error.message,
                        degraded or (("engine_unavailable",) if away else ("generation_damaged",)),
                    )
        except OSError as error:
            unreadable = self._unreadable(error).message
            logger.warning("%s", unreadable)
            fault = fault if pointer else unreadable
        return _Found(self._serving, degraded, fault)

    def _candidates(self, pointer: str | None) -> Iterator[str]:
        """The named one first, for which the folder need not be listed, what served before it, then any older one, such
        as one that was gone back from. Raises OSError when the folder cannot be listed."""
        if not pointer:
            yield from layout.generations(self._index_dir)
            return
        yield pointer
        names = layout.generations(self._index_dir)
        served = []
        for name in lineage.before(self._index_dir, pointer, names):
            served.append(name)
            yield name
        yield from (name for name in names if name < pointer and name not in served)

    def _take(self, name: str) -> _Shared:
        serving = self._serving
        if serving is not None and serving.generation.name == name and not serving.suspect:
            return serving
        return _Shared(open_generation(self._index_dir / name, self._engine_for, self._fingerprint))

    def _discard(self, found: _Found) -> None:
        if found.shared is not None and found.shared is not self._serving:
            found.shared.generation.reader.close()

    def _serve(self, found: _Found) -> None:
        with self._lock:
            before, self._serving, self._fault = self._serving, found.shared, found.fault
            if found.shared is not None:
                found.shared.generation = replace(found.shared.generation, degraded=found.degraded)
            if before is None or before is found.shared:
                return
            before.replaced = True
            unused = not before.users
        if unused:
            before.generation.reader.close()
