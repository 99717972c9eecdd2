"""What is kept of titles from one key press to the next."""

from __future__ import annotations

from typing import Any

import pytest

from app.kept import Kept
from app.search.suggest import marking


def test_long_titles_take_no_more_room_than_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: Kept[Any, Any] = Kept(marking.KEPT_CHARACTERS, marking._characters)
    monkeypatch.setattr(marking, "_kept", kept)
    titles = ["짧은 제목", *(f"{number}{'긴' * (marking.KEPT_CHARACTERS // 2)}" for number in range(2))]
    for title in titles:
        marking.mark(title, ())
    assert [kept.get(title) is not None for title in titles] == [False, False, True]
