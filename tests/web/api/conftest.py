"""A help centre of a few awkward articles, and the API on top of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from app.content.importers.jsonl import JsonlImporter
from app.content.importing import import_articles
from app.search.indexing import publish_index
from app.services import Services, build_services
from app.storage.schema import upgrade
from tests.conftest import settings_in
from tests.databases import database_url, module_database_url, new_database, postgres_url, url_to_publish

__all__ = ["database_url", "module_database_url", "new_database", "postgres_url", "url_to_publish"]

WALLET = ["채널 관리자", "관리하기", "월렛"]
TAX = ["채널 관리자", "관리하기", "세금계산서"]
FRIENDS = ["채널 관리자", "기타", "친구그룹"]

AWKWARD_IDS = ("doc/12", "doc//13", "/lead", "trail/", "질문 #1?", "100%", "a&b=c;d+e", "이상한/feedback", "<i>'\"")

BODY = (
    "월렛 화면에서 **충전하기**를 누르세요.\n\n1. 금액을 고르세요.\n2. [환불 안내](/articles/wallet-refund)를 읽으세요."
)

ARTICLES: list[dict[str, Any]] = [
    {
        "id": "wallet-charge",
        "title": "월렛에 캐시를 어떻게 충전하나요?",
        "body": BODY,
        "category": WALLET,
        "updated": "2026-03-02",
        "views": 300,
        "questions": ["캐시 충전 방법"],
        "keywords": ["충전"],
        "related": ["wallet-refund"],
    },
    {
        "id": "wallet-refund",
        "title": "남은 캐시를 환불받을 수 있나요?",
        "body": "월렛의 캐시는 <b>영업일 5일</b> 안에 환불해요.",
        "category": WALLET,
        "updated": "2026-04-05",
        "views": 200,
    },
    {
        "id": "tax-invoice-reissue",
        "title": "세금계산서를 다시 발행할 수 있나요?",
        "body": "세금계산서 수정발행은 세금계산서 화면에서 신청하세요.",
        "category": TAX,
        "updated": "2026-05-06",
        "views": 100,
    },
    *(
        {
            "id": f"friends-{platform}",
            "title": f"{platform.upper()}에서 친구그룹을 어떻게 만드나요?",
            "body": "친구그룹 메뉴에서 그룹 만들기를 누르세요.",
            "category": FRIENDS,
            "updated": "2026-01-01",
            "platform": platform,
            "variant_group": "friends",
        }
        for platform in ("pc", "android", "ios")
    ),
    *(
        {
            "id": id_,
            "title": f"{number}번째 특별한 문서는 어디에 있나요?",
            "body": "찾기 어려운 곳에 있어요.",
            "category": TAX,
        }
        for number, id_ in enumerate(AWKWARD_IDS)
    ),
    {"id": "secret", "title": "아직 쓰는 중인 월렛 문서", "body": "초안", "category": WALLET, "status": "draft"},
]


_DIRECTORY = TemporaryDirectory(prefix="barodap-published-")
_COPIES = Path(_DIRECTORY.name)
_PLACES = {"database_url", "index_dir"}


def published(settings: Settings, articles: Sequence[Mapping[str, Any]] = ARTICLES) -> Settings:
    """``settings`` once their database holds ``articles`` and their index is published, which in an empty folder is a
    copy of what the same articles and settings made before in this process."""
    folder = settings.index_dir.parent
    text = "\n".join(json.dumps(article, ensure_ascii=False) for article in articles)
    made = _COPIES / sha256((settings.model_dump_json(exclude=_PLACES) + text).encode()).hexdigest()
    is_new = not any(folder.glob("barodap.db*")) and not settings.index_dir.exists()
    if is_new and settings.database_url == settings_in(folder).database_url:
        if not made.exists():
            there = settings_in(made).model_dump(include=_PLACES)
            _publish(settings.model_copy(update=there), text)
        shutil.copytree(made, folder, dirs_exist_ok=True)
    else:
        _publish(settings, text)
    return settings


def _publish(settings: Settings, text: str) -> None:
    settings.index_dir.parent.mkdir(exist_ok=True)
    file = settings.index_dir.parent / "articles.jsonl"
    file.write_text(text, encoding="utf-8")
    services = build_services(settings)
    upgrade(services.database)
    import_articles(services.database, JsonlImporter(), file)
    publish_index(settings, services.articles, services.analyzer)
    services.database.close()


def app_on(settings: Settings) -> Iterator[Flask]:
    """The application, closed afterwards."""
    app = create_app(settings)
    yield app
    services: Services = app.extensions["barodap"]
    services.cluster.close()
    services.generations.close()
    services.database.close()


AGENT_TOKEN = "agents-of-the-tests-only"


@pytest.fixture(scope="package")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = settings_in(tmp_path_factory.mktemp("api"), base_url="https://help.example", agent_token=AGENT_TOKEN)
    yield from app_on(published(settings))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def bare_app(tmp_path: Path) -> Iterator[Flask]:
    """An application with neither tables nor an index."""
    yield from app_on(settings_in(tmp_path))


SESSIONS = "/api/v1/chat/sessions"


class Visitor:
    """Someone who has begun a conversation."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        opened: Any = client.post(SESSIONS, json={})
        assert opened.status_code == 201
        self.greeting = opened.json["messages"]
        self.id = opened.json["session_id"]
        self.address = f"{SESSIONS}/{self.id}"
        self.headers = {"Authorization": f"Bearer {opened.json['token']}"}

    def say(self, text: str, id_: str, **more: object) -> Any:
        body = {"client_message_id": id_, "text": text, **more}
        return self.client.post(f"{self.address}/messages", json=body, headers=self.headers)

    def get(self, path: str = "/messages") -> Any:
        return self.client.get(self.address + path, headers=self.headers)

    def post(self, path: str, **body: object) -> Any:
        return self.client.post(self.address + path, json=body, headers=self.headers)


class Agent:
    """Someone with the agents' token."""

    ADDRESS = "/api/v1/agent/conversations"

    def __init__(self, client: FlaskClient, token: str = AGENT_TOKEN) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str = "") -> Any:
        return self.client.get(self.ADDRESS + path, headers=self.headers)

    def post(self, path: str, body: object = None) -> Any:
        return self.client.post(self.ADDRESS + path, json=body, headers=self.headers)

    def say(self, visitor: Visitor, text: str, id_: str) -> Any:
        return self.post(f"/{visitor.id}/messages", {"client_message_id": id_, "text": text})

    def assign(self, visitor: Visitor, status: str) -> Any:
        return self.post(f"/{visitor.id}/status", {"status": status})
