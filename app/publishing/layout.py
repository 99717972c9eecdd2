"""The index folder on disk.

index/current                     names the serving generation
index/publish.lock                held by the one publisher
index/<generation>/manifest.json  what the generation is made of
                  /categories.json
                  /engine/…       the engine's own files
                  /<part>/…       what a part keeps
index/cache/…                     what a publisher keeps for the next one; may be removed at any time
index/lexicon/…                   what analysis made of the lexicon, for the next start; may be removed likewise
index/.tmp-…                      unfinished or swept; nobody reads it
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

POINTER = "current"
LOCK = "publish.lock"
MANIFEST = "manifest.json"
CATEGORIES = "categories.json"
ENGINE = "engine"
CACHE = "cache"
LEXICON = "lexicon"
TEMPORARY = ".tmp-"

_SYNCED_AT_ONCE = 8

_NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
_TIME = "%Y%m%dT%H%M%S.%fZ"


def generations(index_dir: Path) -> list[str]:
    """Names of the generations on disk, healthy or not, newest first."""
    if not index_dir.is_dir():
        return []
    return sorted((path.name for path in index_dir.iterdir() if _NAME.fullmatch(path.name)), reverse=True)


def new_name(existing: Iterable[str]) -> str:
    """The time in UTC, moved past the newest existing name when the clock was set back, so that names always grow."""
    now = datetime.now(UTC)
    newest = max(existing, default=None)
    if newest is not None:
        now = max(now, time_of(newest) + timedelta(microseconds=1))
    return now.strftime(_TIME)


def is_name(text: str) -> bool:
    """Whether ``text`` could be a generation's name."""
    return _NAME.fullmatch(text) is not None


def time_of(name: str) -> datetime:
    """When the publisher began to make the generation."""
    return datetime.strptime(name, _TIME).replace(tzinfo=UTC)


def read_pointer(index_dir: Path) -> str | None:
    """The serving generation's name; ``""`` for a pointer that holds no name, None for no pointer. Raises OSError."""
    try:
        text = (index_dir / POINTER).read_bytes().decode("ascii", "replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return text if is_name(text) else ""


def write_pointer(index_dir: Path, name: str) -> None:
    """Replace the pointer in one step that survives a loss of power: readers see the old name or the new one."""
    temporary = index_dir / f"{TEMPORARY}{POINTER}"
    with temporary.open("w", encoding="ascii") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(index_dir / POINTER)
    sync(index_dir)


def sync(path: Path) -> None:
    """Make a file's bytes, or a folder's entries, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(directory: Path) -> None:
    """Make everything below ``directory``, and itself, durable."""
    # Asked for together, a disk writes in one go what it would write one after the other.
    with ThreadPoolExecutor(_SYNCED_AT_ONCE) as threads:
        list(threads.map(sync, directory.rglob("*")))
    sync(directory)
