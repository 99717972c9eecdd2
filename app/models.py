"""The value objects that pass between the rooms. All are frozen; none knows where it came from or where it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

Platform = Literal["all", "pc", "android", "ios"]
PLATFORMS: tuple[Platform, ...] = get_args(Platform)

Status = Literal["published", "draft", "archived"]

Sort = Literal["relevance", "newest", "views"]
SORTS: tuple[Sort, ...] = get_args(Sort)

Outcome = Literal["answered", "clarify", "abstained"]
"""What a list of results is worth: its first one answers, one of them may, or nothing here does."""

KEPT_LINEAGES = 4_096

CATEGORY_SEPARATOR = " > "
"""Joins category names in front matter, imports and breadcrumbs: ``서비스 > 섹션 > 주제``."""


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the category tree.

    ``id`` is a path of segments joined by ``/`` (``channel-admin/manage/wallet``), so ancestors are its prefixes.
    ``names`` are the display names from the root down to this node.
    """

    id: str
    names: tuple[str, ...]
    description: str = ""
    position: int = 0

    @property
    def name(self) -> str:
        return self.names[-1]

    @property
    def depth(self) -> int:
        return len(self.names)

    @property
    def parent_id(self) -> str | None:
        return self.id.rpartition("/")[0] or None


@lru_cache(KEPT_LINEAGES)
def lineage(category_id: str) -> tuple[str, ...]:
    """The ids from the root down to ``category_id`` itself: ``a/b/c`` gives ``(a, a/b, a/b/c)``."""
    segments = category_id.split("/")
    return tuple("/".join(segments[: depth + 1]) for depth in range(len(segments)))


@dataclass(frozen=True, slots=True)
class Article:
    """An answer, or one platform's variant of it. ``body`` is Markdown, ``category_names`` the breadcrumb.

    ``learned`` are questions that its readers asked, ``together`` the ids of what they also read, nearest first: what
    use has taught, not what an author wrote.
    """

    id: str
    title: str
    body: str
    category_id: str
    category_names: tuple[str, ...]
    slug: str
    updated_at: date
    questions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    platform: Platform = "all"
    variant_group: str | None = None
    related: tuple[str, ...] = ()
    status: Status = "published"
    revision: int = 1
    views: int = 0
    helpful: int = 0
    unhelpful: int = 0
    learned: tuple[str, ...] = ()
    together: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The permalink's path, starting with ``/`` and not percent-encoded."""
        return f"/articles/{self.id}/{self.slug}"

    @property
    def question_id(self) -> str:
        """One id for all platform variants of a question."""
        return self.variant_group or self.id


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asked for, already validated and in NFC. ``categories`` are ids; a hit in any of them passes.

    ``verbatim`` asks for the text just as it was typed, with nothing corrected. ``keywords`` keep the articles to which
    their authors gave any of them, in whatever case.
    """

    text: str = ""
    categories: tuple[str, ...] = ()
    platform: Platform = "all"
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 10
    verbatim: bool = False
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """Another platform's article for the question of a hit."""

    id: str
    platform: Platform
    path: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. ``title_html`` and ``snippet_html`` are safe HTML in which only ``<mark>`` elements occur."""

    article: Article
    score: float
    matched_by: tuple[str, ...]
    title_html: str
    snippet_html: str
    snippet_text: str
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """A category with the number of results of this query in it or below it, the category filter set aside."""

    category: Category
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """Another spelling of the whole query; ``rung`` says how it was found, ``trust`` in (0, 1] how likely it is."""

    text: str
    rung: str
    trust: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of results. ``total`` counts all of them; ``floor`` says why a query with words has none.

    ``confidence`` is the probability that the first result, in the order of relevance, answers the query.
    ``corrected`` is what the results are for instead of what was typed, None where there are none; ``suggestions`` are
    other spellings to try.
    """

    query: Query
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    floor: Literal["none", "no_match", "below_floor"] = "none"
    generation: str = ""
    took_ms: float = 0.0
    degraded: tuple[str, ...] = field(default=())
    confidence: float = 0.0
    outcome: Outcome = "abstained"
    corrected: Correction | None = None
    suggestions: tuple[Correction, ...] = ()

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.query.per_page))
