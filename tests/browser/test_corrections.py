"""A mistyped query: what was searched for instead, and the way back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage

UNDO = "원래 검색어로 보기"


def test_a_correction_is_said_and_undone_with_filters_kept(page: Page) -> None:
    page.goto("/search?q=친구그릅&category=channel-admin/etc&sort=views")
    line = page.locator(".corrected")
    expect(line).to_have_text(f"‘친구그룹’으로 검색했어요. {UNDO}")
    expect(page.get_by_role("combobox", name="도움말 검색")).to_have_value("친구그릅")
    line.get_by_role("link", name=UNDO).click()
    expect(page).to_have_url(re.compile(r"category=channel-admin%2Fetc&sort=views&verbatim=1$"))
    expect(page.locator(".corrected")).to_have_count(0)
    expect(page.get_by_role("combobox", name="도움말 검색")).to_have_value("친구그릅")


def test_undone_stays_undone_until_a_new_search(page: Page) -> None:
    page.goto("/search?q=친구그릅&verbatim=1")
    page.get_by_role("radio", name="PC").check()
    expect(page).to_have_url(re.compile("platform=pc"))
    expect(page).to_have_url(re.compile("verbatim=1"))
    expect(page.locator(".corrected")).to_have_count(0)
    page.get_by_role("combobox").fill("챈널 공게")
    page.keyboard.press("Enter")
    expect(page.locator(".corrected")).to_contain_text("‘채널 공개’로 검색했어요.")


@pytest.mark.parametrize("scripts", [True, False])
def test_another_spelling_is_one_click_away(new_page: NewPage, scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts, viewport={"width": 390, "height": 800})
    page.goto("/search?q=메세지 보네기 예약")
    expect(page.locator(".notice")).to_have_text("딱 맞는 답인지 확실하지 않아요. 비슷한 도움말을 모았어요.")
    page.locator(".meant").get_by_role("link", name="메시지 보네기 예약").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("메시지 보네기 예약")
