"""The help centre of the channels' tests, which speaks to a Chatwoot of ours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from flask import Flask

from app.channels.chatwoot import channel
from app.config import Settings
from tests.channels.chatwoot.fake import TOKEN, FakeChatwoot, fake_chatwoot
from tests.web.api.conftest import app_on

_numbers = count(1)


@pytest.fixture(scope="package")
def server() -> Iterator[FakeChatwoot]:
    with fake_chatwoot() as chatwoot:
        yield chatwoot


@pytest.fixture
def chatwoot(server: FakeChatwoot) -> FakeChatwoot:
    """As it is without faults. What other tests wrote stays; each has a conversation of its own."""
    server.faults.clear()
    server.asked.clear()
    server.dripped = 0
    server.arrived.clear()
    server.released.clear()
    return server


@pytest.fixture
def conversation() -> int:
    return next(_numbers)


@pytest.fixture(scope="package")
def channel_settings(channel_settings: Settings, server: FakeChatwoot) -> Settings:
    return channel_settings.model_copy(update={"chatwoot_url": server.url, "chatwoot_token": TOKEN})


@pytest.fixture(scope="package")
def channel_app(channel_settings: Settings) -> Iterator[Flask]:
    yield from app_on(channel_settings)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take longer than Chatwoot waits; the tests of deadlines set their own."""
    monkeypatch.setattr(channel, "TURN_SECONDS", 30.0)
    monkeypatch.setattr(channel, "TOTAL_SECONDS", 40.0)
