"""What the two JSON Lines formats share: decoding, line numbers, and telling one from the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from app.content.importers.base import Problem

_SNIFFED_LINES = 20


def objects(file: Path, origin: str) -> Iterator[tuple[int, dict[str, Any]] | Problem]:
    """``(line, object)`` for each line that holds one, a Problem for each that does not; blank lines are skipped."""
    with file.open("rb") as lines:
        # Bytes split at \n alone; text would also split at characters that JSON allows inside a string.
        for number, raw in enumerate(lines, 1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                yield Problem(origin, number, "UTF-8이 아닌 글자가 있어요. UTF-8로 저장하세요.")
                continue
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except json.JSONDecodeError as error:
                yield Problem(origin, number, f"JSON 형식이 잘못됐어요. ({error.colno}번째 글자: {error.msg})")
            except (ValueError, RecursionError) as error:
                yield Problem(origin, number, f"JSON 형식이 잘못됐어요. ({error})")
            else:
                if isinstance(value, dict):
                    yield number, value
                else:
                    yield Problem(origin, number, "한 줄에 JSON 객체({…})가 하나씩 있어야 해요.")


def first_object(file: Path) -> dict[str, Any] | None:
    """The first object in the first lines of ``file``; None when there is none, as in a file of another format."""
    for item in islice(objects(file, file.name), _SNIFFED_LINES):
        if not isinstance(item, Problem):
            return item[1]
    return None
