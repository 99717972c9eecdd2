"""What the API tells those who watch it of the parts that it stands on."""

from __future__ import annotations

from pydantic import Field

from app.health import Name, Reason, State
from app.services import Services
from app.web.api.endpoint import Endpoint
from app.web.api.schemas import ResponseModel

_DETAILS: dict[Reason, str] = {
    "index_unavailable": "검색할 색인이 없어요. 데이터베이스가 답하면 도움말 보기는 돼요.",
    "engine_down": "검색 서버가 응답하지 않고 대신할 색인도 없어요. 도움말 보기와 상담원 대화는 돼요.",
    "engine_unavailable": "검색 서버가 응답하지 않아서 이 서버에 남은 이전 색인으로 검색해요.",
    "generation_damaged": "색인이 없거나 손상되어서 이전 색인으로 검색해요. barodap publish를 실행하세요.",
    "analyzer_changed": "형태소 분석 설정이 달라져서 이전 색인으로 검색해요. barodap publish를 실행하세요.",
    "database_down": "데이터베이스가 응답하지 않아요. 검색, 추천 검색어, 도움말 보기와 한 번 묻기(/ask)는 되고, "
    "대화, 평가, 상담은 복구될 때까지 503으로 응답해요.",
    "database_read_only": "데이터베이스가 읽기 전용이에요. 읽기는 모두 되고, 대화, 평가, 상담은 503으로 응답해요.",
    "redis_down": "Redis가 응답하지 않아요. 모든 기능은 그대로 되지만, 횟수 제한은 프로세스마다 따로 세고 "
    "다른 프로세스에서 온 상담 메시지는 1초쯤 늦게 보여요.",
}


class PartOut(ResponseModel):
    """One part. ``engine`` searches, ``database`` keeps, ``cluster`` is what processes share."""

    name: Name
    status: State = Field(description="`degraded`는 일부만 하거나 다른 것이 대신한다는 뜻이에요.")
    reasons: tuple[Reason, ...] = Field(description="`up`이 아닌 까닭", examples=[["redis_down"]])
    detail: str = Field(description="무엇이 되고 무엇이 안 되는지. `up`이면 비어 있어요.")


class HealthOut(ResponseModel):
    """``down`` when nothing can be searched, ``degraded`` when any part is not up."""

    status: State = Field(description="검색할 수 없으면 `down`, 한 부분이라도 `up`이 아니면 `degraded`")
    parts: tuple[PartOut, ...]


def health(services: Services) -> HealthOut:
    report = services.health.report()
    parts = tuple(
        PartOut(
            name=part.name,
            status=part.state,
            reasons=part.reasons,
            detail=" ".join(_DETAILS[reason] for reason in part.reasons),
        )
        for part in report.parts
    )
    return HealthOut(status=report.state, parts=parts)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/health",
        health,
        HealthOut,
        "상태",
        "검색 엔진, 데이터베이스, 프로세스들이 함께 쓰는 Redis가 지금 어떤지 알려 줘요. 무엇이 멈췄든 1초쯤 안에 "
        "200으로 답해요. 부하 분산기에는 `/readyz`를 쓰세요.",
        cache="no-store",
    ),
)
