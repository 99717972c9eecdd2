"""What a collection teaches: which texts are put together, and what comes of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.analysis.views import Analyzer
from app.search.semantic import adaptation
from app.search.semantic.adaptation import adapt
from app.search.semantic.bags import PAIR
from app.search.semantic.corpus import Corpus
from app.search.semantic.general import General, load_general
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


def collection(analyzer: Analyzer, *bodies: str) -> Corpus:
    """Documents of like titles, most of them of bodies that say nothing else."""
    corpus = Corpus()
    for number in range(100 - len(bodies)):
        corpus.add(document(analyzer, f"제목 {number % 7}", f"본문 {number}"))
    for body in bodies:
        corpus.add(document(analyzer, "쿠폰 삭제", body))
    return corpus


def learnt(corpus: Corpus, kept: Path) -> dict[str, bytes]:
    """The vectors of features, as bytes."""
    known = general()
    assert isinstance(known, General)
    vectors, _ = adapt(corpus, known, kept)
    return {feature: vectors[number].tobytes() for feature, number in corpus.numbers.items()}


def test_lessons_are_kept_while_hardly_anything_changes(analyzer: Analyzer, tmp_path: Path) -> None:
    kept, before = tmp_path / "kept", collection(analyzer)
    first = learnt(before, kept)
    assert learnt(collection(analyzer), kept) == first == learnt(before, tmp_path / "fresh")
    edited = learnt(collection(analyzer, "할인"), kept)
    assert all(edited[feature] == first[feature] for feature in edited.keys() & first.keys())
    known = general()
    assert isinstance(known, General)
    assert edited["할인"] == known.find_all(["할인"])[0].tobytes()


def test_lessons_are_learnt_anew_when_small_changes_have_added_up(analyzer: Analyzer, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    learnt(collection(analyzer), kept)
    learnt(collection(analyzer, "할인"), kept)
    changed = collection(analyzer, "할인", "택배")
    assert learnt(changed, kept) == learnt(changed, tmp_path / "fresh")


def test_damaged_lessons_are_learnt_anew(analyzer: Analyzer, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    first = learnt(collection(analyzer), kept)
    file = kept / "vectors.npy"
    file.write_bytes(file.read_bytes()[:-4] + b"\x00\x00\x80\x7f")
    assert learnt(collection(analyzer), kept) == first


def test_what_is_known_in_general_is_the_same_when_it_was_kept(tmp_path: Path) -> None:
    made = load_general(tmp_path / "general")
    read = load_general(tmp_path / "general")
    assert isinstance(made, General)
    assert isinstance(read, General)
    features = [*list(made.rows)[::500], "택배추적요청", "뷁쉛"]
    for one, other in zip(
        (*made.find_all(features), *made.table), (*read.find_all(features), *read.table), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    assert (made.source, made.words.source, made.rows) == (read.source, read.words.source, read.rows)
