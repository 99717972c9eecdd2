from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.analysis.tokenizers import load_tokenizer
from app.analysis.views import Analyzer
from app.engine.base import EngineQuery, Field
from app.engine.memory import MemoryEngine
from app.models import Article
from app.search.indexing import MAX_BODY, document_of


@pytest.mark.parametrize("unit", ["가", "친구그룹을 ", "[", "> ", "*가"])
def test_only_the_first_part_of_an_endless_body_is_analysed(unit: str, tmp_path: Path) -> None:
    body = "월렛 " + unit * (1_000_000 // len(unit)) + " 환불"
    article = Article("long", "긴 글", body, "a", ("가",), "slug", date(2024, 1, 1))
    document = document_of(article, Analyzer(load_tokenizer("mecab", None)))
    assert all(len(terms) <= 4 * MAX_BODY for passages in document.passages.values() for terms in passages)
    assert "월렛" in "".join(document.terms(Field("morph", "body"))[:2])
    assert "환불" not in document.terms(Field("morph", "body"))
    MemoryEngine().build([document], tmp_path)
    reader = MemoryEngine().open(tmp_path)
    assert reader.get(["long"]) == [article]
    assert reader.retrieve(EngineQuery(terms={"morph": {document.terms(Field("morph", "body"))[0]: 1.0}})).ids_of() == [
        "long"
    ]


@pytest.mark.parametrize(
    ("title", "body", "untitled"),
    [
        ("세종은 새 글자를 만들었다.", "세종은 새 글자를 만들었다. 이름은 훈민정음이다.", True),
        ("긴 " * 40 + "글", "긴 " * 40 + "글은 여기서 끝나지 않는다.", True),
        ("**세종**은 새 글자를 만들었다.", "세종은 새\n글자를 만들었다. 이름은 훈민정음이다.", True),
        ("환불은 3일이면 끝나요!", "환불은 3일이면 끝나요! 카드는 더 걸려요.", False),
        ("환불", "환불은 3일 안에 돼요.", False),
        ("배송 안내", "배송 안내\n주문한 다음 날 보내요.", False),
        ("환불은 언제 되나요?", "환불은 언제 되나요? 3일 안에 돼요.", False),
        ("환불은 언제 되나요", "환불은 언제 되나요", False),
        ("환불", "", False),
    ],
)
def test_a_text_without_a_title_is_its_own(title: str, body: str, untitled: bool) -> None:
    article = Article("one", title, body, "a", ("가",), "slug", date(2024, 1, 1))
    analyzer = Analyzer(load_tokenizer("mecab", None))
    asked = document_of(article, analyzer).passages[Field("morph", "title")]
    assert asked == [analyzer.analyze(body if untitled else title)["morph"]]
