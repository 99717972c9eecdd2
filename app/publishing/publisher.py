"""Publishing: build beside, verify, swap, sweep. Until the swap nothing that serves is touched."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from app.engine.base import Engine, EngineDocument, EngineQuery
from app.errors import IndexUnavailableError, PublishError
from app.models import Category
from app.publishing import layout
from app.publishing import manifest as manifests
from app.publishing.generation import EngineFor, load_engine, open_generation, write_categories
from app.publishing.lock import publish_lock
from app.publishing.manifest import Manifest
from app.publishing.parts import Part
from app.publishing.repository import Repository
from app.publishing.sweeping import Sweeper
from app.publishing.unwritable import cannot_write, falls_behind

logger = logging.getLogger(__name__)

Step = Literal["index", "write", "verify", "swap", "sweep"]
"""``index`` comes once a document, with the number so far; every other step once, when it begins."""

Progress = Callable[[Step, int], None]
Canary = tuple[EngineQuery, str]
"""A query and the id of an article that it must find."""

WRITERS = 2
"""Parts that are written at once."""

FETCH_SECONDS = 60.0
"""How long to wait while processes of this host fetch what another one published."""


class Publisher:
    """Publishes generations into ``index_dir``, each built by ``engine``, which the registry knows as ``engine_name``.

    ``parts`` are made beside the engine's index. ``keep`` and ``engine_for`` are those of ``Sweeper``. With a
    ``repository`` every host that follows it goes over to what is published.
    """

    def __init__(
        self,
        index_dir: Path,
        engine_name: str,
        engine: Engine,
        *,
        parts: Sequence[Part[object]] = (),
        keep: int = 2,
        engine_for: EngineFor = load_engine,
        repository: Repository | None = None,
    ) -> None:
        self._index_dir = index_dir
        self._engine_name = engine_name
        self._engine = engine
        self._parts = parts
        self._keep = keep
        self._repository = repository
        self._sweeper = Sweeper(
            index_dir, engine_name, lambda name: engine if name == engine_name else engine_for(name), keep=keep
        )

    def publish(
        self,
        documents: Iterable[EngineDocument],
        categories: Sequence[Category],
        *,
        analyzer_fingerprint: str,
        content_digest: str,
        canaries: Iterable[Canary] = (),
        progress: Progress = lambda step, count: None,
        fresh: bool = False,
    ) -> Manifest:
        """Build a generation, verify it and make it the serving one.

        ``documents`` are read once, one at a time; ``canaries`` only after all of them were read. ``fresh`` makes it of
        nothing that was published before. Raises PublishError
        when another publisher is at work, an id repeats, a canary finds nothing or the folder cannot be written; the
        generation before goes on serving, and the next publisher clears away what may be left behind.
        """
        try:
            self._index_dir.mkdir(parents=True, exist_ok=True)
            with self._alone():
                self._sweeper.clear()
                name = layout.new_name(layout.generations(self._index_dir))
                building = self._index_dir / f"{layout.TEMPORARY}{name}"
                try:
                    count = self._build(building, documents, None if fresh else self._before(), progress)
                    progress("write", count)
                    write_categories(building, categories)
                    manifest = Manifest(
                        generation=name,
                        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
                        engine=self._engine_name,
                        analyzer_fingerprint=analyzer_fingerprint,
                        content_digest=content_digest,
                        document_count=count,
                        replaced=self._serving(),
                        files=manifests.measure(building),
                    )
                    manifests.write(building, manifest)
                    layout.sync_tree(building)
                    progress("verify", count)
                    self._verify(building, analyzer_fingerprint, canaries)
                    progress("swap", count)
                    self._share(building, name, fresh=fresh)
                    served = self._serve_here(building, name)
                finally:
                    # Nothing to do after the rename; what cannot be removed now, the next publisher clears away.
                    if building.exists():
                        self._sweeper.remove(building, ignore_errors=True)
                if served:
                    progress("sweep", count)
                    self._sweep(name)
                return manifest
        except OSError as error:
            raise cannot_write(self._index_dir, error) from error
        except IndexUnavailableError as error:
            raise PublishError(f"발행하지 못했어요. {error.message}", remedy=error.remedy) from error

    def _build(
        self, building: Path, documents: Iterable[EngineDocument], before: Path | None, progress: Progress
    ) -> int:
        builders = [(building / part.name, part.builder()) for part in self._parts]
        written: list[Future[None]] = []

        def counted() -> Iterator[EngineDocument]:
            for number, document in enumerate(documents, start=1):
                for _, builder in builders:
                    builder.add(document)
                yield document
                progress("index", number)
            # While the engine sorts what it was given. Most of the work is numpy's, which other threads need not await.
            written.extend(threads.submit(builder.write, folder) for folder, builder in builders)

        for folder in (building / layout.ENGINE, *(folder for folder, _ in builders)):
            folder.mkdir(parents=True)
        with ThreadPoolExecutor(WRITERS) as threads:
            count = self._engine.build(counted(), building / layout.ENGINE, before)
        for writing in written:
            writing.result()
        return count

    def _verify(self, building: Path, fingerprint: str, canaries: Iterable[Canary]) -> None:
        try:
            generation = open_generation(building, lambda _: self._engine, fingerprint)
        except IndexUnavailableError as error:
            raise PublishError(
                f"새로 만든 색인을 열 수 없어요. {error.message}", remedy="다시 발행해 보세요."
            ) from error
        try:
            for query, expected in canaries:
                if expected not in generation.reader.retrieve(query).ids_of():
                    raise PublishError(
                        f"새 색인에서 문서 '{expected}'을(를) 찾지 못해서 이전 색인을 그대로 두었어요.",
                        remedy="barodap doctor로 이 문서와 형태소 분석을 확인하세요.",
                    )
        except IndexUnavailableError as error:
            raise PublishError(f"새로 만든 색인이 답하지 않아요. {error.message}", remedy=error.remedy) from error
        finally:
            generation.reader.close()

    def _serving(self) -> str | None:
        """What the new generation will replace, on all hosts that share it."""
        live = self._repository.live() if self._repository else None
        return live or layout.read_pointer(self._index_dir) or None

    def _before(self) -> Path | None:
        """Where the engine's part of the serving generation is, if the same engine made it."""
        name = layout.read_pointer(self._index_dir)
        if not name:
            return None
        try:
            manifest = manifests.read(self._index_dir / name)
        except IndexUnavailableError:
            return None
        return self._index_dir / name / layout.ENGINE if manifest.engine == self._engine_name else None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The only publisher of all hosts, and of this folder."""
        with (
            self._repository.lock() if self._repository else nullcontext(),
            # With the first lock held, the folder can only be busy with fetching what another host published.
            publish_lock(self._index_dir, patience=FETCH_SECONDS if self._repository else 0.0),
        ):
            yield

    def _share(self, building: Path, name: str, *, fresh: bool) -> None:
        """Let every host have it, and go over to it."""
        if self._repository is None:
            return
        self._repository.store(building, name, fresh=fresh)
        self._repository.serve(name)

    def _serve_here(self, building: Path, name: str) -> bool:
        """Whether this host has gone over to it. Where all others do, it is published, whatever this folder takes."""
        try:
            building.rename(self._index_dir / name)
            layout.sync(self._index_dir)
            layout.write_pointer(self._index_dir, name)
        except OSError as error:
            if self._repository is None:
                raise
            logger.warning("%s", falls_behind(self._index_dir, error))
            return False
        return True

    def _sweep(self, serving: str) -> None:
        self._sweeper.sweep(serving)
        if self._repository is not None:
            try:
                self._repository.sweep(self._keep)
            except (IndexUnavailableError, PublishError) as error:
                logger.warning("오래된 색인을 OpenSearch에서 지우지 못해서 다음 발행에서 지워요. %s", error.message)
