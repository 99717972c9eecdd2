"""From a question to its answer, with a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BLOCKED_STORAGE, NewPage


def test_a_question_leads_to_its_answer(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox", name="도움말 검색").fill("월렛 상태는 무엇인가요?")
    page.get_by_role("button", name="검색").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("월렛 상태는 무엇인가요?")
    first = page.locator("[data-result]").first
    expect(first).to_have_text("월렛 상태는 무엇인가요?")
    first.click()
    expect(page).to_have_url(re.compile("/articles/wallet-status/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("월렛 상태는 무엇인가요?")


def test_filters_apply_at_once_and_keep_the_rest(page: Page) -> None:
    page.goto("/search?q=메시지&sort=newest")
    page.get_by_role("checkbox", name=re.compile("^알림톡.상담톡")).check()
    expect(page).to_have_url(re.compile(r"category=channel-admin%2Fmanage%2Fbiz-message"))
    expect(page.get_by_role("checkbox", name=re.compile("^알림톡.상담톡"))).to_be_focused()
    page.get_by_role("checkbox", name=re.compile("^쿠폰")).check()
    expect(page.get_by_label("적용한 필터").get_by_role("link")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"q=.*sort=newest"))
    for crumbs in page.locator(".crumbs").all_inner_texts():
        assert crumbs.endswith(("[알림톡/상담톡]", "[쿠폰]"))
    page.get_by_role("link", name="필터 지우기: 쿠폰").click()
    expect(page.get_by_role("checkbox", name=re.compile("^쿠폰"))).not_to_be_checked()
    expect(page.get_by_role("checkbox", name=re.compile("^알림톡.상담톡"))).to_be_checked()
    expect(page.get_by_role("combobox")).to_have_value("메시지")


def test_filters_and_articles_work_where_storage_is_blocked(new_page: NewPage) -> None:
    page = new_page(init_script=BLOCKED_STORAGE, viewport={"width": 1280, "height": 900})
    page.goto("/search?q=메시지")
    page.get_by_role("checkbox", name=re.compile("^쿠폰")).check()
    expect(page).to_have_url(re.compile("category=channel-admin%2Fmanage%2Fcoupon"))
    with page.expect_request("**/view"):
        page.goto("/articles/policy-overview")
    page.get_by_role("button", name="네, 도움이 됐어요").click()
    expect(page.get_by_role("heading", name="의견을 보내 주셔서 고마워요")).to_be_visible()


def test_a_view_that_cannot_be_counted_troubles_nobody(page: Page) -> None:
    page.route("**/view", lambda route: route.fulfill(status=418))
    rejected = "addEventListener('unhandledrejection', () => document.documentElement.dataset.rejected = '1')"
    page.add_init_script(f"{rejected}; window.fetch = () => Promise.reject(new TypeError('offline'))")
    page.goto("/articles/policy-appeal")
    page.wait_for_load_state("networkidle")
    assert page.locator("html[data-rejected]").count() == 0


def test_filters_apply_at_once_where_they_are_shown_open(new_page: NewPage) -> None:
    """The script and the style sheet change at the same width, also where letters are larger than usual."""
    page = new_page(viewport={"width": 1000, "height": 900})
    page.goto("/search?q=메시지")
    queries = page.evaluate(
        """() => [...document.styleSheets].filter((sheet) => sheet.href?.includes("filters"))
            .flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.conditionText).filter(Boolean)"""
    )
    script = page.request.get(page.locator('script[src*="filters"]').get_attribute("src") or "").text()
    assert [query for query in queries if "width" in query]
    assert all(f'"{query}"' in script for query in queries if "min-width" in query)


def test_a_category_takes_the_place_of_those_below_it(page: Page) -> None:
    page.goto("/search?q=메시지&category=channel-admin/manage/coupon")
    page.get_by_role("checkbox", name=re.compile("^관리하기")).check()
    expect(page).to_have_url(re.compile(r"category=channel-admin%2Fmanage$"))


def test_a_device_can_be_chosen_and_unchosen(page: Page) -> None:
    page.goto("/search?q=화면이 안 나와요")
    page.get_by_role("radio", name="iOS").check()
    expect(page).to_have_url(re.compile("platform=ios"))
    page.get_by_role("radio", name="전체").check()
    expect(page).not_to_have_url(re.compile("platform"))


def test_a_new_search_keeps_the_filters(page: Page) -> None:
    page.goto("/search?q=메시지&category=channel-admin/manage&sort=views")
    page.get_by_role("combobox").fill("쿠폰")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=.*category=channel-admin%2Fmanage&sort=views"))


def test_variant_badges_lead_to_each_variant(page: Page) -> None:
    page.goto("/search?q=화면이 안 나와요. 임시 데이터를 지우고 업데이트하려면 어떻게 하나요?&platform=pc")
    first = page.locator(".result").first
    expect(first.locator(".badge")).to_have_text(["PC", "Android", "iOS"])
    first.get_by_role("link", name=re.compile("^Android에서 보기")).click()
    expect(page.get_by_role("navigation", name="기기별 안내").locator("[aria-current]")).to_have_text("Android")
    page.get_by_role("navigation", name="기기별 안내").get_by_role("link", name="iOS").click()
    expect(page).to_have_url(re.compile("/articles/trouble-blank-ios/"))


def test_old_links_lead_to_the_permalink(page: Page) -> None:
    page.goto("/articles/policy-appeal/예전-제목?from=mail")
    expect(page).to_have_url(re.compile(r"/articles/policy-appeal/(?!%EC%98%88).+\?from=mail$"))
    expect(page.locator('link[rel="canonical"]')).to_have_attribute("href", page.url.removesuffix("?from=mail"))


def test_feedback_is_given_without_leaving_the_page(page: Page) -> None:
    page.goto("/articles/policy-appeal")
    address = page.url
    page.get_by_role("button", name="아니요").click()
    page.get_by_label("안내대로 해도 해결되지 않아요").check()
    page.get_by_label(re.compile("더 알려 주실 내용")).fill("3번 화면이 달라요.")
    page.get_by_role("button", name="의견 보내기").click()
    expect(page.get_by_role("heading", name="의견을 보내 주셔서 고마워요")).to_be_visible()
    assert page.url == address
    page.reload()
    expect(page.get_by_role("heading", name="의견을 보내 주셔서 고마워요")).to_be_visible()


def test_feedback_that_fails_can_be_sent_again(page: Page) -> None:
    page.goto("/articles/policy-overview")
    page.route("**/feedback", lambda route: route.fulfill(status=418))
    page.get_by_role("button", name="네, 도움이 됐어요").click()
    expect(page.get_by_role("status")).to_have_text("의견을 보내지 못했어요. 잠시 뒤에 다시 눌러 주세요.")
    page.unroute("**/feedback")
    page.get_by_role("button", name="네, 도움이 됐어요").click()
    expect(page.get_by_role("heading", name="의견을 보내 주셔서 고마워요")).to_be_visible()


def test_a_visit_counts_once(page: Page) -> None:
    counted: list[str] = []
    page.on("request", lambda request: counted.append(request.url) if request.url.endswith("/view") else None)
    for _ in range(2):
        page.goto("/articles/policy-appeal")
        page.wait_for_load_state("networkidle")
    page.goto("/articles/policy-overview")
    page.wait_for_load_state("networkidle")
    assert [url.split("/")[-2] for url in counted] == ["policy-appeal", "policy-overview"]


@pytest.mark.parametrize("width", [390, 1280])
def test_all_of_it_works_without_scripts(new_page: NewPage, width: int) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": width, "height": 900})
    page.goto("/")
    page.get_by_role("searchbox").fill("메시지")
    page.get_by_role("button", name="검색").click()
    if width < 960:
        page.locator("summary").click()
    page.get_by_role("checkbox", name=re.compile("^쿠폰")).check()
    page.get_by_role("radio", name="PC").check()
    page.get_by_role("button", name="필터 적용하기").click()
    expect(page).to_have_url(re.compile("category=channel-admin%2Fmanage%2Fcoupon&platform=pc"))
    page.get_by_role("link", name="최신순").click()
    expect(page).to_have_url(re.compile("coupon&platform=pc&sort=newest"))
    expect(page.locator(".needs-js:visible")).to_have_count(0)
    page.locator("[data-result]").first.click()
    page.get_by_role("button", name="아니요").click()
    expect(page).to_have_url(re.compile("#feedback$"))
    page.get_by_label("설명을 이해하기 어려워요").check()
    page.get_by_role("button", name="의견 보내기").click()
    expect(page.get_by_role("heading", name="의견을 보내 주셔서 고마워요")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/articles/hostile",
        "/search?q=태그를 넣으면?",
        "/search?q=%3C%2Fscript%3E%3Cscript%3Edocument.title%3D'hacked'%3C%2Fscript%3E",
        "/search?q=%22%20autofocus%20onfocus%3D%22document.title%3D'hacked'",
        "/search?q=월렛&category=%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D'hacked'%3E",
    ],
)
def test_hostile_text_runs_nothing(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert "hacked" not in page.title().replace("document.title = 'hacked'", "").replace("document.title='hacked'", "")
    assert page.locator("main img, main [onclick], main [onerror], a[href^='javascript']").count() == 0
