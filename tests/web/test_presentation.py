"""Lists arranged for templates."""

from __future__ import annotations

from datetime import date

import pytest

from app.models import Category, Facet
from app.web.presentation import day, facet_tree, number, page_numbers


@pytest.mark.parametrize(
    ("page", "pages", "expected"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, None, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_page_numbers(page: int, pages: int, expected: list[int | None]) -> None:
    assert page_numbers(page, pages) == expected


def test_facets_become_a_tree_whatever_their_order() -> None:
    names = {"a": ("가",), "a/x": ("가", "나"), "a/x/1": ("가", "나", "다"), "b": ("라",)}
    facets = [Facet(Category(id_, names[id_]), 1, selected=id_ == "a/x/1") for id_ in ("a/x/1", "b", "a/x", "a")]
    roots = facet_tree(facets)
    assert [root.facet.category.id for root in roots] == ["b", "a"]
    assert roots[1].children[0].children[0].facet.category.id == "a/x/1"


def test_dates_and_numbers_read_as_korean() -> None:
    assert day(date(2026, 3, 4)) == "2026년 3월 4일"
    assert number(12345) == "12,345"
