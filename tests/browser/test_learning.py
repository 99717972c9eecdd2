"""Three people search in words that no article holds, try others, and open what they meant; the next one finds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Browser, expect

from app.config import Settings
from app.services import build_services, publish
from tests.conftest import NO_LEXICON, settings_in
from tests.live_server import live_server

SLANG = "쩐 뱉어내 줘"
PLAIN = "캐시 환불 신청"


@pytest.fixture(scope="module")
def server(published_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Settings]]:
    folder = copytree(published_sample, tmp_path_factory.mktemp("learning"), dirs_exist_ok=True)
    with live_server(folder, relevance_floor="0.3", lexicon=str(NO_LEXICON)) as address:
        yield address, settings_in(folder, learning_visitors=1)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_what_three_people_meant_is_found_by_the_fourth(
    browser: Browser, server: tuple[str, Settings], scripts: bool
) -> None:
    address, settings = server
    slang = f"{SLANG} {'빨리' if scripts else '당장'}"
    for _ in range(3):
        context = browser.new_context(base_url=address, java_script_enabled=scripts)
        page = context.new_page()
        page.goto(f"/search?q={slang}")
        page.locator("input[name=q]").first.fill(PLAIN)
        page.locator("input[name=q]").first.press("Enter")
        page.wait_for_url("**/search?q=*%ED%99%98%EB%B6%88*")
        first = page.locator("a[data-result]").first
        opened = first.get_attribute("href")
        first.click()
        expect(page.locator("article h1, main h1").first).to_be_visible()
        context.close()

    services = build_services(settings)
    events = services.events.all()
    assert {event.kind for event in events if event.query == slang} == {"rephrased"}
    assert len({event.visitor for event in events if event.query == slang}) == 3
    publish(services)
    services.generations.close()
    services.database.close()

    context = browser.new_context(base_url=address)
    page = context.new_page()
    for _ in range(20):  # running servers look for a new index every so often
        page.goto(f"/search?q={slang}")
        if page.locator("a[data-result]").count():
            break
        page.wait_for_timeout(500)
    assert page.locator("a[data-result]").first.get_attribute("href") == opened
    context.close()


def test_reading_leaves_no_cookie_and_opening_a_result_one(browser: Browser, server: tuple[str, Settings]) -> None:
    address, _ = server
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/search?q=월렛")
    assert context.cookies() == []
    page.locator("a[data-result]").first.click()
    page.wait_for_url("**/articles/**")
    assert [cookie["name"] for cookie in context.cookies()] == ["barodap_visitor"]
    context.close()
