"""Keeps a host's index folder in step with what hosts share: their live generation is fetched and becomes its own."""

from __future__ import annotations

import logging
from math import inf
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic

from app.errors import IndexUnavailableError
from app.publishing import layout
from app.publishing import manifest as manifests
from app.publishing.lock import PublisherBusyError, publish_lock
from app.publishing.repository import Repository
from app.publishing.sweeping import Sweeper

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""Between looks at what is live. With fetching and opening it, a publish is seen well within five seconds."""
RETRY_SECONDS = 10.0
"""For which a generation that could not be fetched is left alone."""


class Follower:
    """Of ``repository``, for ``index_dir``, which any number of processes of this host share. Safe to share between
    threads."""

    def __init__(self, index_dir: Path, repository: Repository, sweeper: Sweeper) -> None:
        self.repository = repository
        self._index_dir = index_dir
        self._sweeper = sweeper
        self._starting = Lock()
        self._thread: Thread | None = None
        self._closed = Event()
        self._retry_at = -inf
        self._well = True
        self._doubted = False

    def begin(self) -> None:
        """Follow from now on, in a thread; nothing is done where that is so already."""
        with self._starting:
            # After a fork the thread is the parent's, and not alive here.
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._follow, name="index-follower", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Wait for the thread to end."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def sync(self) -> None:
        """Fetch what is live, if it is not here and whole, and make it serve. What fails is told in the log, once, and
        tried again; until then what is here serves."""
        try:
            live = self.repository.live()
            if live is not None and (self._doubted or live != layout.read_pointer(self._index_dir)):
                self._go_over_to(live)
        except PublisherBusyError:
            return  # another process of this host is at it
        except (IndexUnavailableError, OSError) as error:
            if self._well:
                logger.warning("다른 서버가 발행한 색인을 따라가지 못하고 있어요. %s", error)
            self._well = False
        else:
            self._well = True

    def doubt(self) -> None:
        """Look, the next time, whether the copy of what is live is whole, and fetch it again if it is not."""
        self._doubted = True

    def nothing_is_live(self) -> bool:
        """Whether no host has shared anything yet, as far as the server says; what is here then serves here alone."""
        try:
            return self.repository.live() is None
        except IndexUnavailableError:
            return False

    def fetch(self, name: str) -> None:
        """Have a sound copy of the generation here. Only for who holds the lock of the folder.

        Raises IndexUnavailableError when there is none, OSError when it cannot be written.
        """
        own = self._index_dir / name
        if _is_sound(own):
            return
        known = [self._index_dir / other for other in layout.generations(self._index_dir)]
        making = self._index_dir / f"{layout.TEMPORARY}{name}"
        if making.exists():  # left by one that was killed
            self._sweeper.remove(making)
        try:
            making.mkdir()
            self.repository.fetch(name, making, known)
            manifests.verify(making, manifests.read(making))
            layout.sync_tree(making)
            if own.exists():
                self._sweeper.remove(own)
            making.rename(own)
        finally:
            if making.exists():
                self._sweeper.remove(making, ignore_errors=True)
        layout.sync(self._index_dir)

    def _go_over_to(self, live: str) -> None:
        if monotonic() < self._retry_at:
            return
        self._index_dir.mkdir(parents=True, exist_ok=True)
        with publish_lock(self._index_dir):
            # By the time it is this process's turn, another may have gone further.
            if not self._doubted and layout.read_pointer(self._index_dir) == live:
                return
            if self.repository.live() != live:
                return
            self._sweeper.clear()
            try:
                self.fetch(live)
            except (IndexUnavailableError, OSError):
                self._retry_at = monotonic() + RETRY_SECONDS
                raise
            self._doubted = False
            layout.write_pointer(self._index_dir, live)
            self._sweeper.sweep(live)

    def _follow(self) -> None:
        while not self._closed.wait(LOOK_SECONDS):
            try:
                self.sync()
            except Exception:
                logger.exception("다른 서버의 색인을 따라가다가 뜻밖의 오류가 났어요. 다음에 다시 해요.")


def _is_sound(directory: Path) -> bool:
    try:
        manifests.verify(directory, manifests.read(directory))
    except IndexUnavailableError:
        return False
    return True
