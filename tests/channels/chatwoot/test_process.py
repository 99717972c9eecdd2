"""Chatwoot and a server process, over HTTP both ways."""

from __future__ import annotations

import os
import signal
import threading
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from app.channels.chatwoot.channel import ChatwootChannel
from app.config import Settings
from tests.channels.chatwoot.fake import TOKEN, FakeChatwoot, Fault
from tests.channels.chatwoot.given import message_created, signed
from tests.channels.conftest import SECRET
from tests.contracts.channel import CHARGE
from tests.live_server import live_process


def deliver(address: str, payload: Any) -> int:
    """The status that Chatwoot gets for its webhook; 0 where the connection ends without one."""
    request = signed(payload)
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    headers = {**request["headers"], "Content-Type": request["content_type"]}
    try:
        connection.request("POST", ChatwootChannel.path, request["data"], headers)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def test_a_webhook_is_acknowledged_only_once_its_reply_is_written(
    channel_settings: Settings, chatwoot: FakeChatwoot, conversation: int
) -> None:
    folder = channel_settings.index_dir.parent
    settings = {
        "channels": "chatwoot",
        "chatwoot_url": chatwoot.url,
        "chatwoot_token": TOKEN,
        "chatwoot_secret": SECRET,
        "semantic_weight": "0",
        "lexicon": str(channel_settings.lexicon),
    }
    with live_process(folder, **settings) as (process, address):
        assert deliver(address, message_created(conversation, CHARGE)) == 200
        assert len(chatwoot.to(conversation)) == 1

        chatwoot.faults.append(Fault(200, done=False, held=True))
        chatwoot.arrived.clear()
        statuses: list[int] = []
        said = message_created(conversation, "친구그룹 만들기")
        webhook = threading.Thread(target=lambda: statuses.append(deliver(address, said)))
        webhook.start()
        assert chatwoot.arrived.wait(30)
        os.killpg(process.pid, signal.SIGKILL)
        webhook.join()
    assert statuses == [0]
