"""Removing generations that nobody needs any more from a host's index folder."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from app import registry
from app.errors import ConfigurationError, IndexUnavailableError, MissingDependencyError
from app.publishing import layout
from app.publishing import manifest as manifests
from app.publishing.generation import EngineFor

logger = logging.getLogger(__name__)


class Sweeper:
    """For who holds the lock of ``index_dir``. ``engine_name`` made what is unfinished; ``engine_for`` gives the
    engines that made what is swept.

    ``keep`` generations stay, the serving one included, and behind one that a server holds the newest that needs none,
    to answer when that server does not.
    """

    def __init__(self, index_dir: Path, engine_name: str, engine_for: EngineFor, *, keep: int) -> None:
        self._index_dir = index_dir
        self._engine_name = engine_name
        self._engine_for = engine_for
        self._keep = keep

    def clear(self) -> None:
        """Remove what others that were killed left behind; the lock says that none is at work. Raises OSError."""
        for path in self._index_dir.glob(f"{layout.TEMPORARY}*"):
            try:
                if path.is_dir():
                    self.remove(path)
                else:
                    path.unlink()
            except FileNotFoundError:
                continue  # a lexicon that a command has just put in its place

    def sweep(self, serving: str, replaced: str | None = None) -> None:
        """Keep the serving generation and the newest sound ones before it, and of these in any case the one that it
        ``replaced``, which after going back is not the newest. What cannot be removed now is next time."""
        spare = self._keep - 1
        fallback = self._engine_name not in registry.EMBEDDED
        for name in layout.generations(self._index_dir):
            if name == serving:
                continue
            in_any_case = name == replaced and self._keep > 1
            if spare > 0 or fallback or in_any_case:
                engine = self._engine_of_sound(name)
                needs_none = engine in registry.EMBEDDED
                if engine and (spare > 0 or needs_none or in_any_case):
                    spare -= 1
                    fallback = fallback and not needs_none
                    continue
            try:
                # Renamed first, so that no reader ever sees a generation that is half gone.
                self.remove((self._index_dir / name).rename(self._index_dir / f"{layout.TEMPORARY}{name}"))
            except OSError as error:
                logger.warning("오래된 색인 %s을(를) 지우지 못했어요: %s", name, error)

    def remove(self, directory: Path, *, ignore_errors: bool = False) -> None:
        """Delete a generation's folder, and first what its engine keeps elsewhere; when that cannot be had now, the
        folder stays for the next publisher. Raises OSError when the folder cannot be deleted."""
        try:
            self._engine_for(self._engine_that_made(directory)).discard(directory / layout.ENGINE)
        except (IndexUnavailableError, ConfigurationError, MissingDependencyError) as error:
            logger.warning("%s", error.message)
            return
        shutil.rmtree(directory, ignore_errors=ignore_errors)

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

    def _engine_that_made(self, directory: Path) -> str:
        try:
            return manifests.read(directory).engine
        except IndexUnavailableError:
            return self._engine_name
