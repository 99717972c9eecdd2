"""The published view: neighbours, tiny collections, threads, damage."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from app.analysis.views import Analyzer
from app.engine.base import EngineDocument, Field
from app.errors import IndexUnavailableError
from app.search.indexing import document_of
from app.search.semantic.base import SemanticScores, SemanticUnavailable
from app.search.semantic.corpus import Corpus
from app.search.semantic.part import SemanticPart, trust
from app.search.semantic.view import SemanticView
from app.services import Services
from tests.search.semantic.given import document, publish, words

TITLES = ("고객 응대 방법", "배송 조회 방법", "비밀번호를 잊어버렸어요", "쿠폰 삭제하기", "세금계산서 발행")


@pytest.fixture(scope="module")
def sample_documents(sample: Services) -> list[EngineDocument]:
    return [document_of(article, sample.analyzer) for article in sample.articles.published()]


@pytest.fixture(scope="module")
def sample_view(sample_documents: list[EngineDocument], tmp_path_factory: pytest.TempPathFactory) -> SemanticView:
    return publish(sample_documents, tmp_path_factory.mktemp("semantic"))


@pytest.fixture(scope="module")
def five(analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory) -> SemanticView:
    return publish((document(analyzer, title) for title in TITLES), tmp_path_factory.mktemp("five"))


def scores(view: SemanticView, *terms: str) -> SemanticScores:
    return view.score(dict.fromkeys(terms, 1.0), np.arange(view.document_count, dtype=np.int32))


def best(view: SemanticView, *terms: str) -> tuple[str, str]:
    found = scores(view, *terms)
    return TITLES[found.sentence.argmax()], TITLES[found.cover.argmax()]


@pytest.mark.parametrize(
    ("term", "title"),
    [("손님", TITLES[0]), ("택배", TITLES[1]), ("암호", TITLES[2]), ("없애", TITLES[3]), ("계산서", TITLES[4])],
)
def test_a_word_finds_its_neighbour(five: SemanticView, term: str, title: str) -> None:
    assert best(five, term) == (title, title)


def test_neighbours_are_nearer_than_words_of_the_same_page(sample_view: SemanticView) -> None:
    def cosine(left: str, right: str) -> float:
        vectors = sample_view._understand({left: 1.0, right: 1.0}).vectors
        return float(vectors[0] @ vectors[1])

    assert cosine("손님", "고객") > cosine("손님", "배송") + 0.1
    assert cosine("후기", "리뷰") > cosine("후기", "정산")
    assert cosine("돈", "금액") > cosine("돈", "로그인")
    # A name that only this collection knows.
    assert cosine("월렛", "캐시") > cosine("월렛", "프로필") + 0.1


def test_scores_keep_their_ranges(sample_view: SemanticView) -> None:
    found = scores(sample_view, "알림", "고객", "없는낱말", "44", "xyz")
    for column, low, high in ((found.sentence, -1.0001, 1.0001), (found.cover, 0.0, 1.5001)):
        assert column.shape == (sample_view.document_count,)
        assert column.dtype == np.float32
        assert np.isfinite(column).all()
        assert low <= column.min() < column.max() <= high


def test_a_title_repeated_covers_itself_wholly(
    sample_view: SemanticView, sample_documents: list[EngineDocument]
) -> None:
    for row in range(0, len(sample_documents), 20):
        terms = sample_documents[row].terms(Field("morph", "title"))
        found = sample_view.score(dict.fromkeys(terms, 1.0), np.array([row]))
        assert found.cover[0] == pytest.approx(1.5, rel=0.02)
        assert found.sentence[0] > 0.1


def test_few_rows_score_as_they_do_among_all(sample_view: SemanticView) -> None:
    terms = {"캐시": 1.0, "환불": 1.0, "돌려받": 0.5}
    every = sample_view.score(terms, np.arange(sample_view.document_count))
    rows = np.array([17, 3, 3, 100], dtype=np.int32)
    some = sample_view.score(terms, rows)
    np.testing.assert_allclose(some.sentence, every.sentence[rows], atol=1e-5)
    np.testing.assert_allclose(some.cover, every.cover[rows], atol=1e-5)


def test_added_terms_count_for_less(five: SemanticView) -> None:
    rows = np.array([1, 3])
    typed, added = (five.score({"쿠폰": weight}, rows).cover[1] for weight in (1.0, 0.5))
    assert 1 < added < typed
    both, half = (five.score({"배송": 1.0, "쿠폰": weight}, rows) for weight in (1.0, 0.5))
    assert half.cover[1] < both.cover[1] - 0.1
    assert half.cover[0] > both.cover[0] + 0.1
    assert half.sentence[1] < both.sentence[1] - 0.02


def test_what_is_not_understood_makes_the_sentence_doubtful(five: SemanticView) -> None:
    rows = np.arange(5)
    sure, doubtful = five.score({"쿠폰": 1.0}, rows).sentence, five.score({"쿠폰": 1.0, "qwzx": 1.0}, rows).sentence
    share = doubtful[3] / sure[3]
    assert 0.2 < share < 0.8
    np.testing.assert_allclose(doubtful, sure * share, atol=1e-6)


def test_chance_nearness_covers_nothing(five: SemanticView) -> None:
    assert not scores(five, "화산").cover.any()


def test_a_word_repeated_in_a_title_counts_once(analyzer: Analyzer, tmp_path: Path) -> None:
    view = publish([document(analyzer, "쿠폰 쿠폰 쿠폰 배송"), document(analyzer, "쿠폰 배송")], tmp_path)
    cover = scores(view, "쿠폰").cover
    assert cover[0] == pytest.approx(cover[1])


def test_similar_questions_are_headings_of_their_own(analyzer: Analyzer, tmp_path: Path) -> None:
    view = publish(
        [
            document(analyzer, "채널 운영", questions=("배송 조회 방법", "비밀번호 변경")),
            document(analyzer, "배송 비밀번호 채널"),
        ],
        tmp_path,
    )
    found = scores(view, *analyzer.analyze("비밀번호 변경")["morph"])
    assert found.cover[0] == pytest.approx(1.5, abs=1e-4)
    assert found.cover[0] > found.cover[1]


def test_unknown_words_match_themselves_and_nothing_else(analyzer: Analyzer, tmp_path: Path) -> None:
    view = publish([document(analyzer, "qwzx 안내"), document(analyzer, "배송 안내")], tmp_path)
    found = scores(view, "qwzx")
    assert found.cover[0] > 0.9
    assert found.cover[1] == 0
    assert not found.sentence.any()
    assert not scores(view, "zwqx").cover.any()


def test_compounds_nobody_wrote_are_cut_into_known_words(five: SemanticView) -> None:
    assert best(five, "택배추적")[0] == TITLES[1]


def test_nothing_understood_is_zero(five: SemanticView) -> None:
    for terms in ({}, {"ㅁㄴㅇㄹ": 1.0}, {"\U0001f600": 1.0}, {"": 1.0}):
        found = five.score(terms, np.arange(5))
        assert not found.sentence.any()
        assert not found.cover.any()
    assert len(five.score({"쿠폰": 1.0}, np.empty(0, dtype=np.int32)).cover) == 0


def test_an_empty_collection_opens(tmp_path: Path) -> None:
    view = publish([], tmp_path)
    assert view.document_count == 0
    found = view.score({"쿠폰": 1.0}, np.empty(0, dtype=np.int32))
    assert len(found.sentence) == len(found.cover) == 0


def test_one_document_and_documents_without_text(analyzer: Analyzer, tmp_path: Path) -> None:
    alone = publish([document(analyzer, TITLES[3])], tmp_path / "one")
    assert scores(alone, "쿠폰").sentence[0] > 0.3
    blank = publish(
        [document(analyzer, ""), document(analyzer, TITLES[3]), document(analyzer, "?")], tmp_path / "blank"
    )
    found = scores(blank, "쿠폰")
    assert found.cover[0] == 0
    assert found.cover[1] > 0.5
    assert found.sentence[0] == 0


def test_publishing_twice_gives_the_same_bytes(sample_documents: list[EngineDocument], tmp_path: Path) -> None:
    for name in ("first", "second"):
        publish(sample_documents[:60], tmp_path / name)
    for path in sorted((tmp_path / "first").iterdir()):
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes(), path.name


def test_threads_share_a_view(sample_view: SemanticView, sample_documents: list[EngineDocument]) -> None:
    queries = [document.terms(Field("morph", "title")) for document in sample_documents[:40]]
    alone = [scores(sample_view, *terms) for terms in queries]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda terms: scores(sample_view, *terms), queries * 10))
    for index, found in enumerate(together):
        np.testing.assert_array_equal(found.sentence, alone[index % len(alone)].sentence)
        np.testing.assert_array_equal(found.cover, alone[index % len(alone)].cover)


def test_arrays_are_mapped_and_cannot_be_written(five: SemanticView) -> None:
    with pytest.raises(ValueError, match="read-only"):
        five._word_vectors[0, 0] = 1


def test_missing_or_damaged_files_are_refused(analyzer: Analyzer, tmp_path: Path) -> None:
    part = SemanticPart(words)
    publish([document(analyzer, title) for title in TITLES], tmp_path, part)
    for path in sorted(tmp_path.iterdir()):
        data = path.read_bytes()
        for damage in (None, b"", data[: len(data) // 2]):
            path.unlink()
            if damage is not None:
                path.write_bytes(damage)
            with pytest.raises(IndexUnavailableError, match="손상"):
                part.open(tmp_path)
            path.write_bytes(data)
    assert isinstance(part.open(tmp_path), SemanticView)


def test_files_of_another_collection_are_refused(analyzer: Analyzer, tmp_path: Path) -> None:
    part = SemanticPart(words)
    publish([document(analyzer, title) for title in TITLES], tmp_path / "five", part)
    publish([document(analyzer, title) for title in TITLES[:3]], tmp_path / "three", part)
    for path in sorted((tmp_path / "five").glob("*.npy")):
        own = path.read_bytes()
        other = (tmp_path / "three" / path.name).read_bytes()
        if len(own) != len(other):
            path.write_bytes(other)
            with pytest.raises(IndexUnavailableError, match="손상"):
                part.open(tmp_path / "five")
            path.write_bytes(own)


def test_without_vectors_the_part_says_why(analyzer: Analyzer, tmp_path: Path) -> None:
    off = SemanticUnavailable("missing", "없어요.", "pip install")
    part = SemanticPart(lambda: off)
    builder = part.builder()
    builder.add(document(analyzer, TITLES[0]))
    builder.write(tmp_path)
    assert part.open(tmp_path) == off


def test_trust_falls_with_long_texts_that_have_no_titles(analyzer: Analyzer, tmp_path: Path) -> None:
    assert trust(mean_body=300, untitled=0.0) == 1.0
    assert trust(mean_body=20, untitled=1.0) == 1.0
    assert trust(mean_body=300, untitled=1.0) == 0.25
    text = "배송 조회는 주문 목록에서 할 수 있고 고객 센터에 전화해도 됩니다. " * 30
    paragraphs = [document(analyzer, text[:30], f"{number} {text}"[2:]) for number in range(3)]
    untitled = publish(paragraphs, tmp_path / "untitled")
    assert untitled.trust == 0.25
    titled = publish([document(analyzer, title, text) for title in TITLES], tmp_path / "titled")
    assert titled.trust == 1.0
    # The first words of a text do not sum it up as a title does.
    assert not scores(untitled, "배송", "조회").cover.any()
    assert scores(titled, "배송", "조회").cover.max() > 1


def test_a_long_collection_learns_from_a_part(sample_documents: list[EngineDocument]) -> None:
    corpus = Corpus()
    for each in sample_documents:
        corpus.add(each)
    whole, part = corpus.stream(8, -1), corpus.stream(8, -1, limit=len(corpus.bodies.terms) // 3)
    assert 0.15 < len(part) / len(whole) < 0.45
