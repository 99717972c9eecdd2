"""Publishing again takes up what the publisher before kept, and gives what it would have given without."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.analysis.views import Analyzer, Span, Views
from app.config import Settings
from app.content.importers import choose
from app.content.importing import import_articles
from app.publishing.layout import CACHE, MANIFEST
from app.search import indexing
from app.search.analysed import Analysed, Analysis, opened
from app.search.indexing import publish_index
from app.services import Services, build_services
from app.storage.schema import upgrade
from tests.conftest import settings_in

Articles = dict[str, dict[str, object]]
Files = dict[str, bytes]


def given() -> Articles:
    subjects = ("환불", "쿠폰", "배송 조회", "회원 탈퇴")
    return {
        f"a{number}": {"title": f"{subject}은 어떻게 하나요?", "body": f"{subject} 버튼을 눌러요.", "category": "가"}
        for number, subject in enumerate(subjects)
    }


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were analysed."""
    texts: list[str] = []
    located = Analyzer.located

    def noted(self: Analyzer, text: str) -> tuple[Views, tuple[Span, ...]]:
        texts.append(text)
        return located(self, text)

    monkeypatch.setattr(Analyzer, "located", noted)
    return texts


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = build_services(settings_in(tmp_path, engine="memory"))
    upgrade(made.database)
    yield made
    made.generations.close()
    made.database.close()


def publish(services: Services, articles: Articles, *, fresh: bool = False) -> Files:
    """The files of the generation that holds ``articles``, but for what tells when it was made."""
    settings: Settings = services.settings
    source = settings.index_dir.parent / "articles.jsonl"
    rows = (json.dumps({"id": id_, **article}, ensure_ascii=False) for id_, article in articles.items())
    source.write_text("\n".join(rows), encoding="utf-8")
    import_articles(services.database, choose(source), source, replace=True)
    manifest = publish_index(settings, services.articles, services.analyzer, fresh=fresh)
    directory = settings.index_dir / manifest.generation
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_only_what_was_edited_is_analysed_and_the_index_is_what_a_fresh_one_would_be(
    services: Services, analysed: list[str]
) -> None:
    articles = given()
    publish(services, articles)
    articles["a1"]["body"] = "쿠폰은 새로운방법으로 등록해요."
    articles["a2"]["views"] = 70
    articles["a4"] = {"title": "영수증", "body": "영수증을 내려받아요.", "category": "나"}
    del articles["a3"]
    analysed.clear()
    again = publish(services, articles)
    assert {text for text in analysed if "눌러요" in text} == set()
    assert any("새로운방법" in text for text in analysed)
    assert any("내려받아요" in text for text in analysed)
    analysed.clear()
    assert publish(services, articles, fresh=True) == again
    assert any("눌러요" in text for text in analysed)


def test_several_processes_make_the_index_that_one_would(
    services: Services, analysed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = publish(services, given())
    monkeypatch.setattr(indexing, "MANY", 1)
    monkeypatch.setattr(indexing, "AT_ONCE", 1)
    monkeypatch.setattr(indexing, "processors", lambda: 2)
    analysed.clear()
    assert publish(services, given(), fresh=True) == alone
    assert not any("눌러요" in text for text in analysed), "here is no work for the process that publishes"
    assert publish(services, given()) == alone


def test_what_was_kept_by_another_analyser_is_not_used(
    services: Services, analysed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(services, given())
    analysed.clear()
    monkeypatch.setattr(Analyzer, "fingerprint", "another")
    publish(services, given())
    assert any("눌러요" in text for text in analysed)


def test_long_articles_are_looked_up_fewer_at_a_time(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = []
    get = Analysed.get

    def noted(self: Analysed, keys: Sequence[bytes]) -> list[Analysis | None]:
        looked_up.append(len(keys))
        return get(self, keys)

    monkeypatch.setattr(Analysed, "get", noted)
    articles = given()
    monkeypatch.setattr(indexing, "CHARACTERS_AT_ONCE", len(str(articles["a0"]["body"])) + 1)
    publish(services, articles)
    assert looked_up == [2, 1, 1]  # the last two are longer than that by themselves


def test_where_the_system_keeps_temporary_files_there_may_be_no_room(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no room"))
    assert publish(services, given())


@pytest.mark.parametrize("damage", ["cut", "noise", "flipped", "folder", "gone"])
def test_a_damaged_or_missing_cache_costs_only_time(services: Services, damage: str) -> None:
    whole = publish(services, given())
    file = services.settings.index_dir / CACHE / "analysed.sqlite"
    kept = file.read_bytes()
    match damage:
        case "cut":
            file.write_bytes(kept[: len(kept) // 2])
        case "noise":
            file.write_bytes(bytes(reversed(kept)))
        case "flipped":
            assert kept.count("버튼".encode()) > 3
            file.write_bytes(kept.replace("버튼".encode(), "버턴".encode()))
        case "folder":
            file.unlink()
            file.mkdir()
        case _:
            shutil.rmtree(file.parent)
    assert publish(services, given()) == whole
    assert publish(services, given()) == whole


def test_what_is_no_longer_asked_for_is_dropped(services: Services, tmp_path: Path) -> None:
    publish(services, given())
    articles = given()
    del articles["a0"]
    publish(services, articles)
    with opened(tmp_path / "index" / CACHE / "analysed.sqlite") as cache:
        assert _count(cache) == len(articles)


def _count(cache: Analysed) -> int:
    ((count,),) = cache._execute("SELECT count(*) FROM analyses", ())
    return int(count)
