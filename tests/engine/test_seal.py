from __future__ import annotations

import gc
from pathlib import Path

import pytest

from app import registry
from app.engine import seal
from app.engine.base import Engine
from app.errors import IndexUnavailableError
from tests.contracts.engine.documents import random_documents


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh drops files half opened
@pytest.mark.parametrize("name", registry.EMBEDDED)
def test_files_that_vanish_while_being_opened(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a publisher sweeps the generation just after its files were checked."""
    engine: Engine = registry.load(registry.ENGINES, name, setting="engine")()
    engine.build(random_documents(20), tmp_path)
    check = seal.check
    opened = 0
    for victim in sorted(tmp_path.iterdir()):
        whole = victim.read_bytes()

        def check_then_vanish(directory: Path, layout: str, victim: Path = victim) -> None:
            check(directory, layout)
            victim.unlink()

        monkeypatch.setattr(seal, "check", check_then_vanish)
        try:
            engine.open(tmp_path).close()
            opened += 1
        except IndexUnavailableError:
            pass
        victim.write_bytes(whole)
    assert opened < len(list(tmp_path.iterdir()))
    gc.collect()


def test_an_index_of_another_layout_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    seal.seal(tmp_path, "whoosh/1")
    seal.check(tmp_path, "whoosh/1")
    with pytest.raises(IndexUnavailableError, match="whoosh/2"):
        seal.check(tmp_path, "whoosh/2")
