from __future__ import annotations

from flask.testing import FlaskClient

from app.channels.chatwoot.channel import ChatwootChannel
from app.channels.chatwoot.signature import sign
from app.config import Settings
from tests.channels.chatwoot.fake import FakeChatwoot
from tests.channels.chatwoot.given import message_created, signed
from tests.web.api.conftest import app_on


def test_the_signature_is_that_of_the_format() -> None:
    """Made with ``printf '1700000000.{}' | openssl dgst -sha256 -hmac secret``."""
    expected = "sha256=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163"
    assert sign("secret", "1700000000", b"{}") == expected


def test_a_clock_may_be_a_little_off(client: FlaskClient, chatwoot: FakeChatwoot, conversation: int) -> None:
    for age in (-290, 290):
        said = signed(message_created(conversation, "안녕"), age=age)
        assert client.post(ChatwootChannel.path, **said).status_code == 200
    assert len(chatwoot.to(conversation)) == 2


def test_without_a_secret_everyone_may_ask(
    channel_settings: Settings, chatwoot: FakeChatwoot, conversation: int
) -> None:
    for app in app_on(channel_settings.model_copy(update={"chatwoot_secret": "none"})):
        for request in (
            {"json": message_created(conversation, "안녕")},
            signed(message_created(conversation, "안녕"), secret="any", age=10_000),
        ):
            assert app.test_client().post(ChatwootChannel.path, **request).status_code == 200
    assert len(chatwoot.to(conversation)) == 2
