"""Counts in the category tree and the ways to name a category."""

from __future__ import annotations

import pytest

from app.errors import InvalidRequestError
from app.models import Category
from app.search import facets

TREE = {
    category.id: category
    for category in (
        Category("svc", ("서비스",)),
        Category("svc/manage", ("서비스", "관리하기")),
        Category("svc/manage/wallet", ("서비스", "관리하기", "캐시/월렛")),
        Category("svc/manage/tax", ("서비스", "관리하기", "세금계산서")),
        Category("svc/etc", ("서비스", "기타")),
        Category("svc/etc/tax", ("서비스", "기타", "세금계산서")),
    )
}


def test_counts_add_up_at_every_level() -> None:
    counted = facets.count(["svc/manage/wallet", "svc/manage/wallet", "svc/etc/tax"], TREE, ())
    assert {facet.category.id: facet.count for facet in counted} == {
        "svc": 3,
        "svc/manage": 2,
        "svc/manage/wallet": 2,
        "svc/etc": 1,
        "svc/etc/tax": 1,
    }


def test_a_selected_category_stays_visible_without_results() -> None:
    counted = facets.count(["svc/etc/tax"], TREE, ["svc/manage/tax"])
    assert [(facet.category.id, facet.count) for facet in counted if facet.selected] == [("svc/manage/tax", 0)]


@pytest.mark.parametrize(
    ("value", "id_"),
    [
        ("svc/manage/wallet", "svc/manage/wallet"),
        ("캐시/월렛", "svc/manage/wallet"),
        ("서비스 > 기타 > 세금계산서", "svc/etc/tax"),
        ("서비스>관리하기", "svc/manage"),
        ("관리하기 > 세금계산서", "svc/manage/tax"),
    ],
)
def test_a_category_is_found_by_id_name_or_path(value: str, id_: str) -> None:
    assert facets.resolve(value, TREE).id == id_


@pytest.mark.parametrize("value", ["", "없음", "svc/", "SVC", "기타 > 캐시/월렛"])
def test_an_unknown_category_is_refused(value: str) -> None:
    with pytest.raises(InvalidRequestError, match="찾을 수 없어요") as caught:
        facets.resolve(value, TREE)
    assert caught.value.parameter == "category"


def test_an_ambiguous_name_lists_the_choices() -> None:
    with pytest.raises(InvalidRequestError, match="svc/manage/tax, svc/etc/tax"):
        facets.resolve("세금계산서", TREE)


def test_within_is_by_whole_segments() -> None:
    assert facets.within("svc/manage/wallet", ["svc/manage"])
    assert facets.within("svc/manage/wallet", [])
    assert not facets.within("svc/manager", ["svc/manage"])
