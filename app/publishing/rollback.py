"""Going back to what served before."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from pathlib import Path

from app.errors import IndexUnavailableError, PublishError
from app.publishing import layout, lineage
from app.publishing.follower import Follower
from app.publishing.generation import EngineFor, open_generation
from app.publishing.lock import publish_lock
from app.publishing.manifest import Manifest
from app.publishing.publisher import FETCH_SECONDS
from app.publishing.unwritable import cannot_write, falls_behind

logger = logging.getLogger(__name__)


def roll_back(
    index_dir: Path, *, engine_for: EngineFor, analyzer_fingerprint: str, follower: Follower | None = None
) -> Manifest:
    """Make the last sound generation that served before the serving one serve again: in ``index_dir``, or on every host
    that shares what ``follower`` follows. One that was gone back from does not come back.

    Raises PublishError when there is none, a publisher is at work or the folder cannot be written,
    IndexUnavailableError when the server fails.
    """
    try:
        with follower.repository.lock() if follower else nullcontext():
            if follower is not None:
                follower.sync()
            if not index_dir.is_dir():
                raise _nothing(index_dir)
            with publish_lock(index_dir, patience=FETCH_SECONDS if follower else 0.0):
                return _roll_back(index_dir, engine_for, analyzer_fingerprint, follower)
    except OSError as error:
        raise cannot_write(index_dir, error) from error


def _roll_back(index_dir: Path, engine_for: EngineFor, fingerprint: str, follower: Follower | None) -> Manifest:
    # A host that could not fetch what is live has an older pointer.
    live = follower.repository.live() if follower else None
    serving = live or layout.read_pointer(index_dir) or ""
    names = follower.repository.names() if follower else layout.generations(index_dir)
    for name in lineage.before(index_dir, serving, names):
        try:
            if follower is not None:
                follower.fetch(name)
            generation = open_generation(index_dir / name, engine_for, fingerprint)
        except IndexUnavailableError as error:
            logger.warning("%s", error.message)
            continue
        generation.reader.close()
        if follower is not None:
            follower.repository.serve(name)
        try:
            layout.write_pointer(index_dir, name)
        except OSError as error:
            if follower is None:
                raise
            logger.warning("%s", falls_behind(index_dir, error))
        return generation.manifest
    raise _nothing(index_dir)


def _nothing(index_dir: Path) -> PublishError:
    return PublishError(f"되돌아갈 수 있는 이전 색인이 없어요: {index_dir}", remedy="barodap publish")
