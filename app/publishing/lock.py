"""One publisher at a time, across processes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import PublishError
from app.publishing.layout import LOCK


class PublisherBusyError(PublishError):
    """Another publisher holds the lock."""


@contextmanager
def publish_lock(index_dir: Path) -> Iterator[None]:
    """Hold the lock, or raise PublisherBusyError that names the process holding it.

    The operating system ties the lock to the open file, so a publisher that was killed blocks nobody.
    """
    with (index_dir / LOCK).open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise PublisherBusyError(
                f"다른 발행이 진행 중이에요 (프로세스 {file.read().strip() or '번호 모름'}).",
                remedy="그 발행이 끝난 뒤에 다시 실행하세요.",
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
