from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.engine.base import FIELDS, Field
from app.search.analysed import Analysed, Analysis, opened

TITLE, QUESTIONS, BODY = (Field("morph", group) for group in ("title", "questions", "body"))


def analysis(*body: str, derived: Mapping[str, tuple[str, ...]] | None = None) -> Analysis:
    passages = dict.fromkeys(FIELDS, ()) | {TITLE: (("환불", "방법"),), QUESTIONS: ((), ("환불",)), BODY: (body,)}
    return Analysis(" ".join(body), passages, dict(derived or {}))


def plain(found: Analysis | None) -> tuple[object, ...] | None:
    """``found`` without regard to how its terms are held."""
    if found is None:
        return None
    passages = {field: [tuple(terms) for terms in texts] for field, texts in found.passages.items()}
    return found.text, passages, {name: tuple(terms) for name, terms in found.derived.items()}


def get(cache: Analysed, key: bytes) -> tuple[object, ...] | None:
    (found,) = cache.get([key])
    return plain(found)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "analysed.sqlite"


def keep(file: Path, **given: Analysis) -> None:
    with opened(file) as cache:
        cache.get([key.encode() for key in given])
        for key, each in given.items():
            cache.keep(key.encode(), each)
        cache.drop_others()


def test_a_loss_of_power_mixes_no_old_pages_with_new_ones(file: Path) -> None:
    with opened(file) as cache:
        assert cache._execute("PRAGMA synchronous", ()) == [(1,)]


def test_what_was_kept_comes_back(file: Path) -> None:
    given = analysis("결제", "\ud800", "결제", derived={"words": ("결제", ""), "none": ()})
    keep(file, a=given, b=analysis())
    with opened(file) as cache:
        assert get(cache, b"a") == plain(given)
        assert get(cache, b"b") == plain(analysis())
        assert get(cache, b"c") is None


def test_what_is_derived_later_is_kept_as_well(file: Path) -> None:
    keep(file, a=analysis("결제"))
    keep(file, a=analysis("결제", derived={"words": ("결제",)}))
    with opened(file) as cache:
        assert get(cache, b"a") == plain(analysis("결제", derived={"words": ("결제",)}))


def test_terms_are_the_same_by_numbers(file: Path) -> None:
    with opened(file) as cache:
        assert plain(cache.numbered(analysis("결제"))) == plain(analysis("결제"))


def test_what_was_kept_before_a_failure_is_right(file: Path) -> None:
    def fail() -> None:
        with opened(file) as cache:
            cache.keep(b"a", analysis("결제"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with opened(file) as cache:
        assert get(cache, b"a") == plain(analysis("결제"))
    keep(file, b=analysis("배송"))
    with opened(file) as cache:
        assert (get(cache, b"a"), get(cache, b"b")) == (None, plain(analysis("배송")))


def test_terms_of_later_publishes_go_on_where_the_numbers_ended(file: Path) -> None:
    keep(file, a=analysis("결제"))
    with opened(file) as cache:
        cache.get([b"a", b"b"])
        cache.keep(b"b", analysis("배송", "결제"))
    with opened(file) as cache:
        assert get(cache, b"a") == plain(analysis("결제"))
        assert get(cache, b"b") == plain(analysis("배송", "결제"))


def test_with_damaged_terms_nothing_is_kept(file: Path) -> None:
    keep(file, a=analysis("결제"))
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE terms SET block = ?", ("결재\n환불\n방법".encode(),))
    keep(file, b=analysis("배송"))
    with opened(file) as cache:
        assert (get(cache, b"a"), get(cache, b"b")) == (None, plain(analysis("배송")))


def test_a_term_that_cannot_be_told_from_others_is_not_kept(file: Path) -> None:
    keep(file, a=analysis("결\n제"))
    with opened(file) as cache:
        assert get(cache, b"a") is None


def test_terms_that_nobody_has_any_more_are_forgotten(file: Path) -> None:
    for number in range(4):
        keep(file, a=analysis("결제"), **{f"b{number}": analysis(f"말{number}")})
    with opened(file) as cache:
        assert "말0" not in cache._terms.numbers
        assert get(cache, b"a") in (None, plain(analysis("결제")))
