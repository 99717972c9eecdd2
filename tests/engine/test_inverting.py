"""Posting lists are the same however documents come and whatever is looked at together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

import numpy as np
import pytest

from app.engine import inverting
from app.engine.base import EngineDocument
from app.engine.columns import Columns
from app.engine.inversion import Inversion
from app.engine.retrieval import postings_of
from app.engine.terms import Numbered, Numbers
from app.errors import PublishError
from tests.contracts.engine.documents import random_documents

DOCUMENTS = random_documents(40)

Arrays = dict[str, list[float]]


def postings(documents: Iterable[EngineDocument]) -> Arrays:
    inversion = Inversion()
    for document in documents:
        inversion.add(document)
    return {
        f"{stem}.{field.name}": getattr(found, field.name).tolist()
        for stem, found in postings_of(inversion, Columns.of(inversion.table)).items()
        for field in fields(found)
    }


def numbered(document: EngineDocument, numbers: Numbers) -> EngineDocument:
    passages = {
        field: [Numbered(numbers.of(terms), numbers) for terms in texts] for field, texts in document.passages.items()
    }
    return replace(document, passages=passages)


@pytest.fixture(scope="module")
def expected() -> Arrays:
    return postings(DOCUMENTS)


@pytest.mark.parametrize("block", [1, 7, 1_000])
def test_blocks_of_any_size_give_the_same(expected: Arrays, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inverting, "_BLOCK", block)
    assert postings(DOCUMENTS) == expected


@pytest.mark.parametrize("seen", [(), ("다른 말",)], ids=["new", "grown"])
def test_terms_by_number_give_the_same_as_terms(expected: Arrays, seen: tuple[str, ...]) -> None:
    numbers = Numbers(seen)
    assert postings(numbered(document, numbers) for document in DOCUMENTS) == expected


@pytest.mark.parametrize("first", [0, 1])
def test_terms_by_the_numbers_of_several_dictionaries_may_be_mixed(expected: Arrays, first: int) -> None:
    dictionaries = (Numbers(), Numbers(("말3", "말1")))
    mixed = [
        document if place % 3 == first else numbered(document, dictionaries[place % 2])
        for place, document in enumerate(DOCUMENTS)
    ]
    assert postings(mixed) == expected


def test_two_terms_of_one_hash_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or a query for the one would find what holds the other."""
    monkeypatch.setattr(inverting, "hashes_of", lambda terms: np.array([len(term) for term in terms], np.uint64))
    with pytest.raises(PublishError):
        postings(DOCUMENTS)


def test_no_documents_have_no_lists() -> None:
    found = postings([])
    assert set(map(tuple, found.values())) == {(), (0,)}
    assert np.array(found["morph.starts"]).shape == (1,)
