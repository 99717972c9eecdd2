"""The chat by keyboard, with a Korean input method, and for who hears it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import NewPage
from tests.browser.input_method import InputMethod
from tests.browser.shop import Shop


@pytest.fixture
def chat(page: Page, shop: Shop) -> Chat:
    return Chat(page).open(shop.origin)


def test_enter_ends_a_syllable_and_only_then_sends(chat: Chat) -> None:
    keys = InputMethod(chat.page)
    keys.type("ghksqnf")
    keys.key("Enter")
    # As macOS and Safari have it.
    for told in ({"isComposing": True}, {"keyCode": 229}):
        event = {"key": "Enter", "bubbles": True, "cancelable": True, **told}
        chat.box.evaluate("(box, event) => box.dispatchEvent(new KeyboardEvent('keydown', event))", event)
    expect(chat.own).to_have_count(0)
    keys.commit()
    expect(chat.box).to_have_value("환불")
    chat.page.keyboard.press("Enter")
    expect(chat.own).to_have_text(["환불"])
    expect(chat.box).to_have_value("")
    # The next word starts clean.
    keys.type("rhakdnjdy")
    keys.commit()
    expect(chat.box).to_have_value("고마워요")


def test_the_button_sends_a_syllable_that_is_being_composed_once(chat: Chat) -> None:
    keys = InputMethod(chat.page)
    keys.type("ghksqnf")
    chat.panel.get_by_role("button", name="보내기").click()
    expect(chat.own).to_have_text(["환불"])
    expect(chat.box).to_have_value("")
    expect(chat.box).to_be_focused()
    expect(chat.answers).to_have_count(1)
    expect(chat.own).to_have_text(["환불"])


def test_a_button_that_takes_no_focus_sends_it_whole_as_well(chat: Chat) -> None:
    """Safari's buttons take none, so that the syllable has not ended by itself."""
    keys = InputMethod(chat.page)
    keys.type("ghksqnf")
    chat.panel.locator(".composer").evaluate("(form) => form.requestSubmit()")
    expect(chat.own).to_have_text(["환불"])
    expect(chat.box).to_have_value("")
    expect(chat.box).to_be_focused()


def test_lines_are_kept_and_length_is_bounded(chat: Chat) -> None:
    chat.box.press_sequentially("첫 줄")
    chat.box.press("Shift+Enter")
    chat.box.press_sequentially("둘째 줄")
    chat.box.press("Enter")
    expect(chat.own).to_have_text(["첫 줄\n둘째 줄"])
    chat.box.fill("가" * 1_900)
    expect(chat.panel.get_by_text("100자 더 쓸 수 있어요")).to_be_visible()
    chat.box.press("End")
    chat.page.keyboard.insert_text("나" * 300)
    assert len(chat.box.input_value()) == 2_000
    chat.box.fill("   ")
    chat.box.press("Enter")
    expect(chat.own).to_have_count(1)


def _focused(page: Page) -> str:
    name: str = page.evaluate("""() => {
        const node = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
        return node.ariaLabel ?? node.innerText ?? node.localName;
    }""")
    return name


def test_all_of_it_works_by_keyboard(page: Page, shop: Shop) -> None:
    page.goto(shop.origin)
    for _ in range(3):
        page.keyboard.press("Tab")
    chat = Chat(page)
    expect(chat.launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(chat.box).to_be_focused()
    page.keyboard.type("캐시는 어떻게 충전하나요?")
    page.keyboard.press("Enter")
    expect(chat.answers).to_have_count(1)
    # A modal dialog to keys: round once, the focus never leaves it, and is seen at every stop.
    assert chat.panel.get_attribute("aria-modal") == "true"
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(_focused(page))
        style = page.evaluate("""() => {
            const node = document.querySelector("barodap-chat").shadowRoot.activeElement;
            const ring = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
            return ring(getComputedStyle(node)) || ring(getComputedStyle(node.parentElement));
        }""")
        assert style, seen[-1]
        if seen[-1] == "메시지":
            break
    assert {"닫기", "대화", "네", "아니요"} <= set(seen)
    assert "검색" not in seen  # reached by arrows
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert _focused(page) == "메시지"
    chat.panel.get_by_role("tab", name="대화").focus()
    page.keyboard.press("ArrowRight")
    expect(chat.panel.get_by_role("tab", name="검색")).to_be_focused()
    expect(chat.panel.get_by_role("searchbox")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(chat.box).to_be_visible()
    page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()
    expect(chat.launcher).to_have_attribute("aria-expanded", "false")


def test_a_screen_reader_hears_every_message_once(chat: Chat) -> None:
    log = chat.panel.get_by_role("log", name="대화 내용")
    log.evaluate("""(node) => {
        window.added = [];
        new MutationObserver((all) => all.forEach(({ addedNodes }) => addedNodes.forEach((one) =>
            one.ariaHidden || added.push(one.innerText.split("\\n")[0])))).observe(node, { childList: true });
    }""")
    chat.answered("캐시는 어떻게 충전하나요?")
    assert chat.page.evaluate("() => window.added") == ["나", "자동 안내"]


def test_a_phone_shows_it_on_the_whole_screen_as_a_modal_dialog(new_page: NewPage, shop: Shop) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(shop.origin)
    chat = Chat(page)
    chat.launcher.tap()
    assert chat.panel.evaluate("(node) => node.matches(':modal')")
    assert chat.panel.get_attribute("aria-modal") == "true"
    assert chat.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    # The keyboard stays down until the visitor wants to write.
    expect(chat.panel).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.localName") == "barodap-chat"
    chat.panel.get_by_role("button", name="닫기").tap()
    expect(chat.panel).to_be_hidden()
