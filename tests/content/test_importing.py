from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.content.articles import ArticleStore
from app.content.importers.base import Draft, Problem
from app.content.importers.beir import BeirImporter
from app.content.importing import BATCH, ImportReport, RejectedImportError, import_articles
from app.errors import ContentError
from app.storage.database import Database
from app.storage.schema import upgrade
from app.storage.tables import RevisionRow
from tests.content.given import PATH, Given, draft, run


def revisions(database: Database, article_id: str) -> list[tuple[int, str]]:
    with database.read() as session:
        rows = session.execute(
            select(RevisionRow.revision, RevisionRow.content)
            .where(RevisionRow.article_id == article_id)
            .order_by(RevisionRow.revision)
        )
        return [(row[0], row[1]["title"]) for row in rows]


def test_creates_updates_and_leaves_alone(database: Database) -> None:
    store = ArticleStore(database)
    assert run(database, draft("a"), draft("b")) == ImportReport(created=2)
    assert run(database, draft("a"), draft("b", title="새 제목"), draft("c")) == ImportReport(
        created=1, updated=1, unchanged=1
    )
    assert [(article.id, article.revision) for article in store.published()] == [("a", 1), ("b", 2), ("c", 1)]
    assert revisions(database, "b") == [(1, "월렛은 무엇인가요?"), (2, "새 제목")]
    assert revisions(database, "a") == [(1, "월렛은 무엇인가요?")]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "다른 제목"},
        {"body": "다른 본문"},
        {"category": ("채널", "캐시")},
        {"updated_at": date(2026, 3, 15)},
        {"updated_at": None},
        {"questions": ("물음",)},
        {"keywords": ("낱말",)},
        {"platform": "pc"},
        {"variant_group": "g"},
        {"related": ("b",)},
        {"slug": "다른-주소"},
        {"status": "draft"},
    ],
)
def test_a_change_of_any_field_is_a_revision_and_stales_the_index(
    database: Database, change: dict[str, object]
) -> None:
    store = ArticleStore(database)
    run(database, draft("a"), draft("b"))
    before = store.digest()
    report = run(database, draft("a", **change), draft("b"))
    assert (report.updated, report.unchanged) == (1, 1)
    changed = store.get("a", status=None)
    assert changed is not None
    assert changed.revision == 2
    assert store.digest() != before
    again = run(database, draft("a", **change), draft("b"))
    assert (again.updated, again.unchanged) == (0, 2)


def test_stated_views_are_no_revision_but_stale_the_index(database: Database) -> None:
    store = ArticleStore(database)
    run(database, draft("a", views=10))
    store.count_view("a")
    before = store.digest()
    assert run(database, draft("a")).unchanged == 1  # not stated: kept
    assert run(database, draft("a", views=50)).updated == 1
    article = store.get("a")
    assert article is not None
    assert (article.revision, article.views) == (1, 51)
    assert store.digest() != before


def test_the_origin_is_no_part_of_an_article(database: Database) -> None:
    run(database, draft("a"))
    assert run(database, draft("a", origin="elsewhere.jsonl", line=7)).unchanged == 1


def test_without_a_date_the_day_of_the_change_counts(database: Database) -> None:
    store = ArticleStore(database)
    before = date.today()
    run(database, draft("a", updated_at=None))
    first = store.get("a")
    assert first is not None
    assert before <= first.updated_at <= date.today()
    assert run(database, draft("a", updated_at=None)).unchanged == 1


def test_any_problem_and_nothing_is_written_and_all_are_told(database: Database) -> None:
    run(database, draft("old"))
    rows: list[Draft | Problem] = [draft(f"a{number}") for number in range(BATCH + 10)]
    rows.insert(3, Problem("x.md", 7, "깨졌어요."))
    rows.append(Problem("y.md", 0, "또 깨졌어요."))
    for given in (rows, rows[4:]):
        with pytest.raises(RejectedImportError) as caught:
            run(database, *given, replace=True)
        assert [article.id for article in ArticleStore(database).published()] == ["old"]
    assert caught.value.problems == (Problem("y.md", 0, "또 깨졌어요."),)
    with pytest.raises(RejectedImportError) as caught:
        run(database, *rows)
    assert "x.md:7: 깨졌어요." in caught.value.message
    assert "y.md: 또 깨졌어요." in caught.value.message
    assert isinstance(caught.value, ContentError)
    with database.read() as session:
        assert session.execute(select(func.count()).select_from(RevisionRow)).scalar_one() == 1


def test_two_articles_may_not_be_the_same_variant(database: Database) -> None:
    pc, ios = draft("pc", variant_group="g", platform="pc"), draft("ios", variant_group="g", platform="ios")
    run(database, pc, ios)
    with pytest.raises(RejectedImportError) as caught:
        run(database, draft("x", variant_group="h"), draft("y", variant_group="h"), draft("z", variant_group="h"))
    assert [problem.file for problem in caught.value.problems] == ["y.md", "z.md"]
    with pytest.raises(RejectedImportError, match="pc") as caught:
        run(database, draft("new", variant_group="g", platform="pc"))
    assert [problem.file for problem in caught.value.problems] == ["new.md"]
    # They may change places, and a new one may take the place of one that goes.
    run(database, replace(pc, platform="ios"), replace(ios, platform="pc"))
    run(database, draft("new", variant_group="g", platform="pc"), replace=True)


def test_replace_deletes_the_rest_but_not_its_history(database: Database) -> None:
    store = ArticleStore(database)
    run(database, draft("a", views=5), draft("b"), *(draft(f"c{number}") for number in range(1_200)))
    store.count_view("a")
    store.add_feedback("a", visitor="v", helpful=True)
    report = run(database, draft("b"), replace=True)
    assert report == ImportReport(unchanged=1, deleted=1_201)
    assert store.get("a", status=None) is None
    assert [article.id for article in store.published()] == ["b"]

    run(database, draft("a", title="다른 글", views=5))
    back = store.get("a")
    assert back is not None
    assert (back.revision, back.views, back.helpful) == (2, 6, 1)
    assert revisions(database, "a") == [(1, "월렛은 무엇인가요?"), (2, "다른 글")]


def test_deleting_and_bringing_back_changes_the_digest(database: Database) -> None:
    store = ArticleStore(database)
    run(database, draft("a"), draft("b"))
    first = store.digest()
    run(database, draft("b"), replace=True)
    second = store.digest()
    run(database, draft("a", title="다른 글"), draft("b"))
    assert len({first, second, store.digest()}) == 3


def test_links_that_lead_nowhere_are_warnings(database: Database) -> None:
    run(database, draft("stored"))
    report = run(database, draft("a", related=("b", "nowhere", "a", "stored")), draft("b"))
    assert report.created == 2
    assert [str(warning) for warning in report.warnings] == [
        "a.md:1: 관련 문서 'nowhere'이(가) 없어요.",
        "a.md:1: 관련 문서에 자기 자신이 들어 있어요.",
    ]


def test_an_empty_or_unreadable_source_changes_nothing(database: Database, tmp_path: Path) -> None:
    run(database, draft("a"))
    with pytest.raises(ContentError, match="가져올 문서가 없어요"):
        run(database, replace=True)
    with pytest.raises(ContentError, match="파일을 읽을 수 없어요"):
        import_articles(database, BeirImporter(), tmp_path, replace=True)
    assert len(list(ArticleStore(database).published())) == 1


def test_progress_counts_up_to_the_total(database: Database) -> None:
    seen: list[int] = []
    rows = [draft(f"a{number}") for number in range(2 * BATCH + 7)]
    import_articles(database, Given(*rows), PATH, progress=seen.append)
    assert seen == [BATCH, 2 * BATCH, 2 * BATCH + 7]


def test_text_of_every_script_survives(database: Database) -> None:
    odd = "한글 漢字 👩‍👩‍👧 \u200d 'quote\" \\ % _ <b> {{ }} \ufffd \t끝"
    run(database, draft("a/b c?#%가", title=odd, body=odd, questions=(odd,), keywords=(odd,), category=(odd,)))
    article = ArticleStore(database).get("a/b c?#%가")
    assert article is not None
    assert (article.title, article.body, article.questions) == (odd, odd, (odd,))
    assert article.category_names == (odd,)


def test_a_new_database_with_other_texts_has_another_digest(database: Database, tmp_path: Path) -> None:
    run(database, draft("a"))
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    upgrade(fresh)
    run(fresh, draft("a"))
    assert ArticleStore(fresh).digest() == ArticleStore(database).digest()
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    upgrade(other)
    run(other, draft("a", body="다른 본문"))
    assert ArticleStore(other).digest() != ArticleStore(database).digest()
    fresh.close()
    other.close()
