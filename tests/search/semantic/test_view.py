"""The published view: neighbours, tiny collections, threads, damage."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.analysis.views import Analyzer
from app.engine.base import Terms
from app.errors import IndexUnavailableError
from app.search.indexing import document_of
from app.search.semantic import files, view
from app.search.semantic.base import SemanticScores, SemanticUnavailable
from app.search.semantic.part import SemanticPart, trust
from app.search.semantic.view import SemanticView
from app.services import Services
from tests.search.semantic.given import document, general, publish

TITLES = ("고객 응대 방법", "배송 조회 방법", "비밀번호를 잊어버렸어요", "쿠폰 삭제하기", "세금계산서 발행")


@pytest.fixture(scope="module")
def sample_view(sample: Services) -> SemanticView:
    with sample.generations.current() as generation:
        view = generation.parts.get(SemanticPart())
    assert isinstance(view, SemanticView)
    return view


@pytest.fixture(scope="module")
def five(analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory) -> SemanticView:
    return publish((document(analyzer, title) for title in TITLES), tmp_path_factory.mktemp("five"))


def scores(given: SemanticView, analyzer: Analyzer, text: str) -> SemanticScores:
    views = analyzer.analyze(text)
    terms = {each: dict.fromkeys(views[each], 1.0) for each in views}
    return given.score(terms, np.arange(given.document_count, dtype=np.int32))


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("손님한테 어떻게 해야 돼요", TITLES[0]),
        ("택배 언제 와요", TITLES[1]),
        ("비번 까먹음", TITLES[2]),
        ("할인권 지우기", TITLES[3]),
        ("계산서 끊어 주세요", TITLES[4]),
    ],
)
def test_a_question_in_other_words_finds_its_title(
    five: SemanticView, analyzer: Analyzer, asked: str, title: str
) -> None:
    assert TITLES[scores(five, analyzer, asked).heading.argmax()] == title


def test_what_was_looked_up_may_be_forgotten_and_looked_up_again(
    five: SemanticView, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in the middle of a query some words of which are still known."""
    asked = ("배송 조회", "배송 쿠폰", "배송 쿠폰 삭제", "쿠폰 조회")
    expected = [scores(five, analyzer, text).heading.tolist() for text in asked]
    monkeypatch.setattr(five, "_known", {})
    monkeypatch.setattr(view, "KEPT_FEATURES", 1)
    for text, found in [*zip(asked, expected, strict=True)] * 2:
        assert scores(five, analyzer, text).heading.tolist() == found


def test_neighbours_are_nearer_than_words_of_the_same_page(sample_view: SemanticView) -> None:
    def cosine(left: str, right: str) -> float:
        one, other = (sample_view.direction({"morph": {word: 1.0}}) for word in (left, right))
        return float(one @ other)

    assert cosine("손님", "고객") > cosine("손님", "배송") + 0.1
    assert cosine("후기", "리뷰") > cosine("후기", "정산") + 0.1
    assert cosine("돈", "금액") > cosine("돈", "로그인") + 0.1
    # A name that only this collection knows.
    assert cosine("월렛", "캐시") > cosine("월렛", "프로필") + 0.1


def test_scores_are_cosines(sample_view: SemanticView, analyzer: Analyzer) -> None:
    for column in scores(sample_view, analyzer, "알림톡 고객 없는낱말 44 xyz"):
        assert column.shape == (sample_view.document_count,)
        assert column.dtype == np.float32
        assert np.isfinite(column).all()
        assert -1.0001 <= column.min() < column.max() <= 1.0001


def test_a_title_repeated_is_nearest_to_itself(sample_view: SemanticView, sample: Services, analyzer: Analyzer) -> None:
    articles = list(sample.articles.published())
    assert len(articles) == sample_view.document_count
    for row in range(0, len(articles), 20):
        found = scores(sample_view, analyzer, articles[row].title).heading
        assert found[row] == pytest.approx(1.0, abs=0.01)
        assert found[row] >= found.max() - 1e-6


def test_few_rows_score_as_they_do_among_all(sample_view: SemanticView) -> None:
    terms: Terms = {"morph": {"캐시": 1.0, "환불": 1.0}}
    every = sample_view.score(terms, np.arange(sample_view.document_count))
    rows = np.array([17, 3, 3, 100], dtype=np.int32)
    for some, all_ in zip(sample_view.score(terms, rows), every, strict=True):
        np.testing.assert_allclose(some, all_[rows], atol=1e-6)


def test_similar_questions_are_headings_of_their_own(analyzer: Analyzer, tmp_path: Path) -> None:
    asked = document(analyzer, "채널 운영", questions=("배송 조회 방법", "비밀번호 변경"))
    view = publish([asked, document(analyzer, "배송 비밀번호 채널")], tmp_path)
    found = scores(view, analyzer, "비밀번호 변경").heading
    assert found[0] == pytest.approx(1.0, abs=0.01)
    assert found[0] > found[1] + 0.05


def test_keywords_are_no_headings(analyzer: Analyzer, tmp_path: Path) -> None:
    plain, marked = (document(analyzer, "채널 운영", keywords=words) for words in ((), ("환불",)))
    found = scores(publish([plain, marked], tmp_path), analyzer, "환불").heading
    assert found[0] == found[1]


def test_compounds_nobody_wrote_are_understood_by_their_letters(five: SemanticView, analyzer: Analyzer) -> None:
    assert TITLES[scores(five, analyzer, "비밀번호변경법").heading.argmax()] == TITLES[2]


def test_nothing_understood_is_zero(five: SemanticView, analyzer: Analyzer) -> None:
    for text in ("", "ㅁㄴㅇㄹ", "\U0001f600", "쀍뚫뷁"):
        for column in scores(five, analyzer, text):
            assert not column.any(), text
    assert len(five.score({"morph": {"쿠폰": 1.0}}, np.empty(0, dtype=np.int32)).heading) == 0


def test_an_empty_collection_opens(tmp_path: Path) -> None:
    view = publish([], tmp_path)
    assert view.document_count == 0
    found = view.score({"morph": {"쿠폰": 1.0}}, np.empty(0, dtype=np.int32))
    assert len(found.heading) == len(found.body) == 0


def test_one_document_and_documents_without_text(analyzer: Analyzer, tmp_path: Path) -> None:
    alone = publish([document(analyzer, TITLES[3])], tmp_path / "one")
    assert scores(alone, analyzer, "쿠폰").heading[0] > 0.3
    blank = publish(
        [document(analyzer, ""), document(analyzer, TITLES[3]), document(analyzer, "?")], tmp_path / "blank"
    )
    found = scores(blank, analyzer, "쿠폰")
    assert found.heading[0] == found.body[0] == 0
    assert found.heading[1] > 0.3


def test_a_collection_teaches_what_its_words_say(analyzer: Analyzer, tmp_path: Path) -> None:
    texts = [("뷁쉛 안내", "배송 조회는 주문 목록에서 해요."), ("쿠폰 안내", "할인 쿠폰은 마이페이지에 있어요.")]
    view = publish([document(analyzer, title, body) for title, body in texts * 4], tmp_path)
    near = scores(view, analyzer, "뷁쉛").body
    assert near[0] > near[1] + 0.2


def test_publishing_twice_gives_the_same_bytes(sample: Services, tmp_path: Path) -> None:
    documents = [document_of(article, sample.analyzer) for article in islice(sample.articles.published(), 60)]
    for name in ("first", "second"):
        publish(documents, tmp_path / name)
    for path in sorted((tmp_path / "first").iterdir()):
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes(), path.name


def test_threads_share_a_view(sample_view: SemanticView, analyzer: Analyzer) -> None:
    alone = [scores(sample_view, analyzer, title) for title in TITLES]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda title: scores(sample_view, analyzer, title), TITLES * 40))
    for index, found in enumerate(together):
        for column, expected in zip(found, alone[index % len(alone)], strict=True):
            np.testing.assert_array_equal(column, expected)


def test_arrays_are_mapped_and_cannot_be_written(five: SemanticView) -> None:
    with pytest.raises(ValueError, match="read-only"):
        five._vectors[0, 0] = 1


def test_missing_or_damaged_files_are_refused(analyzer: Analyzer, tmp_path: Path) -> None:
    part = SemanticPart(general)
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
    part = SemanticPart(general)
    publish([document(analyzer, title) for title in TITLES], tmp_path / "five", part)
    # A word that no model knows, so that there are more features too.
    publish([document(analyzer, f"{title} 뷁쉛", "뷁쉛") for title in TITLES[:3]], tmp_path / "three", part)
    for path in sorted((tmp_path / "five").glob("*.npy")):
        own = path.read_bytes()
        other = (tmp_path / "three" / path.name).read_bytes()
        assert len(own) != len(other), path.name
        path.write_bytes(other)
        with pytest.raises(IndexUnavailableError, match="손상"):
            part.open(tmp_path / "five")
        path.write_bytes(own)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (files.FEATURES, np.array(b"x")),
        (files.VECTORS, np.ones(5, np.int8)),
        (files.SCALES, np.ones((5, 1), np.float32)),
        (files.HEADINGS, np.ones(5, np.float32)),
        (files.BODIES, np.ones(5, np.float32)),
        (files.HEADING_STARTS, np.array([1, 1, 2, 3, 4, 5])),
        (files.HEADING_STARTS, np.array([0, 1, 3, 2, 4, 5])),
        (files.HEADING_STARTS, np.array([[0, 1, 2, 3, 4, 5]])),
    ],
)
def test_arrays_of_another_shape_are_refused(
    analyzer: Analyzer, tmp_path: Path, name: str, values: NDArray[Any]
) -> None:
    part = SemanticPart(general)
    publish([document(analyzer, title) for title in TITLES], tmp_path, part)
    files.write_array(tmp_path, name, values)
    with pytest.raises(IndexUnavailableError, match="손상"):
        part.open(tmp_path)


def test_a_word_longer_than_any_feature_is_not_found_and_copies_nothing(five: SemanticView) -> None:
    longest = max(five._features.tolist(), key=len)
    assert len(longest) == five._features.itemsize
    place = five._features.tolist().index(longest)
    tracemalloc.start()
    found = five._look_up([longest.decode(), longest.decode() + "x", "가" * 40])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [place, -1, -1]
    assert peak < five._features.nbytes / 100


def test_without_vectors_the_part_says_why(analyzer: Analyzer, tmp_path: Path) -> None:
    off = SemanticUnavailable("missing", "없어요.", "pip install")
    part = SemanticPart(lambda: off)
    builder = part.builder()
    builder.add(document(analyzer, TITLES[0]))
    builder.write(tmp_path)
    assert part.open(tmp_path) == off


def test_trust_falls_with_long_texts_that_have_no_titles(analyzer: Analyzer, tmp_path: Path) -> None:
    assert trust(mean_body=300, untitled=0.0) == 1.0
    assert trust(mean_body=10, untitled=1.0) == 1.0
    assert trust(mean_body=300, untitled=1.0) == 0.25
    text = "배송 조회는 주문 목록에서 할 수 있고 고객 센터에 전화해도 됩니다. " * 30
    paragraphs = [
        document(analyzer, f"{number}번 {text}".partition(". ")[0], f"{number}번 {text}") for number in range(3)
    ]
    assert publish(paragraphs, tmp_path / "untitled").trust == 0.25
    titled = publish([document(analyzer, title, text) for title in TITLES], tmp_path / "titled")
    assert titled.trust == 1.0
