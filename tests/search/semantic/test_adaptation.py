"""What a collection teaches: which texts are put together, and what comes of it."""

from __future__ import annotations

import numpy as np
import pytest

from app.analysis.views import Analyzer
from app.search.semantic import adaptation
from app.search.semantic.adaptation import adapt
from app.search.semantic.bags import PAIR
from app.search.semantic.corpus import Corpus
from app.search.semantic.general import General
from app.search.semantic.taught import DIMENSIONS
from tests.search.semantic.given import document, general


def texts(corpus: Corpus) -> list[list[set[str]]]:
    """The words of the texts that are learnt from, by group."""
    data, names = adaptation._training_set(corpus), list(corpus.numbers)
    words = [
        {name for number in numbers.tolist() if not (name := names[number]).startswith(PAIR)}
        for numbers in np.split(data.texts.numbers, data.texts.starts[1:-1])
    ]
    return [words[first:last] for first, last in zip(data.groups[:-1], data.groups[1:], strict=True)]


def test_a_body_and_the_headings_of_its_document_say_the_same(analyzer: Analyzer) -> None:
    corpus = Corpus()
    corpus.add(document(analyzer, "쿠폰 삭제", "할인", questions=("배송 조회", "")))
    corpus.add(document(analyzer, "제목"))
    corpus.add(document(analyzer, "", "본문"))
    corpus.add(document(analyzer, "환불", "입금", keywords=("바우처",)))
    assert texts(corpus) == [[{"할인"}, {"쿠폰", "삭제"}, {"배송", "조회"}], [{"입금"}, {"환불"}]]


@pytest.mark.parametrize(
    ("documents", "learnt"), [(3, [0, 1, 2]), (4, [0, 1, 2, 3]), (5, [0, 2, 4]), (8, [0, 2, 4, 6]), (9, [0, 3, 6])]
)
def test_the_documents_learnt_from_are_bounded_and_spread(
    analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch, documents: int, learnt: list[int]
) -> None:
    monkeypatch.setattr(adaptation, "MAX_DOCUMENTS", 4)
    corpus = Corpus()
    for number in range(documents):
        corpus.add(document(analyzer, "제목", f"본문 {number}"))
    assert texts(corpus) == [[{"본문", str(number)}, {"제목"}] for number in learnt]


def test_nothing_to_learn_from(analyzer: Analyzer) -> None:
    corpus = Corpus()
    assert texts(corpus) == []
    corpus.add(document(analyzer, "제목"))
    assert texts(corpus) == []


def test_what_nothing_is_known_of_is_learnt_where_a_document_tells(analyzer: Analyzer) -> None:
    known = general()
    assert isinstance(known, General)
    corpus = Corpus()
    corpus.add(document(analyzer, "뷁쉛", "쿠폰 할인"))
    corpus.add(document(analyzer, "배송", "택배 조회"))
    corpus.add(document(analyzer, "쀍뚫"))
    vectors, weights = adapt(corpus, known)
    assert vectors.shape == (len(corpus.numbers), DIMENSIONS)
    assert weights.shape == (len(corpus.numbers),)
    assert vectors[corpus.numbers["뷁쉛"]].any()
    assert not vectors[corpus.numbers["쀍뚫"]].any()
    assert weights[corpus.numbers["쀍뚫"]] == 1
