"""What stands in for an engine, what breaks a generation, and what a publisher must not leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.base import Engine, Reader
from app.errors import IndexUnavailableError
from app.publishing import layout
from app.publishing.generation import load_engine
from tests.publishing.conftest import served

LONG = 3600.0


class WatchedEngine:
    """A real engine that counts what it opens and what is closed."""

    def __init__(self, name: str) -> None:
        self._engine = load_engine(name)
        self.opened: list[Path] = []
        self.closed: list[Path] = []

    def __call__(self, _: str) -> Engine:
        return self  # type: ignore[return-value]

    def open(self, directory: Path) -> Reader:
        reader = self._engine.open(directory)
        close = reader.close
        self.opened.append(directory)

        def watched_close() -> None:
            self.closed.append(directory)
            close()

        reader.close = watched_close  # type: ignore[method-assign]
        return reader


def unavailable(generations: object) -> IndexUnavailableError:
    with pytest.raises(IndexUnavailableError) as caught:
        served(generations)  # type: ignore[arg-type]
    return caught.value


def harm_file(path: Path, harm: str) -> None:
    whole = path.read_bytes()
    if harm == "delete":
        path.unlink()
    elif harm == "truncate":
        path.write_bytes(whole[: len(whole) // 2])
    elif whole:
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    else:
        path.write_bytes(b"\x00")


def left_behind(index_dir: Path) -> list[str]:
    return sorted(path.name for path in index_dir.iterdir() if path.name.startswith(layout.TEMPORARY))
