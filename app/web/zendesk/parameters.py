"""What a client of Zendesk's search may ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from app.content.numbers import number_of
from app.errors import InvalidRequestError
from app.models import Category, Query, lineage
from app.search import facets
from app.search.parser import MAX_CATEGORIES, MAX_QUERY
from app.web.api.parameters import PerPage, RequestModel, checked_text, decimal


def _split(values: list[str]) -> list[str]:
    """Lists come with commas between, as several parameters of one name, or both."""
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _refused(value: str) -> str:
    if value:
        raise InvalidRequestError("날짜로 거르는 검색은 할 수 없어요.")
    return value


_Text = Annotated[str, AfterValidator(checked_text(MAX_QUERY))]
_Names = Annotated[tuple[_Text, ...], BeforeValidator(_split), Field(max_length=MAX_CATEGORIES)]
_Refused = Annotated[str, AfterValidator(_refused)]


class SearchParameters(RequestModel):
    """The query string. What would change the results and cannot be done is refused, all else is passed over.

    ``locale`` is: Zendesk falls back on the default locale for one that a help centre does not have, and ours is the
    only one. So are ``brand_id`` and ``multibrand``, as there is one brand.
    """

    model_config = ConfigDict(extra="ignore")

    query: _Text = ""
    category: _Names = ()
    section: _Names = ()
    label_names: _Names = ()
    sort_by: Literal["", "relevance", "created_at", "updated_at"] = ""
    sort_order: Literal["", "desc"] = ""
    page: Annotated[int, Field(ge=1), BeforeValidator(decimal)] = 1
    per_page: PerPage = 25
    created_at: _Refused = ""
    created_before: _Refused = ""
    created_after: _Refused = ""
    updated_at: _Refused = ""
    updated_before: _Refused = ""
    updated_after: _Refused = ""

    @model_validator(mode="after")
    def _something(self) -> SearchParameters:
        if not (self.query or self.category or self.section or self.label_names):
            raise InvalidRequestError("query, category, section, label_names 가운데 하나는 있어야 해요.")
        return self

    def to_query(self, tree: Mapping[str, Category]) -> Query | None:
        """The query within ``tree``; None where no article can be both in the categories and in the sections.

        Raises InvalidRequestError for a category that is not there.
        """
        categories, sections = _resolved(self.category, tree), _resolved(self.section, tree)
        if categories and sections:
            categories = _common(categories, sections)
            if not categories:
                return None
        return Query(
            self.query,
            categories or sections,
            sort="newest" if self.sort_by in ("created_at", "updated_at") else "relevance",
            page=self.page,
            per_page=self.per_page,
            keywords=self.label_names,
        )


def _resolved(values: tuple[str, ...], tree: Mapping[str, Category]) -> tuple[str, ...]:
    """The ids of the categories that ``values`` name by number, id or name."""
    numbered = {str(number_of(id_)): id_ for id_ in tree}
    return tuple(facets.resolve(numbered.get(value, value), tree).id for value in values)


def _common(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Where both selections overlap: of each pair that lies on one line of the tree, the lower category."""
    lower = (one if other in lineage(one) else other for one in some for other in others if _on_one_line(one, other))
    return tuple(dict.fromkeys(lower))


def _on_one_line(one: str, other: str) -> bool:
    return one in lineage(other) or other in lineage(one)
