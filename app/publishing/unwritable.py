"""What people are told when the index folder cannot be written."""

from __future__ import annotations

import errno
import os
import re
import shutil
from pathlib import Path

from app.errors import PublishError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_CUT_SHORT = re.compile(r"\d+ requested and \d+ written")
"""What numpy says of an array that was not written to its end; it does not keep the system's reason."""


def cannot_write(index_dir: Path, error: OSError) -> PublishError:
    """What to raise for ``error``, which came while ``index_dir`` was written."""
    if error.errno in _FULL or _CUT_SHORT.search(str(error)):
        fault, remedy = "색인을 쓸 자리가 모자라요", "디스크 공간이나 용량 제한을 늘린 뒤 다시 실행하세요."
    elif error.errno in _FORBIDDEN:
        fault, remedy = "색인 폴더에 쓸 수 없어요", "쓰기 권한을 주거나 BARODAP_INDEX_DIR을 쓸 수 있는 폴더로 바꾸세요."
    else:
        fault, remedy = "색인을 쓰지 못했어요", "BARODAP_INDEX_DIR이 쓸 수 있는 폴더인지 확인하세요."
    return PublishError(f"{fault}: {index_dir} ({reason(error)}). 이전 색인은 그대로 남아 있어요.", remedy=remedy)


def falls_behind(index_dir: Path, error: OSError) -> str:
    """What to say where every host goes over to an index but this one, whose follower does so later."""
    return (
        "다른 서버는 이 색인으로 바꿨지만 이 서버의 색인 폴더에 쓸 수 없어요. 쓸 수 있게 되면 따라가요: "
        f"{index_dir} ({reason(error)})"
    )


def reason(error: OSError) -> str:
    """The system's words for ``error``, as far as who raised it kept them."""
    if _CUT_SHORT.search(str(error)):
        return os.strerror(errno.ENOSPC)
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        return str(error.args[0][0][-1])  # of all the files that could not be copied, the first
    return error.strerror or str(error)
