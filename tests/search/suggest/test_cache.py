"""Suggestions that were made before."""

from __future__ import annotations

import pytest

from app.cluster.memory import MemoryCache
from app.search.suggest import Suggestion, cache
from app.search.suggest.cache import cached

FOUND = (
    Suggestion("completion", "월렛", "<mark>월</mark>렛"),
    Suggestion("article", '제목 "하나"', "제목", "a/1", "/articles/a/1/제목", ("가 > 나", "다")),
)


def fail() -> tuple[Suggestion, ...]:
    raise AssertionError("made anew")


def test_what_was_made_comes_back_whole() -> None:
    kept = MemoryCache()
    for text, found in (("월", FOUND), ("없음", ())):
        assert cached(kept, "g1", text, lambda found=found: found) == found  # type: ignore[misc]
        assert cached(kept, "g1", text, fail) == found


def test_others_are_made_for_other_letters_generations_and_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = MemoryCache()
    cached(kept, "g1", "월", lambda: FOUND)
    for generation, text in (("g2", "월"), ("g1", "월 "), ("g1", "월렛")):
        assert cached(kept, generation, text, lambda: ()) == ()
    monkeypatch.setattr(cache, "__version__", "9.9")
    assert cached(kept, "g1", "월", lambda: ()) == ()


@pytest.mark.parametrize("kept", [b"", b"[]x", b"{}", b'[{"kind": "joke", "text": "", "html": ""}]'])
def test_what_cannot_be_read_is_made_anew(kept: bytes) -> None:
    class Kept(MemoryCache):
        def get(self, _: str) -> bytes | None:
            return kept

    assert cached(Kept(), "g1", "월", lambda: FOUND) == FOUND
