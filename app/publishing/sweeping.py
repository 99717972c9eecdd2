"""Removing generations that nobody needs any more from a host's index folder."""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from app import registry
from app.errors import ConfigurationError, IndexUnavailableError, MissingDependencyError
from app.publishing import layout, lineage
from app.publishing import manifest as manifests
from app.publishing.generation import EngineFor

logger = logging.getLogger(__name__)


class Sweeper:
    """For who holds the lock of ``index_dir``. ``engine_name`` made what is unfinished; ``engine_for`` gives the
    engines that made what is swept.

    ``keep`` generations stay, the serving one included, and beside those that a server holds the newest that needs
    none, to answer when that server does not.
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
            except OSError as error:
                # A lexicon, which a command writes without the lock: just put in its place, or not yet.
                if error.errno not in (errno.ENOENT, errno.ENOTEMPTY):
                    raise

    def sweep(self, serving: str) -> None:
        """Keep the serving generation and the last sound ones that served before it. What cannot be removed now is next
        time."""
        names = layout.generations(self._index_dir)
        kept = self._kept(serving, names)
        for name in names:
            if name in kept:
                continue
            try:
                # Renamed first, so that no reader ever sees a generation that is half gone.
                self.remove((self._index_dir / name).rename(self._index_dir / f"{layout.TEMPORARY}{name}"))
            except OSError as error:
                logger.warning("오래된 색인 %s을(를) 지우지 못했어요: %s", name, error)

    def _kept(self, serving: str, names: Sequence[str]) -> set[str]:
        others = (name for name in lineage.before(self._index_dir, serving, names) if self._engine_of_sound(name))
        kept = {serving, *islice(others, self._keep - 1)}
        if self._engine_name not in registry.EMBEDDED:
            # One that serves this host alone need not be among what served before on all of them.
            embedded = (name for name in names if name != serving and self._engine_of_sound(name) in registry.EMBEDDED)
            kept.update(islice(embedded, 1))
        return kept

    def remove(self, directory: Path, *, ignore_errors: bool = False) -> None:
        """Delete a generation's folder, and first what its engine keeps elsewhere; when a server cannot do so now, the
        folder stays for the next publisher. What an engine that is not set up any more keeps stays there. Raises
        OSError when the folder cannot be deleted."""
        made = self._engine_that_made(directory)
        try:
            self._engine_for(made).discard(directory / layout.ENGINE)
        except IndexUnavailableError as error:
            logger.warning("%s", error.message)
            return
        except (ConfigurationError, MissingDependencyError) as error:
            logger.warning(
                "색인 폴더 %s을(를) 지워요. 엔진 '%s'의 서버에 둔 것은 남아 있어요. %s",
                directory.name,
                made,
                error.message,
            )
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
