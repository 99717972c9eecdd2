"""Publishing and going back where it cannot write fails in words, and the generation before serves."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from app.engine.memory import MemoryEngine
from app.errors import PublishError
from app.publishing import cache, layout
from app.publishing.publisher import Publisher
from app.publishing.unwritable import cannot_write
from tests.publishing.conftest import OpenGenerations, Publish, documents, served
from tests.publishing.given import left_behind
from tests.publishing.test_rollback import back

LIMITED = """
import os, resource, sys
from pathlib import Path
from app.errors import PublishError
from app.publishing.generation import load_engine
from app.publishing.publisher import Publisher
from tests.contracts.engine.documents import document

index_dir, limit, engine = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
publisher = Publisher(index_dir, engine, load_engine(engine))  # imported while the interpreter's files can be read
given = [document(f"{number}", body=[f"{number}-{word}" for word in range(50)]) for number in range(200)]
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
elif os.geteuid() == 0:
    os.setuid(65534)
try:
    publisher.publish(given, (), analyzer_fingerprint="", content_digest="")
except PublishError as error:
    sys.exit(str(error))
"""


def publish_limited(index_dir: Path, limit: int, engine: str) -> str:
    """Publish in a process of its own that may not write to the folder, or not over ``limit`` bytes a file."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(index_dir), str(limit), engine], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("limit", [500, 20_000])
def test_a_disk_that_is_full(
    limit: int, engine_name: str, index_dir: Path, publish: Publish, open_generations: OpenGenerations
) -> None:
    publish("old", engine=engine_name)
    message = publish_limited(index_dir, limit, engine_name)
    assert "자리가 모자라요" in message
    assert "디스크 공간" in message
    assert served(open_generations()) == {"old"}
    assert left_behind(index_dir) == []


def test_a_folder_that_is_read_only() -> None:
    # Not below tmp_path, whose parents only its owner may enter: root gives up its rights for this.
    with tempfile.TemporaryDirectory() as folder:
        index_dir = Path(folder) / "index"
        Publisher(index_dir, "memory", MemoryEngine()).publish(
            documents("old"), (), analyzer_fingerprint="", content_digest=""
        )
        for path in (Path(folder), index_dir):
            path.chmod(0o555)
        try:
            message = publish_limited(index_dir, 0, "memory")
        finally:
            for path in (Path(folder), index_dir):
                path.chmod(0o755)
    assert "색인 폴더에 쓸 수 없어요" in message
    assert "BARODAP_INDEX_DIR" in message


def test_a_file_where_the_folder_should_be(index_dir: Path, publish: Publish) -> None:
    index_dir.write_text("")
    with pytest.raises(PublishError) as caught:
        publish("a")
    assert str(index_dir) in caught.value.message
    assert caught.value.remedy


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """No file of this process grows beyond ``size`` bytes, as on a disk that is nearly full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_an_array_that_is_cut_short_tells_of_a_full_disk(index_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="requested") as caught, at_most(20_000):
        np.save(tmp_path / "array.npy", np.arange(100_000))
    told = cannot_write(index_dir, caught.value)
    assert "자리가 모자라요" in told.message
    assert os.strerror(errno.ENOSPC) in told.message


def test_why_nothing_is_kept_for_the_next_one_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "file").write_bytes(b"?" * 100_000)
    with at_most(20_000):
        cache.keep(tmp_path / "kept", "key", tmp_path / "made")
    assert os.strerror(errno.EFBIG) in caplog.text
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize(("fault", "words"), [(errno.ENOSPC, "자리가 모자라요"), (errno.EROFS, "쓸 수 없어요")])
def test_going_back_where_it_cannot_write(
    fault: int,
    words: str,
    index_dir: Path,
    publish: Publish,
    open_generations: OpenGenerations,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for id_ in "ab":
        publish(id_)

    def write_pointer(*_: object) -> None:
        raise OSError(fault, os.strerror(fault))

    with monkeypatch.context() as failing:
        failing.setattr(layout, "write_pointer", write_pointer)
        with pytest.raises(PublishError, match=words) as caught:
            back(index_dir)
    assert str(index_dir) in caught.value.message
    assert caught.value.remedy
    assert served(open_generations()) == {"b"}
    back(index_dir)
    assert served(open_generations()) == {"a"}
