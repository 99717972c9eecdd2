"""A help centre of a few articles with every channel on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import registry
from app.config import Settings
from app.services import Services
from tests.conftest import settings_in
from tests.web.api.conftest import ARTICLES, app_on, published

SECRET = "for-the-tests-of-channels"
SITE = "https://help.example"
SETTINGS = {
    "base_url": SITE,
    "contact_url": f"{SITE}/contact",
    "business_hours": "",
    "channels": ",".join(registry.CHANNELS),
    "chatwoot_url": "https://chatwoot.invalid",
    "chatwoot_token": "not-a-token",
    **{f"{name}_secret": SECRET for name in registry.CHANNELS},
}
"""Every setting that some channel needs."""


@pytest.fixture(scope="package")
def channel_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return published(settings_in(tmp_path_factory.mktemp("channels"), **SETTINGS), ARTICLES)


@pytest.fixture(scope="package")
def channel_app(channel_settings: Settings) -> Iterator[Flask]:
    yield from app_on(channel_settings)


@pytest.fixture
def client(channel_app: Flask) -> FlaskClient:
    return channel_app.test_client()


@pytest.fixture
def services(channel_app: Flask) -> Services:
    found: Services = channel_app.extensions["barodap"]
    return found
