"""A help centre of a few articles that learns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services import Services, build_services
from tests.conftest import settings_in
from tests.databases import new_database, postgres_url, url_to_publish
from tests.web.api.conftest import published

__all__ = ["new_database", "postgres_url", "url_to_publish"]

ARTICLES = [
    {
        "id": "refund",
        "title": "환불 신청 방법",
        "body": "마이페이지에서 환불을 신청하세요.",
        "category": ["결제"],
        "questions": ["환불 기간이 궁금해요"],
    },
    {"id": "receipt", "title": "현금영수증 발급", "body": "결제 내역에서 발급해요.", "category": ["결제"]},
    {"id": "login", "title": "로그인 오류", "body": "비밀번호를 다시 정하세요.", "category": ["계정"]},
]


@pytest.fixture
def centre(tmp_path: Path, url_to_publish: str) -> Iterator[Services]:
    services = build_services(published(settings_in(tmp_path, database_url=url_to_publish), ARTICLES))
    yield services
    services.generations.close()
    services.database.close()
