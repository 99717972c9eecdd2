"""How a contract gets an index to test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from app.engine.base import (
    Engine,
    EngineDocument,
    Reader,
)


class EngineTests:
    """Tests of an engine that a subclass gives.

    ``score_error`` is the share by which a score may differ from the book's, for engines that do not keep scores as
    64-bit numbers. All else is exact.
    """

    score_error = 0.0

    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError("an engine's test gives this fixture")

    @pytest.fixture
    def open_index(self, engine: Engine, tmp_path: Path) -> Iterable[Callable[..., Reader]]:
        readers: list[Reader] = []

        def build_and_open(*documents: EngineDocument) -> Reader:
            directory = tmp_path / f"index-{len(readers)}"
            directory.mkdir()
            assert engine.build(iter(documents), directory) == len(documents)
            readers.append(engine.open(directory))
            return readers[-1]

        yield build_and_open
        for reader in readers:
            reader.close()
