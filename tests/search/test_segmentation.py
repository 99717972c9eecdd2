from __future__ import annotations

from app.search.segmentation import Piece, segment


def test_the_cheapest_pieces_cover_the_text() -> None:
    pieces = [Piece(0, 2, "세금", "word", 1.0), Piece(0, 3, "세금계", "word", 1.2), Piece(2, 4, "계산", "word", 1.0)]
    assert [piece.text for piece in segment("세금계산", pieces)[0].pieces] == ["세금", "계산"]


def test_what_no_piece_covers_is_unknown() -> None:
    way = segment("가나다", [Piece(1, 2, "나", "shred", 1.0)])[0]
    assert [piece.kind for piece in way.pieces] == ["unknown", "shred", "unknown"]
    assert not way.explained


def test_ways_are_distinct_and_sorted() -> None:
    pieces = [
        Piece(0, 2, "채널", "meant", 1.6, 0.3),
        Piece(0, 1, "채", "meant", 0.9, 0.3),
        Piece(1, 2, "널", "shred", 0.9),
        Piece(0, 2, "패널", "meant", 2.0, 0.6),
    ]
    ways = segment("체널", pieces, 3)
    assert [way.text for way in ways] == ["채널", "패널", "체널"]
    assert ways[0].slip == 0.3
    assert ways[0].explained


def test_endings_alone_explain_nothing() -> None:
    assert not segment("하나요", [Piece(0, 3, "하나요", "function", 0.5)])[0].explained


def test_empty_text() -> None:
    assert segment("", [])[0].pieces == ()
