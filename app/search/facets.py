"""Counts per category, at every level of the tree, over the results of a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from app.errors import InvalidRequestError
from app.models import CATEGORY_SEPARATOR, Category, Facet, lineage


def count(category_ids: Iterable[str], tree: Mapping[str, Category], selected: Collection[str]) -> tuple[Facet, ...]:
    """A facet for each category that holds a result or is selected, parents before children, in display order.

    ``category_ids`` has one entry a result, the category filter set aside, so that people see what another choice
    would give them.
    """
    counts: dict[str, int] = {}
    for category_id, number in Counter(category_ids).items():
        for ancestor in lineage(category_id):
            counts[ancestor] = counts.get(ancestor, 0) + number
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


def within(category_id: str, selected: Collection[str]) -> bool:
    """Whether ``category_id`` is one of ``selected`` or lies below one."""
    return not selected or any(ancestor in selected for ancestor in lineage(category_id))
