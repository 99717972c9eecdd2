from __future__ import annotations

import pytest

from app.analysis.base import Token
from app.analysis.chunks import chunks, tokenize_in_chunks


@pytest.mark.parametrize(
    "text", ["가 나 다", "가" * 25, " " * 25, "가나다 라마 바사아자차 카 ", "a" * 9 + " " + "b" * 10, "가  나" * 7]
)
def test_chunks_are_short_ordered_and_lose_only_space(text: str) -> None:
    pieces = list(chunks(text, 10))
    assert all(0 < len(piece) <= 10 and not piece.isspace() for _, piece in pieces)
    assert all(text[offset : offset + len(piece)] == piece for offset, piece in pieces)
    assert "".join("".join(piece for _, piece in pieces).split()) == "".join(text.split())


def test_cuts_between_words_where_it_can() -> None:
    assert [piece.strip() for _, piece in chunks("캐시 충전 방법 안내 환불", 7)] == ["캐시 충전", "방법 안내", "환불"]


def test_work_grows_with_the_text_and_no_faster() -> None:
    work = []
    for length in (10_000, 20_000, 40_000):
        seen = 0

        def split(chunk: str) -> list[Token]:
            nonlocal seen
            seen += len(chunk) ** 2  # a tokenizer that is quadratic in what it is given
            return []

        tokenize_in_chunks("가" * length, 100, split)
        work.append(seen)
    assert work == [work[0], 2 * work[0], 4 * work[0]]


def test_tokens_move_to_their_place_with_the_surface_as_typed() -> None:
    def split(chunk: str) -> list[Token]:
        start = len(chunk) - len(chunk.lstrip())
        return [Token(chunk.strip(), chunk.strip(), "SL", start, start + len(chunk.strip()))]

    assert tokenize_in_chunks("ABCD ＥＦ", 5, split) == [
        Token("ABCD", "abcd", "SL", 0, 4),
        Token("ＥＦ", "ef", "SL", 5, 7),
    ]
