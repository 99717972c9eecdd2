from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.content import numbers
from app.content.articles import ArticleStore
from app.content.audit import audit
from app.content.importers.base import Draft
from app.content.importing import import_articles
from app.storage.database import Database
from tests.content.given import PATH, Given


def test_faults_of_the_articles(database: Database) -> None:
    draft = Draft(
        id="a",
        title="월렛은 무엇인가요?",
        body="캐시를 담는 지갑이에요. 채널마다 하나씩 이어 써요.",
        category=("채널",),
        origin="x.md",
        updated_at=date(2026, 3, 14),
    )
    rows = (
        replace(draft, related=("b", "gone"), body=draft.body + " [글](/articles/nowhere/slug)[글](/articles/b)"),
        replace(draft, id="b"),
        replace(draft, id="c", category=("빈 곳",), status="draft", title="초안"),
    )
    store = ArticleStore(database)
    assert [finding.level for finding in audit(store)] == ["warning"]
    import_articles(database, Given(*rows), PATH)
    findings = {finding.subject: finding for finding in audit(store)}
    assert [subject for subject, finding in findings.items() if finding.level == "warning"] == [
        "문서 사이의 링크",
        "분류",
        "비슷한 문서",
        "겹치는 질문",
    ]
    assert "2건: a → gone, a → nowhere/slug" in findings["문서 사이의 링크"].message
    assert "빈 곳" in findings["분류"].message
    assert "a / b" in findings["비슷한 문서"].message
    assert "월렛은 무엇인가요? (a, b)" in findings["겹치는 질문"].message
    assert "분류 번호" not in findings


def test_categories_and_articles_with_one_number_are_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "_HALF", 1)
    drafts = [
        Draft(id=name, title=f"{name}?", body=name, category=(f"분류 {name}",), origin="x.md") for name in ("가", "나")
    ]
    import_articles(database, Given(*drafts), PATH)
    findings = {finding.subject: finding.message for finding in audit(ArticleStore(database))}
    assert "가 / 나" in findings["문서 번호"]
    assert "분류 가 / 분류 나" in findings["분류 번호"].replace("-", " ")
