"""Counts in the category tree and the ways to name a category."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from app.engine.columns import Columns, Table
from app.errors import InvalidRequestError
from app.models import Category, Facet
from app.search import facets
from tests.contracts.engine.documents import document

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


def of(*categories: str) -> Columns:
    """Those of a document in each of ``categories``."""
    table = Table()
    for number, category in enumerate(categories):
        table.append(document(f"d{number}", category=category).article)
    return Columns.of(table)


def count(*categories: str, selected: Sequence[str] = ()) -> tuple[Facet, ...]:
    return facets.count(of(*categories), np.arange(len(categories)), TREE, selected)


def test_counts_add_up_at_every_level() -> None:
    counted = count("svc/manage/wallet", "svc/manage/wallet", "svc/etc/tax")
    assert {facet.category.id: facet.count for facet in counted} == {
        "svc": 3,
        "svc/manage": 2,
        "svc/manage/wallet": 2,
        "svc/etc": 1,
        "svc/etc/tax": 1,
    }


def test_a_selected_category_stays_visible_without_results() -> None:
    counted = count("svc/etc/tax", selected=("svc/manage/tax",))
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
    columns = of("svc/manage/wallet", "svc/manager", "svc/manage")
    rows = np.arange(3)
    assert facets.within(columns, rows, ["svc/manage"]).tolist() == [True, False, True]
    assert facets.within(columns, rows, []).all()
    assert not facets.within(columns, rows, ["svc/etc"]).any()
