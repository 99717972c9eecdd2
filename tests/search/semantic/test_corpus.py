"""What a collection is made of: bags, headings, untitled texts."""

from __future__ import annotations

import numpy as np

from app.analysis.views import Analyzer
from app.engine.base import View
from app.search.semantic.bags import Bags, features, sums
from app.search.semantic.corpus import MAX_PAIRS, MAX_WORDS, Corpus
from tests.search.semantic.given import document


def test_words_and_pairs_are_told_apart_and_counted_once() -> None:
    terms: dict[View, tuple[str, ...]] = {"morph": ("환불", "신청", "환불"), "bigram": ("환불", "불신", "신청")}
    assert features(terms) == ["환불", "신청", " 환불", " 불신", " 신청"]
    assert features({}) == []


def test_sums_of_bags_some_of_them_empty() -> None:
    bags = Bags(np.array([0, 2, 1], np.int32), np.array([0, 2, 2, 3, 3]))
    vectors = np.array([[1, 0], [0, 1], [5, 5]], np.float32)
    np.testing.assert_array_equal(sums(bags, vectors), [[6, 5], [0, 0], [0, 1], [0, 0]])
    taken = bags.take(np.array([2, 0, 1]))
    np.testing.assert_array_equal(sums(taken, vectors), [[0, 1], [6, 5], [0, 0]])


def test_titles_and_questions_are_headings_and_blank_ones_are_not(analyzer: Analyzer) -> None:
    corpus = Corpus()
    corpus.add(document(analyzer, "쿠폰 삭제", questions=("할인권 없애기", ""), keywords=("바우처",)))
    corpus.add(document(analyzer, ""))
    np.testing.assert_array_equal(corpus.heading_starts, [0, 2, 2])
    assert len(corpus.headings) == len(corpus) == 2
    assert "바우처" not in corpus.numbers


def test_of_a_long_text_the_beginning_is_taken(analyzer: Analyzer) -> None:
    corpus = Corpus()
    corpus.add(document(analyzer, "안내", " ".join(f"낱말{number}" for number in range(2_000))))
    assert corpus.bodies.lengths[0] <= MAX_WORDS + MAX_PAIRS
    assert corpus.mean_body > 1_000


def test_of_a_long_text_that_is_its_own_title_the_beginning_is_taken(analyzer: Analyzer) -> None:
    corpus = Corpus()
    text = " ".join(f"낱말{number}" for number in range(2_000))
    corpus.add(document(analyzer, text, text))
    assert corpus.untitled == 1.0
    np.testing.assert_array_equal(corpus.headings.numbers, corpus.bodies.numbers)
    assert corpus.headings.lengths[0] <= MAX_WORDS + MAX_PAIRS
    assert len(corpus.numbers) <= MAX_WORDS + MAX_PAIRS


def test_a_text_that_is_its_own_title_is_untitled(analyzer: Analyzer) -> None:
    corpus = Corpus()
    text = "배송 조회는 주문 목록에서 할 수 있어요. 고객 센터에 전화해도 돼요."
    corpus.add(document(analyzer, text.partition(".")[0], text))
    corpus.add(document(analyzer, "배송 조회", text))
    assert corpus.untitled == 0.5
