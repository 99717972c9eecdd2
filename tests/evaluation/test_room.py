"""Sets over real databases and indexes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import Settings
from app.content.articles import ArticleStore
from app.errors import ContentError, StorageError
from app.evaluation import report
from app.evaluation.beir import read_set
from app.evaluation.metrics import METRICS
from app.evaluation.room import Room, open_room
from app.evaluation.runner import evaluate
from app.evaluation.sets import BadSetError, Qrels
from app.models import Query
from app.publishing import layout
from app.services import Services
from app.storage.database import Database
from tests.conftest import NO_LEXICON, settings_in
from tests.evaluation.given import made_set, write_set

CORPUS = [
    {"_id": "doc/1", "title": "[결제] 환불은 언제 되나요?", "text": "취소하고 나서 사흘 안에 카드사로 돌려드려요."},
    {"_id": "doc/2", "title": "[결제] 영수증을 받고 싶어요", "text": "주문 내역에서 내려받아요."},
    {"_id": "doc/3", "title": "[배송] 택배가 오지 않아요", "text": "송장 번호로 위치를 확인하세요."},
]
QUERIES = [
    {"_id": "1", "text": "환불 언제", "metadata": {"kind": "keyword"}},
    {"_id": "2", "text": "택배 위치", "metadata": {"kind": "keyword"}},
    {"_id": "3", "text": "영수증받기", "metadata": {"kind": "nospace"}},
    {"_id": "4", "text": "블랙홀 증발", "metadata": {"kind": "off-topic"}},
]
QRELS = {"test": "1\tdoc/1\t1\n2\tdoc/3\t1\n3\tdoc/2\t1\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "shop", QUERIES, QRELS, CORPUS)


@pytest.fixture
def room(folder: Path, tmp_path: Path) -> Iterator[Room]:
    opened = open_room(read_set(folder), settings_in(tmp_path / "configured", engine="memory"), tmp_path / "room")
    yield opened
    opened.close()


def test_a_set_with_its_corpus(room: Room, tmp_path: Path) -> None:
    found = room.evaluate()
    assert (room.articles, len(found.answers)) == (3, 4)
    assert found.overall.values["success@1"] == 1.0
    assert found.confusion["no_answer"] == {"answered": 0, "clarify": 0, "abstained": 1}
    assert room.publish_seconds > 0
    assert room.services.settings.engine == "memory"
    assert not (tmp_path / "configured").exists()


def test_the_report_for_people(room: Room) -> None:
    # As if the receipt, and not the refund, were what the first query is about.
    grades = {**room.evaluation_set.qrels.grades, "1": {"doc/2": 1}}
    misjudged = replace(room, evaluation_set=replace(room.evaluation_set, qrels=Qrels(grades)))
    lines = report.as_text(misjudged.evaluate(), misjudged, worst=10).splitlines()
    assert lines[0] == "shop · 질의 4개 · 도움말 3건 · memory, mecab"
    assert lines[2] == "종류     질의  success@1  success@5  success@10  mrr@10  ndcg@10"
    assert lines[3] == "keyword     2      0.500      0.500       0.500   0.500    0.500"
    assert lines[5] == "전체        3      0.667      0.667       0.667   0.667    0.667"
    assert "답이 있고 1위가 틀림     1  1 (100%)  0 (0%)    0 (0%)" in lines
    assert "1. 환불 언제  [keyword, 1]" in lines
    assert "   결과 1건에 없음: 1위는 '환불은 언제 되나요?'" in lines
    assert "   정답: 영수증을 받고 싶어요" in lines
    assert any(line.startswith("   1위의 근거: literal") for line in lines)


def test_the_report_for_programs(room: Room) -> None:
    body = report.as_json(room.evaluate(), room, worst=10)
    assert body["set"] == "shop"
    assert (body["queries"], body["articles"], body["engine"], body["tokenizer"]) == (4, 3, "memory", "mecab")
    assert body["overall"]["queries"] == 3
    assert body["kinds"]["nospace"] == {"queries": 1, **dict.fromkeys(METRICS, 1.0)}
    assert (body["refused"], body["misanswered"], body["worst"]) == (0.0, 0.0, [])
    assert body["latency_ms"].keys() == {"p50", "p95", "p99"}


def test_without_a_corpus_the_sample_articles_are_searched(
    tmp_path: Path, sample_settings: Settings, sample: Services
) -> None:
    queries = [{"_id": "w", "text": "월렛 상태"}]
    found = read_set(write_set(tmp_path / "set", queries, {"test": "w\twallet-status\t1\n"}))
    index = sorted(sample_settings.index_dir.rglob("*"))
    opened = open_room(found, settings_in(tmp_path / "configured", engine="memory"), tmp_path / "room")
    try:
        assert opened.articles == sample.articles.count()
        assert opened.evaluate().overall.values["success@1"] == 1.0
    finally:
        opened.close()
    assert not (tmp_path / "configured").exists()
    quick = sample_settings.model_copy(update={"semantic_weight": 0.0, "lexicon": NO_LEXICON})
    stored = open_room(found, quick, tmp_path / "stored", stored=True)
    try:
        assert stored.services.settings.database_url == sample_settings.database_url
        assert stored.evaluate().overall.values["success@1"] == 1.0
    finally:
        stored.close()
    assert sorted(sample_settings.index_dir.rglob("*")) == index


def test_services_at_hand_can_be_evaluated_directly(sample: Services) -> None:
    known = made_set({"w": {"wallet-status": 1}}).over(sample.articles.published())
    found = evaluate(known, lambda text: sample.search.search(Query("월렛 상태")))
    assert found.overall.values["success@1"] == 1.0


def test_variants_in_the_sample_count_as_their_question(sample: Services) -> None:
    groups: dict[str, list[str]] = {}
    for article in sample.articles.published():
        groups.setdefault(article.variant_group or article.id, []).append(article.id)
    group = next(ids for ids in groups.values() if len(ids) > 1)
    asked = sample.articles.get(group[0])
    assert asked is not None
    for id_ in group:
        known = made_set({"q": {id_: 1}}).over(sample.articles.published())
        found = evaluate(known, lambda text, title=asked.title: sample.search.search(Query(title)))  # type: ignore[misc]
        assert found.answers[0].rank == 1


def test_stored_articles_need_a_database(tmp_path: Path, folder: Path) -> None:
    settings = settings_in(tmp_path / "configured", engine="memory")
    with pytest.raises(StorageError, match="표가 아직 없어요"):
        open_room(read_set(folder), settings, tmp_path / "room", stored=True)
    assert not (tmp_path / "configured").exists()


def test_a_folder_of_articles_that_is_empty(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path / "set", QUERIES, QRELS))
    settings = settings_in(tmp_path, faq_data=tmp_path / "nothing")
    with pytest.raises(ContentError, match="평가할 도움말이 하나도 없어요"):
        open_room(found, settings, tmp_path / "room")


def test_judgements_of_unknown_articles_are_found_before_publishing(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path / "set", QUERIES, {"test": "1\tdoc/9\t1\n"}, CORPUS))
    with pytest.raises(BadSetError, match=r"qrels/test\.tsv:2: 문서 'doc/9'"):
        open_room(found, settings_in(tmp_path), tmp_path / "room")
    assert not layout.generations(tmp_path / "room" / "index")
    assert ArticleStore(Database(f"sqlite:///{tmp_path / 'room' / 'barodap.db'}")).count() == 3


def test_a_bad_corpus_is_refused(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path / "set", QUERIES, QRELS, [*CORPUS, "{broken"]))
    with pytest.raises(ContentError, match=r"corpus\.jsonl:4: JSON"):
        open_room(found, settings_in(tmp_path), tmp_path / "room")
