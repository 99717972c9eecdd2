"""Forms and their vectors: senses, compounds, what is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from app.search.semantic.base import SemanticUnavailable
from app.search.semantic.words import WordVectors, cut
from tests.search.semantic.given import words


@pytest.fixture(scope="module")
def known() -> WordVectors:
    found = words()
    assert isinstance(found, WordVectors), found
    return found


def test_every_form_has_a_direction_of_length_one(known: WordVectors) -> None:
    assert known.vectors.shape == (len(known.rows), 256)
    assert len(known.rows) > 60_000
    np.testing.assert_allclose(np.linalg.norm(known.vectors, axis=1), 1.0, atol=1e-4)
    assert known.rows.keys() == known.ranks.keys()
    assert not [form for form in known.rows if form != form.lower()]


def test_what_all_words_share_is_taken_away(known: WordVectors) -> None:
    common = known.vectors[:20_000]
    assert np.linalg.norm(common.mean(axis=0)) < 0.1


@pytest.mark.parametrize(
    ("term", "pieces"),
    [
        ("세금계산서", ["세금", "계산서"]),
        ("회원탈퇴", ["회원", "탈퇴"]),
        ("요금제", ["요금", "제"]),
        ("고유번호증", ["고유", "번호", "증"]),
    ],
)
def test_compounds_are_cut_into_words(known: WordVectors, term: str, pieces: list[str]) -> None:
    assert cut(term, known.ranks) == pieces


@pytest.mark.parametrize("term", ["503", "png", "3월분", "월렛", "홈택스", "ㄱㄴㄷ", "뷁쉛", ""])
def test_numbers_letters_and_mere_syllables_are_not_cut(known: WordVectors, term: str) -> None:
    assert cut(term, known.ranks) == []
    assert known.find(term) is None


def test_long_words_count_for_more_than_affixes(known: WordVectors) -> None:
    fee, system, scheme = (known.find(term) for term in ("요금", "제", "요금제"))
    assert fee is not None
    assert system is not None
    assert scheme is not None
    assert scheme @ fee > scheme @ system + 0.5


def test_the_package_is_named(known: WordVectors) -> None:
    assert known.source.startswith("kiwipiepy_model 0.24")
    assert not isinstance(words(), SemanticUnavailable)
