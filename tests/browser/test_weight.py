"""Pages are light, and no script keeps them from being painted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.visits import Conditions, visit

MOST_BYTES = 60_000


@pytest.mark.parametrize("path", ["/", "/search?q=월렛+환불", "/articles/wallet-status", "/categories/channel-admin"])
def test_a_first_visit_is_light_and_waits_for_no_script(browser: Browser, address: str, path: str) -> None:
    seen = visit(browser, address + path, Conditions(390, 844))
    assert 0 < seen.bytes <= MOST_BYTES
    assert seen.cls < 0.1
    assert seen.blocking
    assert {name.partition("?")[0].rpartition(".")[2] for name in seen.blocking} == {"css"}
