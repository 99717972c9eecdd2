"""Suggestions while typing: with a Korean input method, by keys, mouse and finger."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage
from tests.browser.input_method import InputMethod
from tests.browser.test_appearance import CONTRAST, FAULTS, SHIFT

OWN_FETCH = """
window.asked = [];
window.fetch = (address, { signal }) => new Promise((resolve, reject) => {
  const q = new URL(address, location).searchParams.get("q");
  const answer = (...texts) => resolve(new Response(JSON.stringify({ suggestions: texts.map((text) =>
    ({ kind: "completion", text, html: text, id: "", url: location.origin + "/search", breadcrumb: [] })) })));
  const fail = (status) => resolve(new Response("{}", { status }));
  window.asked.push({ q, signal, answer, fail, reject });
});
"""
"""Answers only when told to, and does not heed the signal to abort."""


def _box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="도움말 검색")


def _options(page: Page) -> Locator:
    return page.get_by_role("option")


def _active(page: Page) -> Locator:
    return page.locator("[role=option][aria-selected=true]")


def _type(page: Page, text: str) -> None:
    """Until the suggestions for all of ``text`` have had time to take the place of those for less of it."""
    _box(page).press_sequentially(text)
    expect(_options(page).first).to_be_visible()
    _settled(page)


def _settled(page: Page) -> None:
    """Until whatever the page had put off is done."""
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 200))")


def test_each_press_of_an_input_method_suggests_and_no_syllable_is_lost_or_doubled(page: Page) -> None:
    page.goto("/")
    _box(page).focus()
    keyboard = InputMethod(page)
    typed = (("t", "ㅅ"), ("p", "세"), ("r", "섹"), ("m", "세그"), ("a", "세금"), ("rPt", "세금곗"), ("ks", "세금계산"))
    for pressed, text in typed:
        keyboard.type(pressed)
        expect(_box(page)).to_have_value(text)
        if text != "섹":  # a syllable that only the next press makes sense of
            expect(_options(page).filter(has_text="세금계산서").first).to_be_visible()
    keyboard.type("tj")
    keyboard.commit()
    expect(_box(page)).to_have_value("세금계산서")
    expect(_options(page).filter(has_text="세금계산서 수정발행").first).to_be_visible()
    expect(_active(page)).to_have_count(0)


@pytest.mark.parametrize("options", ["isComposing: true", "keyCode: 229"])
def test_no_key_of_an_input_method_chooses(page: Page, options: str) -> None:
    page.goto("/")
    _type(page, "월렛")
    page.keyboard.press("ArrowDown")
    for key in ("Enter", "Escape", "Tab"):
        page.evaluate(
            f"""(key) => document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", {{ key, bubbles: true, cancelable: true, {options} }}))""",
            key,
        )
    _settled(page)
    assert urlsplit(page.url).path == "/"
    expect(_options(page).first).to_have_attribute("aria-selected", "true")


def test_typing_on_lets_go_of_the_chosen_one(page: Page) -> None:
    page.goto("/")
    _type(page, "월렛")
    page.keyboard.press("ArrowDown")
    expect(_active(page)).to_have_count(1)
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    InputMethod(page).type("t")
    expect(_active(page)).to_have_count(0)
    expect(_box(page)).to_have_value("월렛ㅅ")
    assert _box(page).get_attribute("aria-activedescendant") is None


def test_enter_while_composing_neither_submits_nor_chooses(page: Page) -> None:
    page.goto("/")
    _box(page).focus()
    keyboard = InputMethod(page)
    keyboard.type("dnjffpt")
    expect(_options(page).first).to_be_visible()
    keyboard.key("Enter")
    _settled(page)
    assert urlsplit(page.url).path == "/"
    keyboard.commit()
    expect(_box(page)).to_have_value("월렛")
    expect(_options(page).first).to_be_visible()
    expect(_active(page)).to_have_count(0)


def test_enter_after_composing_searches_what_was_typed(page: Page) -> None:
    page.goto("/")
    _box(page).focus()
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
    _box(page).focus()
    keyboard = InputMethod(page)
    # The list of the whole word: one that comes after the arrow lets go of what the arrow chose.
    with page.expect_response(lambda response: parse_qs(urlsplit(response.url).query).get("q") == ["월렛"]):
        keyboard.type("dnjffpt")
    _settled(page)
    expect(_options(page).nth(2)).to_be_visible()
    keyboard.key("ArrowDown")
    keyboard.commit()
    if sent_again:
        page.keyboard.press("ArrowDown")
    expect(_options(page).first).to_have_attribute("aria-selected", "true")
    _settled(page)
    expect(_options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(_options(page).nth(1)).to_have_attribute("aria-selected", "true")
    expect(_box(page)).to_have_value("월렛")


def test_a_suggestion_is_chosen_in_the_middle_of_a_syllable(page: Page) -> None:
    page.goto("/")
    _box(page).focus()
    InputMethod(page).type("dnjffp")
    page.get_by_role("option", name=re.compile("월렛 상태는 무엇인가요")).click()
    expect(page).to_have_url(re.compile("/articles/wallet-status/"))


def test_arrows_go_round_and_enter_opens_the_chosen_article(page: Page) -> None:
    page.goto("/")
    _type(page, "월렛")
    count = _options(page).count()
    for number in range(count):
        page.keyboard.press("ArrowDown")
        expect(_options(page).nth(number)).to_have_attribute("aria-selected", "true")
        expect(_active(page)).to_have_count(1)
        assert _box(page).get_attribute("aria-activedescendant") == _options(page).nth(number).get_attribute("id")
    page.keyboard.press("ArrowDown")
    expect(_active(page)).to_have_count(0)
    assert _box(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    expect(_options(page).nth(count - 1)).to_have_attribute("aria-selected", "true")
    while "월렛 상태는 무엇인가요" not in _active(page).inner_text():
        page.keyboard.press("ArrowUp")
    expect(_box(page)).to_have_value("월렛")
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
    expect(_options(page)).to_have_count(0)
    expect(_box(page)).to_have_attribute("aria-expanded", "false")
    expect(_box(page)).to_have_value("월렛")
    expect(_box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(_options(page).first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="검색")).to_be_focused()
    expect(_options(page)).to_have_count(0)


def test_the_list_closes_on_a_press_elsewhere_and_when_nothing_is_typed(page: Page) -> None:
    page.goto("/")
    _type(page, "월렛")
    page.get_by_role("heading", level=1).click()
    expect(_options(page)).to_have_count(0)
    _type(page, " ")
    _box(page).fill("")
    expect(_options(page)).to_have_count(0)


def test_a_page_kept_by_the_browser_comes_back_with_the_list_closed(page: Page) -> None:
    page.goto("/")
    _type(page, "월렛")
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(_options(page)).to_have_count(0)


def test_going_back_finds_the_list_closed(page: Page) -> None:
    page.goto("/")
    _type(page, "월렛")
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name=re.compile("월렛 상태는 무엇인가요")).click()
    expect(page).to_have_url(re.compile("/articles/"))
    page.go_back()
    expect(_options(page)).to_have_count(0)


def _input(page: Page, *texts: str) -> None:
    page.evaluate(
        """(texts) => { const box = document.getElementById("q"); box.focus();
            for (const text of texts) { box.value = text; box.dispatchEvent(new InputEvent("input")); } }""",
        list(texts),
    )


def _asked(page: Page, count: int) -> list[str]:
    page.wait_for_function("(count) => window.asked.length >= count", arg=count)
    asked: list[str] = page.evaluate("() => window.asked.map(({ q }) => q)")
    return asked


def test_quick_typing_asks_once(new_page: NewPage) -> None:
    page = new_page(init_script=OWN_FETCH)
    page.goto("/")
    _input(page, "ㅇ", "워", "월", "월ㄹ", "월렛")
    assert _asked(page, 1) == ["월렛"]
    _settled(page)
    assert _asked(page, 1) == ["월렛"]


def test_an_older_answer_never_takes_the_place_of_a_newer(new_page: NewPage) -> None:
    page = new_page(init_script=OWN_FETCH)
    page.goto("/")
    _input(page, "월")
    _asked(page, 1)
    _input(page, "월렛")
    assert _asked(page, 2) == ["월", "월렛"]
    assert page.evaluate("() => window.asked.map(({ signal }) => signal.aborted)") == [True, False]
    page.evaluate("() => window.asked[1].answer('새것')")
    expect(_options(page)).to_have_text(["새것"])
    page.evaluate("() => window.asked[0].answer('옛것')")
    _settled(page)
    expect(_options(page)).to_have_text(["새것"])


def test_an_answer_that_comes_after_escape_or_after_leaving_opens_nothing(new_page: NewPage) -> None:
    page = new_page(init_script=OWN_FETCH)
    page.goto("/")
    _input(page, "월")
    _asked(page, 1)
    page.get_by_role("heading", level=1).click()
    page.evaluate("() => window.asked[0].answer('늦은 것')")
    _settled(page)
    expect(_options(page)).to_have_count(0)


def test_where_nothing_can_be_suggested_searching_goes_on(new_page: NewPage) -> None:
    page = new_page(init_script=OWN_FETCH)
    page.goto("/")
    _input(page, "월")
    _asked(page, 1)
    page.evaluate("() => window.asked[0].reject(new TypeError('offline'))")
    _input(page, "월렛")
    _asked(page, 2)
    page.evaluate("() => window.asked[1].fail(503)")
    _settled(page)
    _input(page, "월렛 상")
    _settled(page)
    assert _asked(page, 2) == ["월", "월렛"]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))


def test_titles_cannot_smuggle_markup_in(page: Page) -> None:
    page.goto("/")
    _type(page, "태그를 넣으면")
    expect(_options(page).first).to_contain_text("</script><script>document.title = 'hacked'</script> 태그를 넣으면?")
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
    expect(_box(page)).to_have_attribute("aria-expanded", "false")
    expect(_box(page)).to_have_attribute("aria-autocomplete", "list")
    _type(page, "월렛")
    expect(_box(page)).to_have_attribute("aria-expanded", "true")
    listbox = page.get_by_role("listbox", name="제안")
    assert _box(page).get_attribute("aria-controls") == listbox.get_attribute("id")
    live = page.locator("form.search [aria-live=polite]")
    expect(live).to_have_text(re.compile(rf"^제안이 {_options(page).count()}개 있어요\."))
    assert page.evaluate(FAULTS) == []
    _box(page).fill("뷁뷁뷁")
    expect(live).to_have_text("제안이 없어요.")
    _box(page).fill("")
    expect(live).to_have_text("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("path", ["/", "/search?q=메시지", "/articles/policy-appeal"])
def test_the_list_fits_reads_well_and_moves_nothing(new_page: NewPage, path: str, width: int, scheme: str) -> None:
    options: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 844}}
    page = new_page(**options)
    page.goto(path)
    before, shifted = page.locator("main").bounding_box(), page.evaluate(SHIFT)
    _box(page).fill("")
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
    heights = [box["height"] for option in _options(page).all() if (box := option.bounding_box())]
    assert min(heights) >= 36


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "appear")])
def test_it_moves_only_for_those_who_do_not_mind(page: Page, motion: Any, animation: str) -> None:
    page.emulate_media(reduced_motion=motion)
    page.goto("/")
    _type(page, "월렛")
    assert page.evaluate("() => getComputedStyle(document.querySelector('.suggest')).animationName") == animation
