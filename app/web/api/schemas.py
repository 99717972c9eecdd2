"""What the API answers, as models from which the OpenAPI document is made."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.models import Outcome, Platform, Sort
from app.web.api.problems import Code


class ResponseModel(BaseModel):
    """No field has a default, so that a client finds every one in every answer; later versions may add some."""

    model_config = ConfigDict(frozen=True)


class VariantOut(ResponseModel):
    """The same question answered for another platform."""

    id: str
    platform: Platform
    url: str


class HitOut(ResponseModel):
    """One result. The ``*_html`` fields are safe HTML in which only ``<mark>`` occurs."""

    id: str = Field(description="가져올 때의 도움말 id 그대로", examples=["wallet-status"])
    title: str = Field(examples=["월렛 상태는 무엇을 뜻하나요?"])
    title_html: str = Field(examples=["<mark>월렛</mark> <mark>상태</mark>는 무엇을 뜻하나요?"])
    url: str = Field(
        description="도움말 페이지의 전체 주소", examples=["https://help.example/articles/wallet-status/월렛-상태"]
    )
    category_id: str = Field(examples=["channel-admin/manage/wallet"])
    breadcrumb: tuple[str, ...] = Field(
        description="가장 위부터의 카테고리 이름", examples=[["카카오톡 채널 관리자", "관리하기", "캐시/월렛"]]
    )
    snippet_html: str
    snippet_text: str
    score: float = Field(
        examples=[1.284],
        description="같은 질문의 결과끼리만 비교할 수 있어요. 훑어보기에서는 0이에요.",
    )
    matched_by: tuple[str, ...] = Field(
        description="찾은 근거, 엄격한 것부터: literal, stem, spacing, compound, synonym, learned, "
        "검색어를 고친 방식, jamo"
    )
    platform: Platform
    updated_at: date
    views: int
    variants: tuple[VariantOut, ...]


class FacetOut(ResponseModel):
    """A category with the number of results in it or below it, the category filter set aside."""

    id: str
    name: str
    breadcrumb: tuple[str, ...]
    parent_id: str | None
    count: int
    selected: bool


class CorrectionOut(ResponseModel):
    """Another spelling of the whole query."""

    text: str = Field(examples=["세금계산서 수정발행"])
    rung: str = Field(
        description="고친 방식: keyboard(한/영 전환), composition(흩어진 자모), spelling(오타), initials(초성), "
        "prefix(쓰다 만 말)",
        examples=["spelling"],
    )
    trust: float = Field(description="이 말을 뜻했을 가능성, 0에서 1", examples=[0.92])


class SearchOut(ResponseModel):
    """A page of results."""

    query: str = Field(description="NFC로 바꾼 질문")
    categories: tuple[str, ...] = Field(description="적용한 카테고리 id")
    platform: Platform
    sort: Sort
    page: int
    per_page: int
    total: int = Field(description="모든 쪽의 결과 수. 마지막 쪽 다음은 hits가 비어 있어요.")
    pages: int
    hits: tuple[HitOut, ...]
    facets: tuple[FacetOut, ...]
    floor: Literal["none", "no_match", "below_floor"] = Field(
        description="결과가 없는 까닭: no_match는 맞는 말이 없음, below_floor는 관련이 너무 적어 보여 주지 않음"
    )
    corrected: CorrectionOut | None = Field(
        description="입력한 말 대신 이 말로 찾았어요. 그대로 찾았거나 결과가 없으면 null이에요. verbatim=1로 되돌려요."
    )
    suggestions: tuple[CorrectionOut, ...] = Field(description="혹시 뜻했을지 모르는 다른 말, 많아야 셋")
    confidence: float = Field(
        description="정확도순의 첫 결과가 질문의 답일 확률, 0에서 1. 훑어보기에서는 0이에요.", examples=[0.87]
    )
    outcome: Outcome = Field(
        description="answered는 첫 결과가 답, clarify는 결과 가운데 답이 있을 수 있음, abstained는 답이 없음"
    )
    generation: str = Field(description="답한 색인의 이름")
    degraded: tuple[str, ...] = Field(
        description="이전 색인이 대신 답한 까닭: generation_damaged, engine_unavailable, analyzer_changed"
    )
    took_ms: float


class SuggestionOut(ResponseModel):
    """Something to go on with. ``html`` is safe HTML in which only ``<mark>`` occurs."""

    kind: Literal["completion", "article", "category"]
    text: str = Field(
        description="이어서 쓸 검색어, 도움말 제목 또는 카테고리 이름", examples=["월렛 상태는 무엇을 뜻하나요?"]
    )
    html: str = Field(examples=["<mark>월렛 상</mark>태는 무엇을 뜻하나요?"])
    id: str = Field(description="도움말이나 카테고리의 id. 검색어에는 비어 있어요.", examples=["wallet-status"])
    url: str = Field(
        description="도움말 페이지, 카테고리로 좁힌 검색 또는 그 검색어로 찾은 결과의 전체 주소",
        examples=["https://help.example/articles/wallet-status/월렛-상태"],
    )
    breadcrumb: tuple[str, ...] = Field(
        description="가장 위부터의 카테고리 이름. 검색어에는 비어 있어요.",
        examples=[["카카오톡 채널 관리자", "관리하기", "캐시/월렛"]],
    )


class SuggestOut(ResponseModel):
    """At most eight suggestions: completions, then articles, then categories."""

    query: str = Field(description="NFC로 바꾼 글자")
    suggestions: tuple[SuggestionOut, ...]


class ArticleSummary(ResponseModel):
    """An article without its body."""

    id: str = Field(examples=["wallet-status"])
    title: str = Field(examples=["월렛 상태는 무엇을 뜻하나요?"])
    url: str = Field(examples=["https://help.example/articles/wallet-status/월렛-상태"])
    category_id: str = Field(examples=["channel-admin/manage/wallet"])
    breadcrumb: tuple[str, ...] = Field(examples=[["카카오톡 채널 관리자", "관리하기", "캐시/월렛"]])
    platform: Platform
    revision: int
    updated_at: date
    views: int


class ArticlesOut(ResponseModel):
    """A page of articles, by id."""

    total: int
    page: int
    per_page: int
    pages: int
    articles: tuple[ArticleSummary, ...]


class BodyOut(ResponseModel):
    """One body in three forms. Links that start with ``/`` are relative to the article's ``url``."""

    markdown: str
    html: str = Field(description="스크립트와 스타일이 없는 안전한 HTML")
    text: str


class ArticleOut(ArticleSummary):
    """An article with its body and what belongs to it."""

    body: BodyOut
    questions: tuple[str, ...] = Field(description="비슷한 질문")
    keywords: tuple[str, ...]
    helpful: int
    unhelpful: int
    variants: tuple[VariantOut, ...]
    related: tuple[ArticleSummary, ...]
    degraded: tuple[Literal["related"], ...] = Field(description="색인이 없어 채우지 못한 항목")


class CategoryOut(ResponseModel):
    """A node of the tree; ``count`` is what a search in it would find, subcategories included."""

    id: str
    name: str
    description: str
    count: int
    children: tuple[CategoryOut, ...]


class CategoriesOut(ResponseModel):
    """The whole tree, in display order."""

    total: int = Field(description="도움말 수. 플랫폼별 도움말은 하나로 세어요.")
    categories: tuple[CategoryOut, ...]


class RelatedOut(ResponseModel):
    """What to read after an article, at most five."""

    id: str
    articles: tuple[ArticleSummary, ...]


class FeedbackOut(ResponseModel):
    """The recorded vote and the article's votes after it."""

    id: str
    helpful: int
    unhelpful: int


class EventOut(ResponseModel):
    """What became of an event."""

    recorded: bool = Field(
        description="기록했으면 true예요. 배우기를 꺼 두었거나 그 질문의 답에 없는 도움말이면 기록하지 않아요."
    )


class Problem(ResponseModel):
    """A failure as RFC 9457 has it. ``code`` is for programs, ``detail`` (Korean) for people."""

    type: Literal["about:blank"]
    title: str
    status: int
    code: Code
    detail: str
    parameter: str = Field(default_factory=str, description="잘못된 매개변수나 필드의 이름. 해당할 때만 있어요.")
