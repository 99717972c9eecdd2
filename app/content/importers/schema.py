"""The fields of an article in the formats that people write, checked before anything becomes a Draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.content.identifiers import fault_of_id
from app.content.importers.base import Draft, Problem, unique
from app.content.slug import MAX_LENGTH, slugify
from app.content.text import clean, clean_line
from app.models import CATEGORY_SEPARATOR, Platform, Status
from app.storage.tables import ID_LENGTH
from app.validation import explain

MAX_DEPTH = 10
"""Levels of a category path; pages and documents nest as deep."""

MAX_VIEWS = 2**53 - 1
"""The largest integer that JSON carries through every client."""


def _line(value: object) -> object:
    return clean_line(value) if isinstance(value, str) else value


def _text(value: object) -> object:
    return clean(value).strip("\n") if isinstance(value, str) else value


def _id(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _checked_id(value: str) -> str:
    if fault := fault_of_id(value):
        raise ValueError(fault)
    return value


def _category(value: object) -> object:
    if isinstance(value, str):
        value = value.split(CATEGORY_SEPARATOR.strip())
    return value


def _checked_category(names: tuple[str, ...]) -> tuple[str, ...]:
    if any(">" in name for name in names):
        raise ValueError("분류 이름에는 '>'를 쓸 수 없어요.")
    if len(names) > MAX_DEPTH:
        raise ValueError(f"분류는 {MAX_DEPTH}단계까지 쓸 수 있어요.")
    return names


def _checked_slug(value: str | None) -> str | None:
    if value is not None and slugify(value) != value:
        raise ValueError(f"한글, 영문 소문자, 숫자를 '-'로 이어 {MAX_LENGTH}자 안으로 쓰세요.")
    return value


def _list(value: object) -> object:
    return () if value is None else value


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _absent(default: object) -> BeforeValidator:
    """An empty field (``slug:`` with nothing after it) counts as not stated."""
    return BeforeValidator(lambda value: default if value is None else value)


Id = Annotated[str, BeforeValidator(_id), AfterValidator(_checked_id)]
Line = Annotated[str, Field(min_length=1), BeforeValidator(_line)]
Title = Annotated[str, Field(min_length=1, max_length=120), BeforeValidator(_line)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_list), AfterValidator(_unique)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_list), AfterValidator(_unique)]
Names = Annotated[tuple[Line, ...], BeforeValidator(_category), Field(min_length=1), AfterValidator(_checked_category)]


class ArticleFields(BaseModel):
    """Everything but the body. An unknown field is an error: it is most often a misspelt one."""

    model_config = ConfigDict(extra="forbid")

    id: Id
    title: Line
    category: Names
    questions: Lines = ()
    keywords: Lines = ()
    platform: Annotated[Platform, _absent("all")] = "all"
    variant_group: Annotated[Line | None, Field(max_length=ID_LENGTH)] = None
    related: Ids = ()
    slug: Annotated[Line | None, AfterValidator(_checked_slug)] = None
    updated: Annotated[date | None, Field(validation_alias=AliasChoices("updated", "updated_at"))] = None
    views: Annotated[int | None, Field(ge=0, le=MAX_VIEWS)] = None
    status: Annotated[Status, _absent("published")] = "published"

    def draft(self, body: str, *, origin: str, line: int) -> Draft:
        """The article with ``body``, as found at ``origin``."""
        return Draft(
            id=self.id,
            title=self.title,
            body=body,
            category=self.category,
            origin=origin,
            line=line,
            updated_at=self.updated,
            questions=self.questions,
            keywords=self.keywords,
            platform=self.platform,
            variant_group=self.variant_group,
            related=self.related,
            slug=self.slug,
            status=self.status,
            views=self.views,
        )


class ArticleRecord(ArticleFields):
    """All fields in one object, as a JSON line or a CSV row has them."""

    body: Annotated[str, Field(min_length=1), BeforeValidator(_text)]


def read_records(items: Iterable[tuple[int, dict[str, Any]] | Problem], origin: str) -> Iterator[Draft | Problem]:
    """The draft, or every fault, of each ``(line, fields)`` in ``origin``. Problems pass through; ids are unique."""
    return unique(draft for item in items for draft in _read_record(item, origin))


def _read_record(item: tuple[int, dict[str, Any]] | Problem, origin: str) -> Iterable[Draft | Problem]:
    if isinstance(item, Problem):
        return [item]
    line, fields = item
    try:
        record = ArticleRecord.model_validate(fields)
    except ValidationError as error:
        return [Problem(origin, line, explain(fault)) for fault in error.errors()]
    return [record.draft(record.body, origin=origin, line=line)]
