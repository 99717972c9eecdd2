"""Suggestions while typing: with a Korean input method, by keys, mouse and finger."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.input_method import InputMethod
from tests.browser.suggestions import active, box, options, settled
from tests.browser.test_appearance import CONTRAST, FAULTS, SHIFT


def _type(page: Page, text: str) -> None:
    """Until the suggestions for all of ``text`` have had time to take the place of those for less of it."""
    box(page).press_sequentially(text)
    expect(options(page).first).to_be_visible()
    settled(page)


def test_each_press_of_an_input_method_suggests_and_no_syllable_is_lost_or_doubled(page: Page) -> None:
    page.goto("/")
    box(page).focus()
    keyboard = InputMethod(page)
    typed = (("t", "ㅅ"), ("p", "세"), ("r", "섹"), ("m", "세그"), ("a", "세금"), ("rPt", "세금곗"), ("ks", "세금계산"))
    for pressed, text in typed:
        keyboard.type(pressed)
        expect(box(page)).to_have_value(text)
        if text != "섹":  # a syllable that only the next press makes sense of
            expect(options(page).filter(has_text="세금계산서").first).to_be_visible()
    keyboard.type("tj")
    keyboard.commit()
    expect(box(page)).to_have_value("세금계산서")
    expect(options(page).filter(has_text="세금계산서 수정발행").first).to_be_visible()
    expect(active(page)).to_have_count(0)


@pytest.mark.parametrize("composing", ["isComposing: true", "keyCode: 229"])
def test_no_key_of_an_input_method_chooses(page: Page, composing: str) -> None:
    page.goto("/")
    _type(page, "월렛")
    page.keyboard.press("ArrowDown")
    for key in ("Enter", "Escape", "Tab"):
        page.evaluate(
            f"""(key) => document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", {{ key, bubbles: true, cancelable: true, {composing} }}))""",
            key,
        )
    settled(page)
    assert urlsplit(page.url).path == "/"
    expect(options(page).first).to_have_attribute("aria-selected", "true")


def test_typing_on_lets_go_of_the_chosen_one(page: Page) -> None:
    page.goto("/")
    _type(page, "월렛")
    page.keyboard.press("ArrowDown")
    expect(active(page)).to_have_count(1)
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    InputMethod(page).type("t")
    expect(active(page)).to_have_count(0)
    expect(box(page)).to_have_value("월렛ㅅ")
    assert box(page).get_attribute("aria-activedescendant") is None


def test_enter_while_composing_neither_submits_nor_chooses(page: Page) -> None:
    page.goto("/")
    box(page).focus()
    keyboard = InputMethod(page)
    keyboard.type("dnjffpt")
    expect(options(page).first).to_be_visible()
    keyboard.key("Enter")
    settled(page)
    assert urlsplit(page.url).path == "/"
    keyboard.commit()
    expect(box(page)).to_have_value("월렛")
    expect(options(page).first).to_be_visible()
    expect(active(page)).to_have_count(0)


def test_enter_after_composing_searches_what_was_typed(page: Page) -> None:
    page.goto("/")
    box(page).focus()
    keyboard = InputMethod(page)
    keyboard.type("dnjffpt")
    keyboard.key("Enter")
    keyboard.commit()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    assert parse_qs(urlsplit(page.url).query)["q"] == ["월렛"]


@pytest.mark.parametrize("sent_again", [True, False])
def test_an_arrow_while_composing_ends_the_syllable_and_moves_once(page: Page, sent_again: bool) -> None:
    page.goto("/")
    box(page).focus()
    keyboard = InputMethod(page)
    # The list of the whole word: one that comes after the arrow lets go of what the arrow chose.
    with page.expect_response(lambda response: parse_qs(urlsplit(response.url).query).get("q") == ["월렛"]):
        keyboard.type("dnjffpt")
    settled(page)
    expect(options(page).nth(2)).to_be_visible()
    keyboard.key("ArrowDown")
    keyboard.commit()
    if sent_again:
        page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    settled(page)
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options(page).nth(1)).to_have_attribute("aria-selected", "true")
    expect(box(page)).to_have_value("월렛")


def test_a_suggestion_is_chosen_in_the_middle_of_a_syllable(page: Page) -> None:
    page.goto("/")
    box(page).focus()
    InputMethod(page).type("dnjffp")
    page.get_by_role("option", name=re.compile("월렛 상태는 무엇인가요")).click()
    expect(page).to_have_url(re.compile("/articles/wallet-status/"))


def test_arrows_go_round_and_enter_opens_the_chosen_article(page: Page) -> None:
    page.goto("/")
    _type(page, "월렛")
    count = options(page).count()
    for number in range(count):
        page.keyboard.press("ArrowDown")
        expect(options(page).nth(number)).to_have_attribute("aria-selected", "true")
        expect(active(page)).to_have_count(1)
        assert box(page).get_attribute("aria-activedescendant") == options(page).nth(number).get_attribute("id")
    page.keyboard.press("ArrowDown")
    expect(active(page)).to_have_count(0)
    assert box(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    expect(options(page).nth(count - 1)).to_have_attribute("aria-selected", "true")
    while "월렛 상태는 무엇인가요" not in active(page).inner_text():
        page.keyboard.press("ArrowUp")
    expect(box(page)).to_have_value("월렛")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/articles/wallet-status/"))


def test_what_each_kind_leads_to(page: Page) -> None:
    page.goto("/search?platform=ios&sort=newest")
    _type(page, "월렛")
    page.get_by_role("group", name="검색어").get_by_role("option").first.click()
    expect(page).to_have_url(re.compile(r"/search\?q=%EC%9B%94%EB%A0%9B\+.*platform=ios&sort=newest"))
    page.goto("/")
    _type(page, "월렛")
    page.get_by_role("group", name="카테고리").get_by_role("option", name="캐시/월렛").click()
    expect(page).to_have_url(re.compile(r"/search\?category=channel-admin%2Fmanage%2Fwallet$"))
    expect(page.locator("[data-result]").first).to_be_visible()


def test_a_finger_chooses_too(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto("/")
    _type(page, "월렛 상")
    page.get_by_role("option", name=re.compile("월렛 상태는 무엇인가요")).tap()
    expect(page).to_have_url(re.compile("/articles/wallet-status/"))


def test_escape_closes_and_tab_leaves(page: Page) -> None:
    page.goto("/")
    _type(page, "월렛")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value("월렛")
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="검색")).to_be_focused()
    expect(options(page)).to_have_count(0)


def test_the_list_closes_on_a_press_elsewhere_and_when_nothing_is_typed(page: Page) -> None:
    page.goto("/")
    _type(page, "월렛")
    page.get_by_role("heading", level=1).click()
    expect(options(page)).to_have_count(0)
    _type(page, " ")
    box(page).fill("")
    expect(options(page)).to_have_count(0)


def test_a_page_kept_by_the_browser_comes_back_with_the_list_closed(page: Page) -> None:
    page.goto("/")
    _type(page, "월렛")
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(options(page)).to_have_count(0)


def test_going_back_finds_the_list_closed(page: Page) -> None:
    page.goto("/")
    _type(page, "월렛")
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name=re.compile("월렛 상태는 무엇인가요")).click()
    expect(page).to_have_url(re.compile("/articles/"))
    page.go_back()
    expect(options(page)).to_have_count(0)


def test_titles_cannot_smuggle_markup_in(page: Page) -> None:
    page.goto("/")
    _type(page, "태그를 넣으면")
    expect(options(page).first).to_contain_text("</script><script>document.title = 'hacked'</script> 태그를 넣으면?")
    assert page.locator(".suggest script").count() == 0
    assert "hacked" not in page.title()


def test_without_scripts_it_is_a_search_box(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox", name="도움말 검색").fill("월렛")
    page.get_by_role("button", name="검색").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("월렛")


def test_screen_readers_hear_how_many_there_are(page: Page) -> None:
    page.goto("/")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_attribute("aria-autocomplete", "list")
    _type(page, "월렛")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    listbox = page.get_by_role("listbox", name="제안")
    assert box(page).get_attribute("aria-controls") == listbox.get_attribute("id")
    live = page.locator("form.search [aria-live=polite]")
    expect(live).to_have_text(re.compile(rf"^제안이 {options(page).count()}개 있어요\."))
    assert page.evaluate(FAULTS) == []
    box(page).fill("뷁뷁뷁")
    expect(live).to_have_text("제안이 없어요.")
    box(page).fill("")
    expect(live).to_have_text("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("path", ["/", "/search?q=메시지", "/articles/policy-appeal"])
def test_the_list_fits_reads_well_and_moves_nothing(new_page: NewPage, path: str, width: int, scheme: str) -> None:
    context: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 844}}
    page = new_page(**context)
    page.goto(path)
    before, shifted = page.locator("main").bounding_box(), page.evaluate(SHIFT)
    box(page).fill("")
    _type(page, "월렛")
    page.keyboard.press("ArrowDown")
    assert page.locator("main").bounding_box() == before
    assert page.evaluate(SHIFT) - shifted < 0.001
    scroll, client = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert scroll <= client
    assert page.evaluate(CONTRAST) == []
    covered = page.evaluate(
        """() => [...document.querySelectorAll("[role=option]")].filter((option) => {
            option.scrollIntoView({ block: "nearest" });
            const { x, y, width, height } = option.getBoundingClientRect();
            return !option.contains(document.elementFromPoint(x + width / 2, y + height / 2)); }).length"""
    )
    assert covered == 0
    heights = [place["height"] for option in options(page).all() if (place := option.bounding_box())]
    assert min(heights) >= 36


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "appear")])
def test_it_moves_only_for_those_who_do_not_mind(page: Page, motion: Any, animation: str) -> None:
    page.emulate_media(reduced_motion=motion)
    page.goto("/")
    _type(page, "월렛")
    assert page.evaluate("() => getComputedStyle(document.querySelector('.suggest')).animationName") == animation
