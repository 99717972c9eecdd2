"""Formats that articles are imported from. A new one: a module here, and a line in ``app/registry.py``."""

from __future__ import annotations

from pathlib import Path

from app import registry
from app.content.importers.base import Importer, unreadable
from app.errors import ContentError

AUTO = "auto"


def choose(path: Path, format: str = AUTO) -> Importer:
    """The importer registered as ``format``, or the first that accepts ``path``.

    Raises ContentError when ``path`` does not exist, cannot be read or no importer accepts it, ConfigurationError for
    an unknown name.
    """
    try:
        if not path.exists():
            raise ContentError(f"가져올 파일이나 폴더가 없어요: {path}", remedy="경로를 확인하세요.")
        if format != AUTO:
            importer: Importer = registry.load(registry.IMPORTERS, format, setting="--format")()
            return importer
        for name in registry.IMPORTERS:
            candidate: type[Importer] = registry.load(registry.IMPORTERS, name, setting="--format")
            if candidate.accepts(path):
                return candidate()
    except OSError as error:
        raise unreadable(error, path) from error
    raise ContentError(
        f"어떤 형식인지 알 수 없어요: {path}",
        remedy=f"--format으로 형식을 정하세요. 쓸 수 있는 값: {', '.join(registry.IMPORTERS)}",
    )
