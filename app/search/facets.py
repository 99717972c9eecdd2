"""Counts per category, at every level of the tree, over the results of a query."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from app.engine.columns import Columns
from app.errors import InvalidRequestError
from app.models import CATEGORY_SEPARATOR, Category, Facet, lineage


def count(
    results: Columns, rows: NDArray[np.integer], tree: Mapping[str, Category], selected: Collection[str]
) -> tuple[Facet, ...]:
    """A facet for each category that holds a result or is selected, parents before children, in display order.

    ``rows`` of ``results`` are the results, the category filter set aside, so that people see what another choice
    would give them.
    """
    counts: dict[str, int] = {}
    numbers = np.bincount(results.category[rows], minlength=len(results.categories))
    for place in np.flatnonzero(numbers).tolist():
        for ancestor in lineage(results.categories[place]):
            counts[ancestor] = counts.get(ancestor, 0) + int(numbers[place])
    return tuple(
        Facet(category, counts.get(id_, 0), id_ in selected)
        for id_, category in tree.items()
        if id_ in counts or id_ in selected
    )


def resolve(value: str, tree: Mapping[str, Category]) -> Category:
    """The category that ``value`` names: an id, or names joined by ``>`` that end the path of only one category.

    Raises InvalidRequestError for an unknown or ambiguous one.
    """
    if found := tree.get(value):
        return found
    names = tuple(part.strip() for part in value.split(CATEGORY_SEPARATOR.strip()))
    matches = [category for category in tree.values() if category.names[-len(names) :] == names]
    if len(matches) == 1:
        return matches[0]
    if matches:
        choices = ", ".join(category.id for category in matches)
        raise InvalidRequestError(
            f"카테고리 '{value}'이(가) 여러 개예요. 다음 중 하나로 지정해 주세요: {choices}", parameter="category"
        )
    raise InvalidRequestError(f"카테고리 '{value}'을(를) 찾을 수 없어요.", parameter="category")


def within(columns: Columns, rows: NDArray[np.integer], selected: Collection[str]) -> NDArray[np.bool_]:
    """Which of ``rows`` of ``columns`` are in one of the categories ``selected`` or below one; without any, all."""
    if not selected:
        return np.ones(len(rows), np.bool_)
    below = [any(ancestor in selected for ancestor in lineage(id_)) for id_ in columns.categories]
    passing: NDArray[np.bool_] = np.array(below, np.bool_)[columns.category[rows]]
    return passing
