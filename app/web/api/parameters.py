"""What a client may send, as models: they check requests, and the OpenAPI document describes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool
from pydantic_core import PydanticKnownError

from app.analysis.text import clean
from app.errors import InvalidRequestError
from app.models import Platform, Query, Sort
from app.search.parser import MAX_CATEGORIES, MAX_QUERY
from app.storage.tables import ID_LENGTH, REASON_LENGTH

MAX_PAGE = 10_000
MAX_PER_PAGE = 100
MAX_VISITOR = 200

_DIGITS = 12
_NO_CONTROL = r"[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*"
# Stricter than the check, which takes signs, too: a document cannot say what is blank.
FILLED = "[0-9A-Za-z가-힣]"


class RequestModel(BaseModel):
    """Refuses what it does not know, so that a misspelt parameter is never passed over in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def checked_text(limit: int, *, keep_lines: bool = False, required: bool = False) -> Callable[[str, Any], str]:
    """A check that composes a text to NFC and refuses one that is too long, broken or, where ``required``, blank."""

    def check(value: str, info: Any) -> str:
        cleaned = clean(value, limit, parameter=info.field_name, keep_lines=keep_lines)
        if required and not cleaned:
            raise InvalidRequestError(f"'{info.field_name}' 값이 비어 있어요.", parameter=info.field_name)
        return cleaned

    return check


def bounds(limit: int, *, required: bool = False) -> dict[str, Any]:
    """What the document says of such a text."""
    # For the document only: the limit holds after composing to NFC, which pydantic's own would not await.
    filled = f"{FILLED}{_NO_CONTROL}" if required else ""
    return {"maxLength": limit, "pattern": f"^{_NO_CONTROL}{filled}$"}


def decimal(value: object) -> object:
    """Only plain digits: pydantic would also read ``1_0``, `` 1 `` and ``1.0``."""
    if isinstance(value, str) and not (value.isascii() and value.isdecimal() and len(value) <= _DIGITS):
        raise PydanticKnownError("int_parsing")
    return value


def _flag(value: object) -> object:
    return {"0": 0, "1": 1}.get(value, value) if isinstance(value, str) else value


Flag = Annotated[Literal[0, 1], BeforeValidator(_flag)]
Page = Annotated[int, Field(ge=1, le=MAX_PAGE, description="1부터 세는 쪽 번호"), BeforeValidator(decimal)]
PerPage = Annotated[int, Field(ge=1, le=MAX_PER_PAGE, description="한 쪽에 담을 개수"), BeforeValidator(decimal)]
CategoryName = Annotated[str, AfterValidator(checked_text(MAX_QUERY)), Field(json_schema_extra=bounds(MAX_QUERY))]
Visitor = Annotated[
    Annotated[str, AfterValidator(checked_text(MAX_VISITOR)), Field(json_schema_extra=bounds(MAX_VISITOR))] | None,
    Field(
        description=(
            "방문자를 구별하는 값(선택). 같은 방문자는 한 번으로 쳐요. 해시로만 저장하며, 없으면 쿠키로 구별해요."
        ),
        examples=["widget-7f3a"],
    ),
]


class NoParameters(RequestModel):
    """An endpoint that takes no query string."""


class SearchParameters(RequestModel):
    """The query string of a search."""

    q: Annotated[str, AfterValidator(checked_text(MAX_QUERY))] = Field(
        "",
        description=f"질문이나 검색어. NFC로 바꾼 뒤 {MAX_QUERY}자까지. 비우면 조건에 맞는 도움말을 모두 훑어봐요.",
        examples=["세금계산서 수정발행"],
        json_schema_extra=bounds(MAX_QUERY),
    )
    category: tuple[CategoryName, ...] = Field(
        (),
        max_length=MAX_CATEGORIES,
        description="카테고리 id 또는 이름. 하위 카테고리도 포함하고, 여러 번 쓰면 그중 하나에라도 속하면 돼요.",
        examples=[["channel-admin/manage/tax-invoice"]],
    )
    platform: Platform = Field("all", description="이 플랫폼에서 볼 수 있는 도움말만 찾아요.")
    sort: Sort = Field("relevance", description="정렬 기준: 정확도순, 최신순, 조회순")
    page: Page = 1
    per_page: PerPage = 10
    verbatim: Flag = Field(0, description="1이면 오타나 한/영 전환 실수를 고치지 않고 입력한 그대로 찾아요.")
    explain: Flag = Field(0, description="1이면 결과와 순서의 까닭을 explanation에 담아요. 느려져요.")

    def query(self) -> Query:
        return Query(
            self.q, self.category, self.platform, self.sort, self.page, self.per_page, verbatim=bool(self.verbatim)
        )


class SuggestParameters(RequestModel):
    """The query string of suggestions."""

    q: Annotated[str, AfterValidator(checked_text(MAX_QUERY))] = Field(
        "",
        description=f"지금까지 입력한 글자. 초성이나 덜 쓴 글자도 돼요. NFC로 바꾼 뒤 {MAX_QUERY}자까지.",
        examples=["세금계ㅅ"],
        json_schema_extra=bounds(MAX_QUERY),
    )


class ArticlesParameters(RequestModel):
    """The query string of the list of articles."""

    category: CategoryName | None = Field(
        None, description="카테고리 id 또는 이름. 하위 카테고리도 포함해요.", examples=["channel-admin/manage"]
    )
    page: Page = 1
    per_page: PerPage = 20


class FeedbackBody(RequestModel):
    """A reader's vote on an article."""

    helpful: StrictBool = Field(description="도움이 됐는지", examples=[False])
    reason: Annotated[str, AfterValidator(checked_text(REASON_LENGTH, keep_lines=True))] = Field(
        "",
        description="의견. 개인정보는 가린 뒤에 저장해요.",
        examples=["지금 화면과 달라요."],
        json_schema_extra=bounds(REASON_LENGTH),
    )
    visitor: Visitor = None


class EventBody(RequestModel):
    """What a reader opened among the answers to a question."""

    kind: Literal["click", "choice"] = Field(
        description="click은 검색 결과를 연 것, choice는 대화에서 답을 고른 것", examples=["click"]
    )
    query: Annotated[str, AfterValidator(checked_text(MAX_QUERY, required=True))] = Field(
        description="무엇을 물었는지. 개인정보는 가린 뒤에 저장해요.",
        examples=["세금계산서 다시 받기"],
        json_schema_extra=bounds(MAX_QUERY, required=True),
    )
    article_id: Annotated[str, AfterValidator(checked_text(ID_LENGTH, required=True))] = Field(
        description="연 도움말의 id",
        examples=["tax-invoice-reissue"],
        json_schema_extra=bounds(ID_LENGTH, required=True),
    )
    visitor: Visitor = None
