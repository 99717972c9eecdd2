"""Which generations served before: each manifest names the one that its generation replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.errors import IndexUnavailableError
from app.publishing import manifest as manifests


def before(index_dir: Path, serving: str, names: Sequence[str]) -> Iterator[str]:
    """Those of ``names``, newest first, that served before ``serving``, the last one first.

    Those that were gone back from are left out, as what was published next replaced an older one. Of one whose manifest
    cannot be read, or does not say, the next older one is taken. A manifest is read when the next name is asked for.
    """
    place: str | None = serving
    while place:
        replaced = _replaced(index_dir / place)
        place = next((name for name in names if name < place and (replaced is None or name <= replaced)), None)
        if place:
            yield place


def _replaced(directory: Path) -> str | None:
    try:
        return manifests.read(directory).replaced
    except IndexUnavailableError:
        return None
