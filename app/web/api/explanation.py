"""An explanation as the API answers it."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import Field

from app.models import Outcome
from app.search.explain import Explanation, Reason
from app.web.api.schemas import CorrectionOut, ResponseModel, SearchOut


class TermOut(ResponseModel):
    """A summand."""

    name: str = Field(examples=["heading"])
    value: float
    weight: float = Field(description="순서나 확신에 쓰지 않는 값은 0이에요.")
    contribution: float = Field(description="weight × value")


class ViewScoreOut(ResponseModel):
    """What one view found, in BM25 sums by field group."""

    view: str = Field(description="morph(형태소), bigram(두 글자), jamo(자모)", examples=["morph"])
    scores: dict[str, float] = Field(description="입력한 말의 점수: title, questions, body")
    widened: dict[str, float] = Field(description="사전의 다른 말까지 더한 점수")
    coverage: float = Field(description="입력한 말의 정보 가운데 글에 있는 비율, 0에서 1")


class HitExplanationOut(ResponseModel):
    """Why a hit stands where it stands."""

    id: str
    signals: tuple[TermOut, ...] = Field(description="contribution을 모두 더하면 결과의 score예요.")
    views: tuple[ViewScoreOut, ...]
    evidence: float = Field(description="첫 결과에 비해 너무 적으면 목록에서 빠져요.")
    matched: dict[str, tuple[str, ...]] = Field(description="matched_by의 근거마다 맞은 말")


class ConsideredOut(ResponseModel):
    """A way in which the query was read; the first is as typed."""

    text: str
    confidence: float
    chosen: bool
    correction: CorrectionOut | None


class ExpansionOut(ResponseModel):
    """A row of the lexicon that spoke."""

    start: int = Field(description="검색어에서 시작하는 글자")
    end: int
    word: str = Field(examples=["지우다"])
    targets: tuple[str, ...] = Field(description="도움말에서 쓰는 말", examples=[["삭제"]])
    weight: float
    origin: str


class DecisionOut(ResponseModel):
    """Confidence is ``spelled`` times the logistic function of ``bias`` plus the contributions of ``features``."""

    confidence: float
    spelled: float = Field(description="고친 검색어가 미덥지 않을 때 확신에 곱하는 값, 아니면 1")
    bias: float
    features: tuple[TermOut, ...]
    floor: float = Field(description="이보다 낮으면 아무것도 보여 주지 않아요.")
    sure: float = Field(description="이보다 높으면 첫 결과를 답으로 봐요.")
    outcome: Outcome
    reason: Reason


class ExplanationOut(ResponseModel):
    """Why the results are what they are."""

    readings: tuple[ConsideredOut, ...] = Field(description="입력한 그대로, 그리고 살펴본 다른 말")
    expansions: tuple[ExpansionOut, ...]
    decision: DecisionOut
    hits: tuple[HitExplanationOut, ...] = Field(description="hits와 같은 순서")


class ExplainedSearchOut(SearchOut):
    """A page of results and, when asked for, why they are what they are."""

    explanation: ExplanationOut | None = Field(description="explain=1로 물었을 때만 있고, 아니면 null이에요.")


def explanation_out(explanation: Explanation) -> ExplanationOut:
    return ExplanationOut.model_validate(asdict(explanation))
