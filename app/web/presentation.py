"""How values read on a page: dates, numbers, names, and lists arranged for templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask import Flask

from app.models import SORTS, Facet, lineage
from app.web import links
from app.wording import with_ro

PLATFORM_NAMES = {"all": "전체", "pc": "PC", "android": "Android", "ios": "iOS"}
SORT_NAMES = {"relevance": "정확도순", "newest": "최신순", "views": "조회순"}


def register(app: Flask) -> None:
    """Make these available in templates."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        absolute=links.absolute,
        article_path=links.article_path,
        category_path=links.category_path,
        search_path=links.search_path,
        lineage=lineage,
        page_numbers=page_numbers,
        platform_names=PLATFORM_NAMES,
        sort_names=SORT_NAMES,
        sorts=SORTS,
    )
    app.jinja_env.filters.update(day=day, number=number, with_ro=with_ro)


def day(value: date) -> str:
    """``2026년 3월 14일``"""
    return f"{value.year}년 {value.month}월 {value.day}일"


def number(value: int) -> str:
    """``12,345``"""
    return f"{value:,}"


def page_numbers(page: int, pages: int, *, around: int = 1) -> list[int | None]:
    """The page numbers to offer: the first, the last and those near ``page``; None stands for a gap of two or more."""
    near = {1, pages, *range(max(1, page - around), min(pages, page + around) + 1)}
    offered: list[int | None] = []
    previous = 0
    for current in sorted(near):
        if current - previous == 2:
            offered.append(current - 1)
        elif current - previous > 2:
            offered.append(None)
        offered.append(current)
        previous = current
    return offered


@dataclass(slots=True)
class FacetNode:
    """A facet with those of its subcategories."""

    facet: Facet
    children: list[FacetNode] = field(default_factory=list)


def facet_tree(facets: Iterable[Facet]) -> list[FacetNode]:
    """``facets`` arranged as the tree that they are; siblings keep their order."""
    nodes = {facet.category.id: FacetNode(facet) for facet in facets}
    roots: list[FacetNode] = []
    for node in nodes.values():
        parent = nodes.get(node.facet.category.parent_id or "")
        (parent.children if parent else roots).append(node)
    return roots


def selected_facets(facets: Sequence[Facet]) -> list[Facet]:
    return [facet for facet in facets if facet.selected]
