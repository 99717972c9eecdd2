"""Where the body of an article is cut."""

from __future__ import annotations

import pytest

from app.chat.passage_blocks import blocks
from app.chat.passages import fragment


@pytest.mark.parametrize(
    ("before", "leads"),
    [
        ("묶인 금액은 바로 풀려요. 취소한 것은 다시 쓸 수 있어요.", False),
        ("가게도 넘긴다면 조심하세요. 두 가지를 더 챙기세요.", True),
        ("원인을 하나씩 확인하세요.", True),
    ],
)
def test_paragraphs_lead_to_a_list_where_they_introduce_it(before: str, leads: bool) -> None:
    cut = blocks(f"{before}\n\n- 내용은 고칠 수 없어요.\n- 시각은 바꿀 수 있어요.")
    assert len(cut) == (1 if leads else 2)
    assert blocks(f"{before}\n\n1. 메뉴를 여세요.\n2. 누르세요.")[0].lead == before


def test_numbers_are_no_marks() -> None:
    (table,) = blocks("| 신고율 | 조치 |\n|---|---|\n| 0.1% 미만 | 없음 |\n| 0.5% 이상 | 발송을 멈춤 |")
    assert table.table
    assert not table.steps
    assert len(table.lines) == 3
    assert fragment("3.3% 원천징수만으로는 신청할 수 없어요.") == "3.3% 원천징수만으로는 신청할 수 없어요."
