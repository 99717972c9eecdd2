"""The key that signs cookies: the one that was set, else one made once and kept beside the database."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from app import paths
from app.config import Settings
from app.errors import ConfigurationError
from app.storage.database import Database

FILE_NAME = "secret_key"
_BYTES = 32


def secret_key(settings: Settings, database: Database) -> str:
    """The same key in every worker, however many start at once.

    Raises ConfigurationError when a key must be kept in a file and that cannot be written or read.
    """
    if settings.secret_key:
        return settings.secret_key
    folder = database.file.parent if database.file else paths.DATA_DIR
    file = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _make(file)
        key = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"쿠키에 서명할 비밀 키를 파일에 둘 수 없어요: {file} ({error})",
            remedy="폴더에 쓰기 권한을 주거나 BARODAP_SECRET_KEY로 키를 정하세요.",
        ) from error
    if len(key) < _BYTES:
        raise ConfigurationError(f"비밀 키 파일이 비었거나 잘렸어요: {file}", remedy="파일을 지우면 새로 만들어요.")
    return key


def _make(file: Path) -> None:
    """Write a whole key, readable by the owner alone, and put it in place unless another process was first."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_hex(_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            # Unlike a rename, a link never replaces a key that others are already using.
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()
