"""What every channel must do. A test of a channel subclasses ChannelContract and says how its platform speaks.

The client and the services are fixtures of ``tests/channels/conftest.py``.
"""

from __future__ import annotations

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.channels.base import Channel
from app.chat.models import MAX_MESSAGE
from app.chat.sessions import Session
from app.config import Settings
from app.errors import INTERNAL, ConversationBusyError
from app.services import Services
from app.storage.tables import ChatSessionRow
from app.web.security import MAX_REQUEST_BYTES
from tests.chat.given import everything
from tests.conftest import settings_in
from tests.web.api.conftest import app_on

CHARGE = "월렛에 캐시를 어떻게 충전하나요?"
HOSTILE = (
    "",
    " \n\t ",
    "👍🏽👨‍👩‍👧🇰🇷",
    "!!!???",
    "가" * (MAX_MESSAGE + 1),
    "가" * MAX_MESSAGE,
    "<script>alert(1)</script><b>굵게</b>",
    "' OR 1=1; DROP TABLE articles; --",
    "널\x00문자",
    "\ud800",
    "‮뒤집힘",
    "article:없는-글",
    "/article:없는-글",
    "https://" + "a" * 1_500,
)
_numbers = itertools.count()


@dataclass(frozen=True)
class Shown:
    """``text`` is all that a response shows, addresses included; ``offers`` are the labels of buttons that answer."""

    text: str
    offers: tuple[str, ...] = ()


class ChannelContract:
    channel: type[Channel]
    unforeseen: ClassVar[int] = 200
    """The status of an error that nobody foresaw."""

    def request(self, visitor: str, text: str) -> dict[str, Any]:
        """Arguments of ``client.post`` for what the platform sends when ``visitor`` types ``text``."""
        raise NotImplementedError

    def pressed(self, visitor: str, response: TestResponse, label: str) -> dict[str, Any]:
        """The same for what it sends when ``visitor`` presses the button ``label`` of ``response``."""
        raise NotImplementedError

    def forged(self, visitor: str, text: str) -> list[dict[str, Any]]:
        """The same for those who are not the platform, one of each way to fail at proving to be it."""
        raise NotImplementedError

    def shown(self, response: TestResponse) -> Shown:
        """What ``response`` shows; whatever it must hold to be valid is asserted here."""
        raise NotImplementedError

    @pytest.fixture
    def visitor(self) -> str:
        return f"visitor-{next(_numbers)}"

    def say(self, client: FlaskClient, visitor: str, text: str) -> TestResponse:
        response = client.post(self.channel.path, **self.request(visitor, text))
        assert response.status_code == 200, response.get_data(as_text=True)
        return response

    def session(self, services: Services, visitor: str) -> Session:
        found = services.chat.store.for_visitor(self.channel.name, visitor)
        assert found is not None
        return found

    def count(self, services: Services) -> int:
        with services.database.read() as session:
            return session.execute(select(func.count()).select_from(ChatSessionRow)).scalar_one()

    def test_a_question_is_answered_with_its_source(self, client: FlaskClient, visitor: str) -> None:
        shown = self.shown(self.say(client, visitor, CHARGE))
        assert "금액을 고르세요." in shown.text
        assert "https://help.example/articles/wallet-charge/" in shown.text

    def test_who_is_not_the_platform_is_turned_away(
        self, client: FlaskClient, services: Services, visitor: str
    ) -> None:
        before = self.count(services)
        forged = self.forged(visitor, CHARGE)
        assert forged
        for request in forged:
            response = client.post(self.channel.path, **request)
            assert response.status_code == 401
            assert response.mimetype == "application/problem+json"
            assert response.get_json()["code"] == "unauthorized"
            assert "WWW-Authenticate" in response.headers
        assert self.count(services) == before

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 5_000])
    def test_what_is_not_json_is_refused(self, client: FlaskClient, visitor: str, body: bytes) -> None:
        response = client.post(self.channel.path, **self.with_body(visitor, body))
        assert response.status_code == 400
        assert response.get_json()["code"] == "malformed_json"

    def test_too_large_a_body_is_refused(self, client: FlaskClient, visitor: str) -> None:
        response = client.post(self.channel.path, **self.with_body(visitor, b" " * (MAX_REQUEST_BYTES + 1)))
        assert response.status_code == 413
        assert response.mimetype == "application/problem+json"

    def with_body(self, visitor: str, body: bytes) -> dict[str, Any]:
        """A request that proves to be the platform's and holds ``body``. A channel that signs bodies signs this."""
        request = self.request(visitor, CHARGE)
        request.pop("json")
        return {**request, "data": body, "content_type": "application/json"}

    @pytest.mark.parametrize("body", [b"null", b"[]", b"{}", b'"text"', b"17"])
    def test_what_lacks_something_is_told_so_in_the_form_of_the_channel(
        self, client: FlaskClient, visitor: str, body: bytes
    ) -> None:
        response = client.post(self.channel.path, **self.with_body(visitor, body))
        assert response.status_code == 200
        assert self.shown(response).text.endswith(("요.", "요!"))

    @pytest.mark.parametrize("text", HOSTILE)
    def test_whatever_is_said_gets_a_reply(self, client: FlaskClient, visitor: str, text: str) -> None:
        said = self.with_body(visitor, json.dumps(self.request(visitor, text)["json"]).encode())
        response = client.post(self.channel.path, **said)
        assert response.status_code == 200, response.get_data(as_text=True)
        assert self.shown(response).text

    def test_only_post_is_taken(self, client: FlaskClient) -> None:
        response = client.get(self.channel.path)
        assert response.status_code == 405
        assert response.mimetype == "application/problem+json"

    def test_choices_are_offered(self, client: FlaskClient, visitor: str) -> None:
        assert set(self.shown(self.say(client, visitor, "친구그룹 만들기")).offers) > {"PC", "안드로이드"}

    def test_a_pressed_button_is_the_choice(self, client: FlaskClient, services: Services, visitor: str) -> None:
        answered = self.say(client, visitor, CHARGE)
        (label, *_) = self.shown(answered).offers
        client.post(self.channel.path, **self.pressed(visitor, answered, label))
        self.assert_picked(services, visitor, "wallet-refund")

    def test_a_button_still_works_after_other_turns(
        self, client: FlaskClient, services: Services, visitor: str
    ) -> None:
        answered = self.say(client, visitor, CHARGE)
        (label, *_) = self.shown(answered).offers
        self.say(client, visitor, "고마워요")
        client.post(self.channel.path, **self.pressed(visitor, answered, label))
        self.assert_picked(services, visitor, "wallet-refund")

    def test_a_typed_label_is_the_choice(self, client: FlaskClient, services: Services, visitor: str) -> None:
        (label, *_) = self.shown(self.say(client, visitor, CHARGE)).offers
        self.say(client, visitor, label)
        self.assert_picked(services, visitor, "wallet-refund")

    def assert_picked(self, services: Services, visitor: str, article: str) -> None:
        """The last reply is ``article``, because it was chosen and not because it was found."""
        session = self.session(services, visitor)
        assert session.context.article == article
        reply = services.chat.store.last_reply(session.id)
        assert reply is not None
        assert reply.reason == "picked"

    def test_each_visitor_has_a_conversation(self, client: FlaskClient, services: Services, visitor: str) -> None:
        other = visitor + "-other"
        self.say(client, visitor, CHARGE)
        self.say(client, other, "친구그룹 만들기")
        self.say(client, visitor, "고마워요")
        assert self.session(services, visitor).context.article == "wallet-charge"
        assert len(services.chat.store.messages(self.session(services, visitor).id)) == 4
        assert len(services.chat.store.messages(self.session(services, other).id)) == 2

    def test_turns_at_once_are_of_one_conversation(self, client: FlaskClient, services: Services, visitor: str) -> None:
        app = client.application
        with ThreadPoolExecutor(6) as pool:
            said = list(pool.map(lambda _: self.say(app.test_client(), visitor, "고마워요"), range(6)))
        assert all(self.shown(response).text for response in said)
        assert len(services.chat.store.messages(self.session(services, visitor).id)) == 12

    def test_an_ended_conversation_begins_anew(self, client: FlaskClient, services: Services, visitor: str) -> None:
        self.say(client, visitor, CHARGE)
        ended = self.session(services, visitor)
        services.chat.store.end(ended.id)
        assert self.shown(self.say(client, visitor, CHARGE)).text
        assert self.session(services, visitor).id != ended.id

    def test_a_person_is_called(self, client: FlaskClient, services: Services, visitor: str) -> None:
        assert "상담원" in self.shown(self.say(client, visitor, "상담원 연결해 주세요")).text
        elsewhere = self.channel.people_elsewhere
        assert self.session(services, visitor).status == ("bot" if elsewhere else "waiting")
        # Who answers on the platform sees to it that the assistant is not asked; asked all the same, it is no deaf one.
        again = self.shown(self.say(client, visitor, "오늘 날씨")).text
        assert ("전달했어요" in again) is not elsewhere

    def test_an_agent_who_writes_has_the_conversation(
        self, client: FlaskClient, services: Services, visitor: str
    ) -> None:
        self.say(client, visitor, CHARGE)
        services.chat.say(self.session(services, visitor).id, "안녕하세요, 상담원이에요.")
        assert "안녕하세요, 상담원이에요." in self.shown(self.say(client, visitor, CHARGE)).text
        assert self.session(services, visitor).status == "agent"

    def test_personal_data_is_not_kept(self, client: FlaskClient, services: Services, visitor: str) -> None:
        assert self.shown(self.say(client, visitor, "제 번호는 010-2718-2818이에요. 캐시 충전은 어떻게 해요?")).text
        kept = everything(services.database)
        assert "2718-2818" not in kept
        assert visitor not in kept

    def test_too_many_messages_of_one_visitor_do_not_silence_others(
        self, channel_settings: Settings, visitor: str
    ) -> None:
        for app in app_on(channel_settings.model_copy(update={"messages_per_minute": 1})):
            client = app.test_client()
            assert "요청이 많았어요" not in self.shown(self.say(client, visitor, "안녕")).text
            assert "요청이 많았어요" in self.shown(self.say(client, visitor, "안녕")).text
            assert "요청이 많았어요" not in self.shown(self.say(client, visitor + "-other", "안녕")).text

    def test_a_busy_conversation_says_so(
        self, client: FlaskClient, services: Services, visitor: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def busy(*_: object) -> None:
            raise ConversationBusyError("앞서 보낸 메시지에 답하고 있어요.")

        monkeypatch.setattr(services.chat.store, "take_turn", busy)
        assert "답하고 있어요" in self.shown(self.say(client, visitor, CHARGE)).text

    @pytest.mark.parametrize("where", ["authenticate", "read", "respond", "turn"])
    def test_an_unforeseen_error_is_told_as_the_platform_needs_it(
        self,
        client: FlaskClient,
        services: Services,
        visitor: str,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        where: str,
    ) -> None:
        def broken(*_: object) -> None:
            raise LookupError(f"no such key: {CHARGE}")

        on, name = (services.chat.store, "take_turn") if where == "turn" else (self.channel, where)
        monkeypatch.setattr(on, name, broken)
        response = client.post(self.channel.path, **self.request(visitor, CHARGE))
        assert response.status_code == self.unforeseen
        if self.unforeseen == 200:
            assert self.shown(response).text == INTERNAL
        # The log says where it was, in no words of the visitor's.
        assert "LookupError" in caplog.text
        assert "in broken" in caplog.text
        assert CHARGE not in caplog.text

    def test_without_an_index_it_says_so(self, channel_settings: Settings, visitor: str, tmp_path: Path) -> None:
        for app in app_on(channel_settings.model_copy(update={"index_dir": tmp_path})):
            assert "준비하고 있어요" in self.shown(self.say(app.test_client(), visitor, CHARGE)).text

    def test_without_a_database_it_says_so(self, channel_settings: Settings, visitor: str, tmp_path: Path) -> None:
        empty = settings_in(tmp_path).database_url
        for app in app_on(channel_settings.model_copy(update={"database_url": empty})):
            assert "준비하고 있어요" in self.shown(self.say(app.test_client(), visitor, CHARGE)).text

    def test_it_is_off_until_it_is_named(self, channel_settings: Settings, visitor: str) -> None:
        for app in app_on(channel_settings.model_copy(update={"channels": ""})):
            response = app.test_client().post(self.channel.path, **self.request(visitor, CHARGE))
            assert response.status_code == 404
            assert response.mimetype == "application/problem+json"

    def test_a_page_of_another_site_cannot_speak_for_it(self, client: FlaskClient, visitor: str) -> None:
        request = self.request(visitor, CHARGE)
        headers = {**request.pop("headers", {}), "Origin": "https://evil.example"}
        assert client.post(self.channel.path, **request, headers=headers).status_code == 403
