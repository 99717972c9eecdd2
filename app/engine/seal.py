"""A list of an index's files with their sizes and CRC-32, so that an engine notices damage before it trusts a byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from app.errors import IndexUnavailableError

SEAL = "seal.json"
_CHUNK = 1 << 20


def seal(directory: Path, layout: str) -> None:
    """Write the list for all files now below ``directory``. ``layout`` names the engine and its files' version."""
    paths = sorted(path for path in directory.rglob("*") if path.is_file())
    files = {path.relative_to(directory).as_posix(): _measure(path) for path in paths}
    (directory / SEAL).write_text(json.dumps({"layout": layout, "files": files}), encoding="utf-8")


def check(directory: Path, layout: str) -> None:
    """Compare the files with the list; IndexUnavailableError names the first that is missing, changed or foreign."""
    try:
        listed = json.loads((directory / SEAL).read_text(encoding="utf-8"))
        found, files = listed["layout"], dict(listed["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(directory / SEAL) from error
    if found != layout:
        raise IndexUnavailableError(
            f"색인 형식이 달라요: {directory} ({found}, 필요한 형식은 {layout})", remedy="barodap publish"
        )
    for name, measure in files.items():
        try:
            intact = _measure(directory / name) == measure
        except OSError as error:
            raise damaged(directory / name) from error
        if not intact:
            raise damaged(directory / name)


@contextmanager
def checked(directory: Path, layout: str) -> Iterator[None]:
    """``check``, then make every failure of the block an IndexUnavailableError.

    A publisher may sweep the files away while they are being opened, which a library may report as anything at all.
    """
    check(directory, layout)
    try:
        yield
    except Exception as error:
        raise damaged(directory) from error


def damaged(path: Path) -> IndexUnavailableError:
    return IndexUnavailableError(f"색인 파일이 없거나 손상됐어요: {path}", remedy="barodap publish")


def _measure(path: Path) -> list[int]:
    size = checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            checksum = crc32(chunk, checksum)
    return [size, checksum]
