"""A small vocabulary made through the real part, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.analysis.views import Analyzer
from app.models import Article
from app.search.indexing import document_of
from app.search.vocabulary import Vocabulary
from app.search.vocabulary_builder import VocabularyPart

TITLES = (
    "세금계산서 발행 방법이 궁금해요",
    "세금계산서를 수정 발행하려면 어떻게 하나요?",
    "월렛 충전은 어떻게 하나요?",
    "월렛 환불 방법",
    "비밀번호를 바꾸고 싶어요",
    "인증번호가 오지 않아요",
    "결제 수단을 변경하려면",
    "결제 취소는 언제까지 되나요?",
    "카카오톡 채널 관리자를 초대하려면",
    "채널 검색 허용을 끄고 싶어요",
    "출발 시간을 확인하려면",
    "PayPal 결제 오류",
)


def vocabulary_of(titles: Sequence[str], analyzer: Analyzer, folder: Path, *, bodies: Sequence[str] = ()) -> Vocabulary:
    """Articles with ``titles``, or with the title 안내 and ``bodies``, published into ``folder`` and opened."""
    part = VocabularyPart()
    builder = part.builder()
    articles = [*((title, "") for title in titles), *(("안내", body) for body in bodies)]
    for number, (title, body) in enumerate(articles):
        article = Article(f"a{number}", title, body, "c", ("안내",), "s", date(2026, 1, 1))
        builder.add(document_of(article, analyzer))
    folder.mkdir()
    builder.write(folder)
    return part.open(folder)
