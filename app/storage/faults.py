"""What a database driver complains about, as a StorageError in Korean that says what to do."""

from __future__ import annotations

import sqlite3

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import DatabaseUnreachableError, StorageError, TransactionConflictError

_BACKUP = "백업해 둔 파일로 되돌리거나, 파일을 다른 곳으로 옮긴 뒤 barodap import로 문서를 다시 가져오세요."
_SQLITE_FAULTS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: (
        "다른 작업이 데이터베이스를 오래 쓰고 있어요.",
        "진행 중인 가져오기가 끝난 뒤 다시 시도하세요.",
    ),
    sqlite3.SQLITE_READONLY: (
        "데이터베이스가 읽기 전용이에요.",
        "파일과 폴더에 쓰기 권한을 주거나 BARODAP_DATABASE_URL로 쓸 수 있는 곳을 정하세요.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "데이터베이스 파일을 열 수 없어요.",
        "경로와 권한을 확인하거나 BARODAP_DATABASE_URL로 다른 곳을 정하세요.",
    ),
    sqlite3.SQLITE_FULL: ("디스크가 가득 차서 저장하지 못했어요.", "공간을 비우고 다시 시도하세요."),
    sqlite3.SQLITE_IOERR: ("데이터베이스 파일을 읽거나 쓰다가 입출력 오류가 났어요.", "디스크 상태를 확인하세요."),
    sqlite3.SQLITE_CORRUPT: ("데이터베이스 파일이 손상됐어요.", _BACKUP),
    sqlite3.SQLITE_NOTADB: (
        "SQLite 데이터베이스 파일이 아니에요.",
        "BARODAP_DATABASE_URL이 가리키는 파일을 확인하세요. 파일은 그대로 두었어요.",
    ),
}
_PRIMARY_CODE = 0xFF

_OTHER_TABLES = ("데이터베이스에 이 버전의 표가 없어요.", "barodap serve 또는 barodap import로 준비하세요.")
_NO_ANSWER = (
    "데이터베이스에 연결할 수 없어요.",
    "데이터베이스 서버가 켜져 있는지, BARODAP_DATABASE_URL의 주소와 계정이 맞는지 확인하세요.",
)

# PostgreSQL's codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
_NO_TABLES = ("42P01", "42703")
_CONFLICTS = ("40001", "40P01")
_UNREACHABLE = ("08", "57P", "28", "3D")
_SERVER_FAULTS: dict[str, tuple[str, str]] = {
    "55P03": _SQLITE_FAULTS[sqlite3.SQLITE_BUSY],  # lock_not_available
    "57014": _SQLITE_FAULTS[sqlite3.SQLITE_BUSY],  # query_canceled, as it took too long
    "25P03": _SQLITE_FAULTS[sqlite3.SQLITE_BUSY],  # idle_in_transaction_session_timeout
    "53300": (
        "데이터베이스 서버가 연결을 더 받지 못해요.",
        "서버의 max_connections를 늘리거나 BARODAP_DATABASE_POOL을 줄이세요.",
    ),
    "53100": _SQLITE_FAULTS[sqlite3.SQLITE_FULL],
    "53200": ("데이터베이스 서버의 메모리가 모자라요.", "서버의 메모리를 확인하세요."),
    "54000": ("데이터베이스가 받기에 너무 긴 값이에요.", "그 값을 줄이세요."),
    "25006": ("데이터베이스가 읽기 전용이에요.", "쓰기 권한이 있는 서버와 계정을 쓰세요."),
    "42501": ("데이터베이스 계정에 권한이 없어요.", "표를 만들고 고칠 수 있는 계정을 쓰세요."),
    "58030": ("데이터베이스 서버에서 입출력 오류가 났어요.", "서버의 디스크 상태를 확인하세요."),
    "XX001": ("데이터베이스가 손상됐어요.", "백업으로 되돌리세요."),
    "XX002": ("데이터베이스가 손상됐어요.", "백업으로 되돌리세요."),
}


def corrupted(url: URL, report: str) -> StorageError:
    """The StorageError for a file whose pages contradict each other, as ``report`` says."""
    message, remedy = _SQLITE_FAULTS[sqlite3.SQLITE_CORRUPT]
    return StorageError(f"{message} ({url.render_as_string(hide_password=True)}) {report}", remedy=remedy)


def storage_error(error: DBAPIError | PoolTimeout, url: URL) -> StorageError | None:
    """The StorageError for ``error``, or None when it is not the database's state but a fault in our own statement."""
    place = url.render_as_string(hide_password=True)
    if isinstance(error, PoolTimeout):
        return _told(_SQLITE_FAULTS[sqlite3.SQLITE_BUSY], place)
    cause = error.orig
    state = getattr(cause, "sqlstate", None)
    if str(cause).startswith(("no such table", "no such column")) or state in _NO_TABLES:
        return _told(_OTHER_TABLES, place)
    if isinstance(cause, sqlite3.Error):
        # Extended result codes keep the primary one in the low byte: https://www.sqlite.org/rescode.html
        fault = _SQLITE_FAULTS.get(getattr(cause, "sqlite_errorcode", -1) & _PRIMARY_CODE)
        return None if fault is None else _told(fault, place)
    if state in _CONFLICTS:
        return _told(_SQLITE_FAULTS[sqlite3.SQLITE_BUSY], place, TransactionConflictError)
    if state in _SERVER_FAULTS:
        return _told(_SERVER_FAULTS[state], place)
    if isinstance(error, OperationalError | InterfaceError) and (state is None or state.startswith(_UNREACHABLE)):
        message, remedy = _NO_ANSWER
        return DatabaseUnreachableError(f"{message} ({place}) {str(cause).strip()}", remedy=remedy)
    return None


def _told(fault: tuple[str, str], place: str, kind: type[StorageError] = StorageError) -> StorageError:
    message, remedy = fault
    return kind(f"{message} ({place})", remedy=remedy)
