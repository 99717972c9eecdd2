"""The help pages offer the chat beside a person, or one of them, or neither."""

from __future__ import annotations

import pytest

from app.config import Settings
from tests.conftest import NO_LEXICON
from tests.web.api.conftest import app_on

NOTHING = "/search?q=김치찌개 끓이는 법"
PERSON = "https://help.example/chat"


def _page(settings: Settings, **changes: object) -> str:
    for app in app_on(settings.model_copy(update={"lexicon": NO_LEXICON, **changes})):
        page = app.test_client().get(NOTHING).get_data(as_text=True)
    return page


@pytest.mark.parametrize("contact_url", ["", PERSON])
@pytest.mark.parametrize("page_chat", [True, False])
def test_who_found_nothing_is_offered_what_is_there(
    sample_settings: Settings, page_chat: bool, contact_url: str
) -> None:
    page = _page(sample_settings, page_chat=page_chat, contact_url=contact_url)
    assert ("/static/widget.js?v=" in page) is page_chat
    assert ('data-barodap-ask="김치찌개 끓이는 법"' in page) is page_chat
    assert (f'<a class="button button-strong" href="{PERSON}">' in page) is bool(contact_url)
    # Without scripts there is no chat, and no empty offer of one.
    assert ('class="contact needs-js"' in page) is (page_chat and not contact_url)
