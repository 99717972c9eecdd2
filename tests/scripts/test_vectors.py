"""Teaching word vectors, on a dozen groups."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.analysis.views import Analyzer
from app.search.semantic.bags import PAIR, features
from app.search.semantic.linalg import unit
from app.search.semantic.taught import DIMENSIONS, Taught
from app.search.semantic.words import WordVectors
from scripts.vectors import Group, default_analyzer, digest, teach
from tests.search.semantic.given import words

PHRASES = (
    ("중복결제 환불", "돈이 두 번 빠져나갔어요"),
    ("비밀번호 변경", "암호를 까먹었어요"),
    ("배송 조회", "택배가 언제 와요"),
    ("회원 탈퇴", "계정을 없애 주세요"),
    ("쿠폰 사용", "할인권을 쓰고 싶어요"),
    ("세금계산서 발행", "사업자 증빙이 필요해요"),
    ("주소 변경", "이사했어요"),
    ("상품 교환", "사이즈가 안 맞아요"),
    ("고객센터 연락처", "상담원과 통화할래요"),
    ("알림 설정", "문자가 자꾸 와서 귀찮아요"),
    ("프로필 사진 등록", "얼굴을 올리고 싶어요"),
    ("영업시간 안내", "몇 시에 문을 열어요"),
)
GROUPS: tuple[Group, ...] = tuple(tuple((text,) for text in phrase) for phrase in PHRASES)


@pytest.fixture(scope="module")
def plain() -> Analyzer:
    return default_analyzer()


@pytest.fixture(scope="module")
def model() -> WordVectors:
    found = words()
    assert isinstance(found, WordVectors), found
    return found


@pytest.fixture(scope="module")
def taught(plain: Analyzer, model: WordVectors) -> Taught:
    return teach(GROUPS, plain, model)


def test_arrays_have_a_row_for_each_feature(taught: Taught, model: WordVectors) -> None:
    count = len(taught.features)
    assert len(set(taught.features)) == count > 24
    assert taught.vectors.shape == (count, DIMENSIONS)
    assert taught.weights.shape == (count,)
    assert (taught.weights > 0).all()
    assert taught.projection.shape == (model.vectors.shape[1], DIMENSIONS)
    assert {array.dtype for array in (taught.vectors, taught.weights, taught.projection)} == {np.dtype(np.float32)}
    assert (taught.source, taught.digest) == (model.source, digest(GROUPS))


def test_pairs_of_one_group_alone_are_not_learnt(taught: Taught) -> None:
    assert f"{PAIR}변경" in taught.features
    assert f"{PAIR}배송" not in taught.features
    assert "배송" in taught.features


def test_a_wording_is_nearest_to_its_own_question(taught: Taught, plain: Analyzer) -> None:
    rows = {feature: row for row, feature in enumerate(taught.features)}
    weighted = taught.vectors * taught.weights[:, None]

    def direction(text: str) -> NDArray[np.float32]:
        return unit(weighted[[rows[name] for name in features(plain.analyze(text)) if name in rows]].sum(axis=0))

    questions, wordings = (np.stack([direction(phrase[side]) for phrase in PHRASES]) for side in (0, 1))
    np.testing.assert_array_equal((wordings @ questions.T).argmax(axis=1), np.arange(len(PHRASES)))


def test_the_environment_does_not_choose_how_texts_are_analysed(
    monkeypatch: pytest.MonkeyPatch, plain: Analyzer
) -> None:
    monkeypatch.setenv("BARODAP_TOKENIZER", "ngram")
    assert default_analyzer().fingerprint == plain.fingerprint
