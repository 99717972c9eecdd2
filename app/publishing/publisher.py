"""Publishing: build beside, verify, swap, sweep. Until the swap nothing that serves is touched."""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from app import registry
from app.engine.base import Engine, EngineDocument, EngineQuery
from app.errors import ConfigurationError, IndexUnavailableError, MissingDependencyError, PublishError
from app.models import Category
from app.publishing import layout
from app.publishing import manifest as manifests
from app.publishing.generation import EngineFor, load_engine, open_generation, write_categories
from app.publishing.lock import publish_lock
from app.publishing.manifest import Manifest
from app.publishing.parts import Part

logger = logging.getLogger(__name__)

Step = Literal["index", "write", "verify", "swap", "sweep"]
"""``index`` comes once a document, with the number so far; every other step once, when it begins."""

Progress = Callable[[Step, int], None]
Canary = tuple[EngineQuery, str]
"""A query and the id of an article that it must find."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class Publisher:
    """Publishes generations into ``index_dir``, each built by ``engine``, which the registry knows as ``engine_name``.

    ``parts`` are made beside the engine's index. ``keep`` generations stay, the serving one included, and behind one
    that a server holds the newest that needs none, to answer when that server does not. ``engine_for`` gives the
    engines that made what is swept.
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
    ) -> None:
        self._index_dir = index_dir
        self._engine_name = engine_name
        self._engine = engine
        self._parts = parts
        self._keep = keep
        self._engine_for = engine_for

    def publish(
        self,
        documents: Iterable[EngineDocument],
        categories: Sequence[Category],
        *,
        analyzer_fingerprint: str,
        content_digest: str,
        canaries: Iterable[Canary] = (),
        progress: Progress = lambda step, count: None,
    ) -> Manifest:
        """Build a generation, verify it and make it the serving one.

        ``documents`` are read once, one at a time; ``canaries`` only after all of them were read. Raises PublishError
        when another publisher is at work, an id repeats, a canary finds nothing or the folder cannot be written; the
        generation before goes on serving, and the next publisher clears away what may be left behind.
        """
        try:
            self._index_dir.mkdir(parents=True, exist_ok=True)
            with publish_lock(self._index_dir):
                self._clear()
                name = layout.new_name(layout.generations(self._index_dir))
                building = self._index_dir / f"{layout.TEMPORARY}{name}"
                try:
                    count = self._build(building, documents, progress)
                    progress("write", count)
                    write_categories(building, categories)
                    manifest = Manifest(
                        generation=name,
                        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
                        engine=self._engine_name,
                        analyzer_fingerprint=analyzer_fingerprint,
                        content_digest=content_digest,
                        document_count=count,
                        files=manifests.measure(building),
                    )
                    manifests.write(building, manifest)
                    layout.sync_tree(building)
                    progress("verify", count)
                    self._verify(building, analyzer_fingerprint, canaries)
                    progress("swap", count)
                    building.rename(self._index_dir / name)
                finally:
                    # Nothing to do after the rename; what cannot be removed now, the next publisher clears away.
                    if building.exists():
                        self._remove(building, ignore_errors=True)
                layout.sync(self._index_dir)
                layout.write_pointer(self._index_dir, name)
                progress("sweep", count)
                self._sweep(name)
                return manifest
        except OSError as error:
            raise _cannot_write(self._index_dir, error) from error

    def _build(self, building: Path, documents: Iterable[EngineDocument], progress: Progress) -> int:
        builders = [(part.name, part.builder()) for part in self._parts]

        def counted() -> Iterator[EngineDocument]:
            for number, document in enumerate(documents, start=1):
                for _, builder in builders:
                    builder.add(document)
                yield document
                progress("index", number)

        (building / layout.ENGINE).mkdir(parents=True)
        count = self._engine.build(counted(), building / layout.ENGINE)
        for name, builder in builders:
            (building / name).mkdir()
            builder.write(building / name)
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

    def _clear(self) -> None:
        """Remove what publishers that were killed left behind; the lock says that none is at work."""
        for path in self._index_dir.glob(f"{layout.TEMPORARY}*"):
            if path.is_dir():
                self._remove(path)
            else:
                path.unlink()

    def _sweep(self, serving: str) -> None:
        """Keep the serving generation and the newest sound ones before it. What cannot be removed now is next time."""
        spare = self._keep - 1
        fallback = self._engine_name not in registry.EMBEDDED
        for name in layout.generations(self._index_dir):
            if name == serving:
                continue
            if spare > 0 or fallback:
                engine = self._engine_of_sound(name)
                needs_none = engine in registry.EMBEDDED
                if engine and (spare > 0 or needs_none):
                    spare -= 1
                    fallback = fallback and not needs_none
                    continue
            try:
                # Renamed first, so that no reader ever sees a generation that is half gone.
                self._remove((self._index_dir / name).rename(self._index_dir / f"{layout.TEMPORARY}{name}"))
            except OSError as error:
                logger.warning("오래된 색인 %s을(를) 지우지 못했어요: %s", name, error)

    def _engine_of_sound(self, name: str) -> str:
        """The engine that made a generation whose files are whole; empty for any other."""
        directory = self._index_dir / name
        try:
            manifest = manifests.read(directory)
            manifests.verify(directory, manifest)
        except IndexUnavailableError as error:
            logger.warning("손상된 색인을 지워요. %s", error.message)
            return ""
        return manifest.engine

    def _remove(self, directory: Path, *, ignore_errors: bool = False) -> None:
        """Delete a generation's folder, and first what its engine keeps elsewhere; when that cannot be had now, the
        folder stays for the next publisher. Raises OSError when the folder cannot be deleted."""
        try:
            self._engine_that_made(directory).discard(directory / layout.ENGINE)
        except (IndexUnavailableError, ConfigurationError, MissingDependencyError) as error:
            logger.warning("%s", error.message)
            return
        shutil.rmtree(directory, ignore_errors=ignore_errors)

    def _engine_that_made(self, directory: Path) -> Engine:
        try:
            name = manifests.read(directory).engine
        except IndexUnavailableError:
            return self._engine
        return self._engine if name == self._engine_name else self._engine_for(name)


def _cannot_write(index_dir: Path, error: OSError) -> PublishError:
    if error.errno in _FULL:
        fault, remedy = "색인을 쓸 자리가 모자라요", "디스크 공간이나 용량 제한을 늘린 뒤 다시 발행하세요."
    elif error.errno in _FORBIDDEN:
        fault, remedy = "색인 폴더에 쓸 수 없어요", "쓰기 권한을 주거나 BARODAP_INDEX_DIR을 쓸 수 있는 폴더로 바꾸세요."
    else:
        fault, remedy = "색인을 쓰지 못했어요", "BARODAP_INDEX_DIR이 쓸 수 있는 폴더인지 확인하세요."
    return PublishError(
        f"{fault}: {index_dir} ({error.strerror or error}). 이전 색인은 그대로 남아 있어요.", remedy=remedy
    )
