"""The shipped vectors: what they were taught, how they are kept, what a word never taught gets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.errors import ContentError
from app.search.semantic import general as general_module
from app.search.semantic.base import SemanticUnavailable
from app.search.semantic.general import General, join, load_general
from app.search.semantic.taught import DIMENSIONS, FILE, Taught, load, save
from scripts.vectors import digest, groups
from tests.search.semantic.given import general, words


@pytest.fixture(scope="module")
def known() -> General:
    found = general()
    assert isinstance(found, General), found
    return found


def test_the_file_was_made_from_the_lexicon_and_the_phrasebook_as_they_are() -> None:
    assert load().digest == digest(groups()), "make vectors"


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    vectors, projection = (rng.normal(size=(rows, DIMENSIONS)).astype(np.float32) for rows in (3, 256))
    taught = Taught(
        ["환불", " 환불", "돈"], vectors, np.array([1, 0.5, 0.25], np.float32), projection, "model 1", "abc"
    )
    save(taught, tmp_path / "vectors.npz")
    found = load(tmp_path / "vectors.npz")
    assert (list(found.features), found.source, found.digest) == (list(taught.features), "model 1", "abc")
    np.testing.assert_allclose(found.vectors, vectors, atol=0.03)
    np.testing.assert_allclose(found.weights, taught.weights, atol=1e-3)
    np.testing.assert_allclose(found.projection, projection, atol=3e-3)


def test_a_missing_or_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    for data in (None, b"", FILE.read_bytes()[:5_000]):
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(ContentError, match="vectors"):
            load(path)


@pytest.mark.parametrize(
    "harm",
    [
        {"described": np.frombuffer(b"[]", np.uint8)},
        {"values": np.ones((3, 64), np.int8)},
        {"values": np.ones((2, DIMENSIONS), np.int8)},
        {"scales": np.full(3, np.nan, np.float16)},
        {"weights": np.ones(2, np.float16)},
        {"projection": np.ones(DIMENSIONS, np.float16)},
    ],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path: Path, harm: dict[str, NDArray[Any]]) -> None:
    path = tmp_path / "vectors.npz"
    save(Taught("abc", np.eye(3, DIMENSIONS), np.ones(3), np.ones((256, DIMENSIONS)), "model", "digest"), path)  # type: ignore[arg-type]
    with np.load(path) as file:
        np.savez(path, **{**file, **harm})
    with pytest.raises(ContentError, match="vectors"):
        load(path)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    with path.open("wb") as file:
        np.save(file, np.ones(3))
    with pytest.raises(ContentError, match="vectors"):
        load(path)
    data = bytearray(FILE.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 99] = bytes(99)
    path.write_bytes(data)
    with pytest.raises(ContentError, match="vectors"):
        load(path)


def test_vectors_made_with_another_model_switch_the_view_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(general_module, "load_words", words)
    monkeypatch.setattr(general_module, "load", lambda: replace(load(), source="kiwipiepy_model 0.24.99"))
    found = load_general()
    assert isinstance(found, SemanticUnavailable)
    assert (found.reason, found.remedy) == ("version", "pip install 'kiwipiepy_model==0.24.99'")
    assert "0.24.99" in found.message
    assert words().source in found.message  # type: ignore[union-attr]


def test_the_shipped_vectors_were_made_with_the_installed_model() -> None:
    assert load().source == words().source  # type: ignore[union-attr]


def test_vectors_of_another_width_are_refused() -> None:
    narrow = Taught("a", np.eye(1, DIMENSIONS), np.ones(1), np.ones((5, DIMENSIONS)), "model", "digest")  # type: ignore[arg-type]
    with pytest.raises(ContentError, match="맞지 않아요"):
        join(words(), narrow)  # type: ignore[arg-type]


def test_every_word_of_the_model_is_known_and_what_was_taught(known: General) -> None:
    assert words().rows.keys() <= known.rows.keys()  # type: ignore[union-attr]
    assert known.vectors.shape == (len(known.rows), DIMENSIONS)
    assert len(known.weights) == len(known.rows)
    assert (known.weights > 0).all()


def test_what_says_little_was_taught_to_weigh_little(known: General) -> None:
    words = ("방법", "환불", "배송")
    weight = dict(zip(words, known.find_all(words)[1].tolist(), strict=True))
    assert weight["방법"] < 0.8 * min(weight["환불"], weight["배송"])


def test_compounds_are_made_of_their_words_and_nonsense_of_nothing(known: General) -> None:
    vectors, weights = known.find_all(("택배추적요청", "뷁쉛", " 뷁쉛"))
    assert weights.tolist() == [1.0, 1.0, 1.0]
    assert vectors.any(axis=1).tolist() == [True, False, False]
