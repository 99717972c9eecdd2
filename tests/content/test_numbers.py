from __future__ import annotations

import pytest

from app.content import numbers
from app.content.numbers import number_of, shared_numbers

EXACT_AS_DOUBLE = 2**53


def test_an_id_that_is_a_number_keeps_it() -> None:
    assert number_of("4408839258778") == 4_408_839_258_778


@pytest.mark.parametrize("identifier", ["wallet-status", "질문 #1?", "0", "007", "-5", "1.5", "٣", "9" * 16, "9" * 400])
def test_any_other_gets_one_that_no_number_can_be(identifier: str) -> None:
    assert EXACT_AS_DOUBLE // 2 <= number_of(identifier) < EXACT_AS_DOUBLE
    assert int(float(number_of(identifier))) == number_of(identifier)


def test_numbers_never_change() -> None:
    """Clients store them."""
    assert number_of("wallet-status") == 8_275_700_895_449_990


def test_ids_with_one_number_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shared_numbers(f"article-{place}" for place in range(2_000)) == []
    monkeypatch.setattr(numbers, "_HALF", 2**4)
    assert shared_numbers(f"a{place}" for place in range(8)) == [("a3", "a6", "a7")]
