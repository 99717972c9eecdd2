from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from app.analysis.jamo import keys
from app.analysis.views import Analyzer
from app.errors import IndexUnavailableError
from app.search.vocabulary import Near, Vocabulary
from app.search.vocabulary_builder import VocabularyPart
from tests.search.given_words import TITLES, vocabulary_of


@pytest.fixture(scope="module")
def vocabulary(analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    return vocabulary_of(TITLES, analyzer, tmp_path_factory.mktemp("words") / "vocabulary")


def whole(vocabulary: Vocabulary, text: str) -> dict[str, float]:
    """What all of ``text`` may have been meant to be, with the cost."""
    found = vocabulary.near(text, [(0, len(text))])
    return {near.word.text: near.cost for near in found if (near.start, near.end) == (0, len(text))}


def test_words_stand_without_particles_with_their_counts(vocabulary: Vocabulary) -> None:
    word = vocabulary.find("세금계산서")
    assert word is not None
    assert (word.text, word.frequency, word.titles) == ("세금계산서", 2, 2)
    assert vocabulary.find("세금계산서를") is None
    assert vocabulary.find("paypal") is not None


def test_a_title_weighs_more_than_a_body(analyzer: Analyzer, tmp_path: Path) -> None:
    vocabulary = vocabulary_of(["환불"], analyzer, tmp_path / "v", bodies=["환불과 교환", "교환"])
    refund, exchange = vocabulary.find("환불"), vocabulary.find("교환")
    assert refund is not None
    assert exchange is not None
    assert (refund.frequency, refund.titles) == (2, 1)
    assert (exchange.frequency, exchange.titles) == (2, 0)
    assert refund.weight > exchange.weight


def test_what_only_looks_like_a_particle_stays(analyzer: Analyzer, tmp_path: Path) -> None:
    vocabulary = vocabulary_of(["플랫포나 안내", "신용평가 안내"], analyzer, tmp_path / "v")
    assert vocabulary.find("플랫포나") is not None
    assert vocabulary.find("신용평가") is not None
    assert vocabulary.find("신용평") is None


def test_presses_find_words_in_either_script(vocabulary: Vocabulary) -> None:
    assert [word.text for word in vocabulary.typed_with("dnjffpt")] == ["월렛"]
    assert [word.text for word in vocabulary.typed_with(keys("ㅔ묘ㅔ미"))] == ["paypal"]
    assert vocabulary.typed_with("dnjffp") == []


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("세금계ㅅ", "세금계산서"),
        ("세금곗", "세금계산서"),
        ("충저", "충전"),
        ("비미", "비밀번호"),
        ("월렛충", "월렛 충전"),
        ("payp", "paypal"),
    ],
)
def test_half_typed_words_are_completed(vocabulary: Vocabulary, typed: str, word: str) -> None:
    assert word in [found.text for found in vocabulary.starting_with(keys(typed), 5)]


def test_the_weightiest_completions_come_first(vocabulary: Vocabulary) -> None:
    found = vocabulary.starting_with(keys("월"), 3)
    assert found[0].text == "월렛"
    assert len(found) == 3
    assert all(first.weight >= second.weight for first, second in pairwise(found))
    assert vocabulary.starting_with("zzz", 3) == []


def test_first_consonants_find_words_and_phrases_of_titles(vocabulary: Vocabulary) -> None:
    assert [word.text for word in vocabulary.with_initials("ㅅㄱㄱㅅㅅ", 5)] == ["세금계산서"]
    assert [word.text for word in vocabulary.with_initials("ㅇㄹㅊㅈ", 5)] == ["월렛 충전"]
    assert vocabulary.with_initials("ㅅㄱㄱㅅ", 5) == []
    assert "세금계산서" in [word.text for word in vocabulary.with_initials("ㅅㄱㄱㅅ", 5, prefix=True)]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("세금게산서", "세금계산서"),
        ("결재", "결제"),
        ("방뻡", "방법"),
        ("한불", "환불"),
        ("인중번호", "인증번호"),
        ("paypla", "paypal"),
        ("vosjf", "채널"),
    ],
)
def test_slips_find_the_word_that_was_meant(vocabulary: Vocabulary, typed: str, word: str) -> None:
    assert 0 < whole(vocabulary, typed)[word] <= 1.4


@pytest.mark.parametrize(("typed", "word"), [("비밀번", "비밀번호"), ("voxjf", "채널"), ("지불", "환불")])
def test_two_slips_are_another_word(vocabulary: Vocabulary, typed: str, word: str) -> None:
    assert word not in whole(vocabulary, typed)


def test_stretches_of_a_run_are_found_where_they_stand(vocabulary: Vocabulary) -> None:
    text = "세금게산서발행방뻡"
    found = {(near.start, near.end): near.word.text for near in vocabulary.near(text, [(0, 9)])}
    assert found[0, 5] == "세금계산서"
    assert found[7, 9] == "방법"
    around = vocabulary.near(text, [(7, 9)])
    assert all(near.end > 7 for near in around)


def test_the_same_presses_are_the_same_word(vocabulary: Vocabulary) -> None:
    assert [(near.start, near.end, near.word.text) for near in vocabulary.words_in("출바ㄹ")] == [(0, 3, "출발")]
    assert vocabulary.words_in("dnjffpt")[0].word.text == "월렛"


@pytest.mark.parametrize("text", ["", "가", "ㅋ" * 300, "가" * 300, "뷁" * 300, "a" * 300, "가a" * 150, "漢字", "😀😀"])
def test_any_text_may_be_looked_up(vocabulary: Vocabulary, text: str) -> None:
    found: list[Near] = [*vocabulary.near(text, [(0, len(text))]), *vocabulary.words_in(text)]
    assert found == []
    assert vocabulary.find(text) is None


def test_an_empty_collection_has_no_words(analyzer: Analyzer, tmp_path: Path) -> None:
    vocabulary = vocabulary_of([], analyzer, tmp_path / "v")
    assert len(vocabulary) == 0
    assert vocabulary.find("환불") is None
    assert vocabulary.starting_with("g", 3) == []
    assert vocabulary.with_initials("ㅎㅂ", 3) == []
    assert vocabulary.near("환불", [(0, 2)]) == []


@pytest.mark.parametrize(
    "name", ["texts.txt", "texts.npy", "presses.txt", "presses.npy", "frequency.npy", "by_initials.npy", "hashes.npy"]
)
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_damaged_files_are_refused(analyzer: Analyzer, tmp_path: Path, name: str, damage: str) -> None:
    vocabulary_of(TITLES, analyzer, tmp_path / "v")
    path = tmp_path / "v" / name
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(IndexUnavailableError):
        VocabularyPart().open(tmp_path / "v")
