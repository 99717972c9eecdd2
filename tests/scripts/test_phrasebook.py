"""The phrasebook: its format, and what is in it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from app.errors import ContentError
from app.paths import FAQ_DATA
from scripts.phrasebook import Phrase, read_phrasebook

FOLDER = FAQ_DATA / "phrasebook"


def test_questions_stand_at_the_margin_and_wordings_below_them(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("해지 방법\n\t끊고 싶어요\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("환불 방법\n  돈 돌려줘요\n  무르기\n\n교환 방법\n  바꿔 줘요\n", encoding="utf-8")
    assert read_phrasebook(tmp_path) == (
        Phrase("환불 방법", ("돈 돌려줘요", "무르기")),
        Phrase("교환 방법", ("바꿔 줘요",)),
        Phrase("해지 방법", ("끊고 싶어요",)),
    )


@pytest.mark.parametrize(
    ("text", "line"), [("  돈 돌려줘요\n", 1), ("환불 방법\n교환 방법\n  바꿔요\n", 1), ("환불\n  무르기\n해지\n", 3)]
)
def test_a_fault_is_named_with_file_and_line(text: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=f"a.txt:{line}:"):
        read_phrasebook(tmp_path)


def test_the_phrasebook_is_large_and_says_nothing_twice() -> None:
    phrases = read_phrasebook(FOLDER)
    assert len(phrases) > 5_000
    counts = Counter(text.replace(" ", "") for phrase in phrases for text in (phrase.question, *phrase.wordings))
    assert not [text for text, count in counts.items() if count > 1]
