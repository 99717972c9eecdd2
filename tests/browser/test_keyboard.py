"""Keys, and what they copy."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BLOCKED_STORAGE, LONG_TEXT, NewPage, clipboard

QUESTION = "/search?q=월렛 상태는 무엇인가요?"


def _said(page: Page, text: str) -> None:
    expect(page.get_by_role("status")).to_have_text(re.compile(text))


def test_slash_goes_to_the_search_box(page: Page) -> None:
    for path in ("/", QUESTION, "/articles/policy-appeal"):
        page.goto(path)
        page.keyboard.press("/")
        expect(page.get_by_role("combobox")).to_be_focused()
        page.keyboard.type("가/")
        expect(page.get_by_role("combobox")).to_have_value("가/")


def test_arrows_move_and_enter_opens(page: Page) -> None:
    page.goto(QUESTION)
    results = page.locator("[data-result]")
    page.keyboard.press("ArrowDown")
    expect(results.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(results.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(results.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/articles/wallet-status/"))


def test_what_c_t_and_m_copy_from_a_result(page: Page) -> None:
    page.goto("/search?q=메시지")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator("[data-result]").nth(1)
    title = second.inner_text()
    href = second.evaluate("link => link.href")
    page.keyboard.press("c")
    _said(page, "^링크를 복사했어요: http")
    assert clipboard(page) == href
    page.keyboard.press("t")
    _said(page, f"^텍스트를 복사했어요: {re.escape(title)}$")
    text = clipboard(page)
    assert len(text) > 40
    assert "**" not in text
    page.keyboard.press("m")
    _said(page, f"^마크다운을 복사했어요: {re.escape(title)}$")
    assert clipboard(page).startswith(f"**{title}**\n\n")
    assert clipboard(page).endswith(f"[{title}]({href})")
    expect(second).to_be_focused()


def test_without_a_choice_the_first_result_is_copied(page: Page) -> None:
    page.goto(QUESTION)
    page.keyboard.press("c")
    _said(page, "링크를 복사했어요")
    assert "/articles/wallet-status/" in clipboard(page)


def test_an_article_copies_itself_by_key_and_by_button(page: Page) -> None:
    page.goto("/articles/policy-appeal")
    page.keyboard.press("c")
    _said(page, "링크를 복사했어요")
    assert clipboard(page) == page.url
    page.get_by_role("button", name="텍스트").click()
    _said(page, "텍스트를 복사했어요")
    assert clipboard(page).startswith("제재를 통보받은 날부터 30일 안에")
    page.get_by_role("button", name="마크다운").click()
    _said(page, "마크다운을 복사했어요")
    assert page.url in clipboard(page)


@pytest.mark.parametrize(("key", "said"), [("ㅊ", "링크"), ("ㅅ", "텍스트"), ("ㅡ", "마크다운"), ("C", "링크")])
def test_the_same_keys_work_while_the_keyboard_types_hangul(page: Page, key: str, said: str) -> None:
    page.goto("/articles/policy-appeal")
    page.evaluate("key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))", key)
    _said(page, f"^{said}")


def test_question_mark_explains_the_keys(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="단축키")).to_be_visible()
    page.keyboard.press("c")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="단축키 보기").click()
    expect(page.get_by_role("dialog", name="단축키")).to_be_visible()
    page.get_by_role("button", name="닫기").click()
    expect(page.get_by_role("button", name="단축키 보기")).to_be_focused()


@pytest.mark.parametrize("init_script", ["", BLOCKED_STORAGE])
def test_keys_of_one_character_can_be_switched_off(new_page: NewPage, init_script: str) -> None:
    page = new_page(init_script=init_script, viewport={"width": 1280, "height": 900})
    page.goto(QUESTION)
    page.keyboard.press("?")
    page.get_by_role("checkbox", name=re.compile("한 글자 단축키 쓰기")).uncheck()
    page.keyboard.press("Escape")
    if not init_script:
        page.reload()
    for key in ("/", "c", "t", "m", "?"):
        page.keyboard.press(key)
    expect(page.get_by_role("combobox")).not_to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-result]").first).to_be_focused()
    page.get_by_role("button", name="단축키 보기").click()
    page.get_by_role("checkbox", name=re.compile("한 글자 단축키 쓰기")).check()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    _said(page, "링크를 복사했어요")


def test_a_long_answer_is_copied_from_a_list_too(page: Page) -> None:
    away: list[bool] = []
    # From the start, as a browser that nobody listens to may take the page from its cache.
    page.route("**/articles/long/**", lambda route: route.fulfill(status=418) if away else route.continue_())
    page.goto("/search?q=100%2525 긴 설명")
    expect(page.locator("[data-result]").first).to_have_text("100%25 긴 설명")
    page.keyboard.press("t")
    _said(page, "^텍스트를 복사했어요: 100%25 긴 설명$")
    assert clipboard(page) == LONG_TEXT.strip()
    away.append(True)
    page.keyboard.press("m")
    _said(page, "복사할 내용을 가져오지 못했어요")


@pytest.mark.parametrize("modifier", ["Control", "Alt", "Meta"])
def test_keys_with_modifiers_are_the_browsers(page: Page, modifier: str) -> None:
    page.goto("/articles/policy-appeal")
    page.evaluate("() => navigator.clipboard.writeText('그대로')")
    page.keyboard.press(f"{modifier}+m")
    page.keyboard.press(f"{modifier}+c")
    expect(page.get_by_role("status")).to_have_text("")
    assert clipboard(page) == "그대로"


@pytest.mark.parametrize("options", ["{isComposing: true}", "{keyCode: 229}"])
def test_keys_of_an_input_method_are_left_alone(page: Page, options: str) -> None:
    page.goto("/articles/policy-appeal")
    taken = page.evaluate(
        f"""() => !document.body.dispatchEvent(
            new KeyboardEvent('keydown', {{key: 'c', bubbles: true, cancelable: true, ...{options}}}))"""
    )
    assert taken is False


def test_typing_copies_nothing(page: Page) -> None:
    page.goto("/articles/policy-appeal")
    page.evaluate("() => navigator.clipboard.writeText('그대로')")
    page.get_by_role("button", name="아니요").click()
    page.get_by_label(re.compile("더 알려 주실 내용")).press_sequentially("cctm?/")
    expect(page.get_by_label(re.compile("더 알려 주실 내용"))).to_have_value("cctm?/")
    assert clipboard(page) == "그대로"
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_copying_works_where_the_clipboard_is_withheld(new_page: NewPage) -> None:
    page = new_page(
        init_script="""if (location.pathname.startsWith('/articles/'))
            Object.defineProperty(navigator, 'clipboard', {value: undefined})"""
    )
    page.goto("/articles/policy-appeal")
    link = page.url
    page.keyboard.press("c")
    _said(page, "링크를 복사했어요")
    page.goto("/")
    assert clipboard(page) == link


def test_where_nothing_can_copy_the_text_is_offered(new_page: NewPage) -> None:
    page = new_page(
        init_script="""Object.defineProperty(navigator, 'clipboard', {value: undefined});
            document.execCommand = () => false"""
    )
    page.goto("/articles/policy-appeal")
    page.keyboard.press("c")
    expect(page.get_by_role("dialog", name="직접 복사해 주세요")).to_be_visible()
    expect(page.get_by_role("textbox", name="복사할 내용")).to_have_value(page.url)
    selected = page.evaluate("() => document.activeElement.selectionEnd - document.activeElement.selectionStart")
    assert selected == len(page.url)
