from __future__ import annotations

from pathlib import Path

from app.content.articles import ArticleStore
from app.content.importers.beir import BeirImporter
from app.content.importing import ImportReport, import_articles
from app.storage.database import Database
from tests.content.given import PATH, Given, draft, run


def test_categories_come_from_the_file_and_else_from_their_names(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "categories.yaml"
    children = "[{id: wallet, name: 캐시/월렛}]"
    file.write_text(f"- {{id: second, name: 둘째, children: {children}}}\n- {{id: first, name: 채널}}\n")
    rows = (
        draft("a", category=("둘째", "캐시/월렛")),
        draft("b", category=("채널", "1:1 채팅")),
        draft("c", category=("새 것",)),
        draft("d", category=("새-것",)),
        draft("e", category=("※",)),
    )
    report = import_articles(database, Given(*rows), PATH, categories_file=file)
    store = ArticleStore(database)
    assert [(category.id, category.names) for category in store.categories()] == [
        ("second", ("둘째",)),
        ("second/wallet", ("둘째", "캐시/월렛")),
        ("first", ("채널",)),
        ("first/1-1-채팅", ("채널", "1:1 채팅")),
        ("새-것", ("새 것",)),
        ("새-것-2", ("새-것",)),
        ("category", ("※",)),
    ]
    assert [str(warning) for warning in report.warnings] == [
        f"{name}.md:1: 분류 '{path}'이(가) categories.yaml에 없어서 새로 만들었어요."
        for name, path in (("b", "채널 > 1:1 채팅"), ("c", "새 것"), ("d", "새-것"), ("e", "※"))
    ]
    # Without the file the same names lead to the same ids.
    assert run(database, *rows) == ImportReport(unchanged=5)


def test_a_renamed_category_renames_every_breadcrumb(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "categories.yaml"
    store = ArticleStore(database)
    file.write_text("- {id: a, name: 옛 이름}\n")
    import_articles(database, Given(draft("x", category=("옛 이름", "아래"))), PATH, categories_file=file)
    before = store.digest()
    file.write_text("- {id: a, name: 새 이름, description: 설명}\n")
    import_articles(database, Given(draft("y", category=("새 이름", "아래"))), PATH, categories_file=file)
    assert {article.category_names for article in store.published()} == {("새 이름", "아래")}
    assert {article.category_id for article in store.published()} == {"a/아래"}
    assert store.digest() != before


def test_unused_categories_go_when_the_source_is_the_whole(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "categories.yaml"
    file.write_text("- {id: kept, name: 빈 분류}\n")
    store = ArticleStore(database)
    run(database, draft("a", category=("하나", "둘", "셋")), draft("b", category=("하나", "넷")))
    run(database, draft("a", category=("하나", "넷")))
    assert [category.id for category in store.categories()] == ["하나", "하나/둘", "하나/둘/셋", "하나/넷"]
    import_articles(database, Given(draft("b", category=("하나", "넷"))), PATH, categories_file=file)
    assert [category.id for category in store.categories()] == ["kept", "하나", "하나/넷"]
    run(database, draft("c", category=("다섯",)), replace=True)
    assert [category.id for category in store.categories()] == ["다섯"]


def test_the_category_file_is_found_beside_the_articles(database: Database, tmp_path: Path) -> None:
    (tmp_path / "categories.yaml").write_text("- {id: service, name: 서비스}\n")
    (tmp_path / "articles").mkdir()
    (tmp_path / "corpus.jsonl").write_text('{"_id": "1", "title": "[서비스] 제목", "text": "본문"}')
    for path in (tmp_path, tmp_path / "corpus.jsonl"):
        import_articles(database, BeirImporter(), path)
        article = ArticleStore(database).get("1")
        assert article is not None
        assert article.category_id == "service"
