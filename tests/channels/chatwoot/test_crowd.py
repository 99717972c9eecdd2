"""However slow Chatwoot is, threads are left for others, and what is turned away is not lost."""

from __future__ import annotations

import threading

import pytest

from app.channels import receiving
from app.channels.chatwoot.channel import ChatwootChannel
from app.channels.rasa import RasaChannel
from app.config import Settings
from tests.channels.chatwoot.fake import FakeChatwoot, Fault
from tests.channels.chatwoot.given import message_created, signed
from tests.channels.conftest import SECRET
from tests.contracts.channel import CHARGE
from tests.web.api.conftest import app_on


def test_one_message_too_many_at_once_comes_again(
    channel_settings: Settings, chatwoot: FakeChatwoot, conversation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "AT_ONCE", 1)
    first, second = signed(message_created(conversation, CHARGE)), signed(message_created(conversation, CHARGE))
    for app in app_on(channel_settings):
        chatwoot.faults.append(Fault(200, done=True, held=True))
        statuses: list[int] = []

        def deliver() -> None:
            statuses.append(app.test_client().post(ChatwootChannel.path, **first).status_code)  # noqa: B023

        slow = threading.Thread(target=deliver)
        slow.start()
        assert chatwoot.arrived.wait(30)
        client = app.test_client()
        response = client.post(ChatwootChannel.path, **second)
        assert (response.status_code, response.headers["Retry-After"]) == (429, "3")
        rasa = {"json": {"sender": "crowd", "message": CHARGE}, "headers": {"X-Barodap-Secret": SECRET}}
        assert client.post(RasaChannel.path, **rasa).status_code == 200
        chatwoot.released.set()
        slow.join()
        assert statuses == [200]
        assert client.post(ChatwootChannel.path, **second).status_code == 200
    assert len(chatwoot.to(conversation)) == 2
