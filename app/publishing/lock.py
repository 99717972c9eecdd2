"""One publisher at a time, across processes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TextIO

from app.errors import PublishError
from app.publishing.layout import LOCK

_POLL_SECONDS = 0.1


class PublisherBusyError(PublishError):
    """Another publisher holds the lock."""


@contextmanager
def publish_lock(index_dir: Path, *, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock, or raise PublisherBusyError that names the process still holding it after ``patience`` seconds.

    The operating system ties the lock to the open file, so a publisher that was killed blocks nobody.
    """
    with (index_dir / LOCK).open("a+", encoding="ascii") as file:
        deadline = monotonic() + patience
        while not _locked(file):
            if monotonic() >= deadline:
                file.seek(0)
                raise PublisherBusyError(
                    f"다른 발행이 진행 중이에요 (프로세스 {file.read().strip() or '번호 모름'}).",
                    remedy="그 발행이 끝난 뒤에 다시 실행하세요.",
                )
            sleep(_POLL_SECONDS)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def _locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
