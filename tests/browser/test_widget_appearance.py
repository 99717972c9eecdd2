"""The chat at 390 px and on a desktop, light and dark: readable, reachable, and nothing sticks out."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import NewPage
from tests.browser.shop import Shop
from tests.browser.test_appearance import CONTRAST

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
IN_SHADOW = CONTRAST.replace('document.querySelectorAll("body *")', "ROOT.querySelectorAll('.panel *')").replace(
    "() => {", "() => { const ROOT = document.querySelector('barodap-chat').shadowRoot;", 1
)

SMALL_TARGETS = """() => [...document.querySelector("barodap-chat").shadowRoot
    .querySelectorAll(".panel :is(button, input, textarea)")]
    .filter((node) => node.checkVisibility())
    .map((node) => [node.ariaLabel ?? node.innerText, node.closest("label, .check")?.offsetHeight ?? node.offsetHeight])
    .filter(([, height]) => height < 44)"""

STICKING_OUT = """() => { const root = document.querySelector("barodap-chat").shadowRoot;
    const panel = root.querySelector(".panel").getBoundingClientRect();
    return [...root.querySelectorAll(".panel *")].filter((node) => node.checkVisibility() && !node.closest("table"))
        .filter((node) => node.getBoundingClientRect().right > panel.right + 1).map((node) => node.className); }"""


def views(page: Page, chat: Chat) -> list[str]:
    """Go through everything that the panel can show."""

    def check(what: str) -> list[str]:
        small = page.evaluate(SMALL_TARGETS) if PHONE["viewport"]["width"] == page.evaluate("innerWidth") else []
        return [f"{what}: {fault}" for fault in (*page.evaluate(IN_SHADOW), *small, *page.evaluate(STICKING_OUT))]

    faults = check("greeting")
    chat.answered("월렛 상태에는 어떤 것이 있나요?")
    faults += check("answer")
    chat.answered("메시지")
    chat.answered("상담원 연결해 주세요")
    chat.panel.get_by_role("button", name="연락처 남기기").click()
    chat.panel.locator(".contact").get_by_role("button").click()
    expect(chat.panel.get_by_text("이름을 적어 주세요.")).to_be_visible()
    faults += check("form")
    chat.panel.locator(".card:has(b)").first.click()
    expect(chat.panel.locator(".prose > *").first).to_be_visible()
    faults += check("article")
    page.keyboard.press("Escape")
    chat.panel.get_by_role("tab", name="검색").click()
    chat.panel.get_by_role("searchbox").fill("환불")
    expect(chat.panel.locator(".result mark").first).to_be_visible()
    return faults + check("search")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_everything_can_be_read_and_reached(new_page: NewPage, shop: Shop, screen: dict[str, Any], scheme: str) -> None:
    page = new_page(**screen)
    chat = Chat(page).open(f"{shop.origin}?theme={scheme}")
    assert views(page, chat) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_page_sets_the_colours(page: Page, shop: Shop) -> None:
    page.goto(shop.origin)
    page.evaluate("() => document.documentElement.style.setProperty('--barodap-accent', 'rgb(80, 40, 160)')")
    chat = Chat(page)
    assert chat.launcher.evaluate("(node) => getComputedStyle(node).backgroundColor") == "rgb(80, 40, 160)"
    chat.launcher.click()
    chat.say("환불")
    assert chat.own.evaluate("(node) => getComputedStyle(node).backgroundColor") == "rgb(80, 40, 160)"


def test_the_scheme_is_that_of_the_page(new_page: NewPage, shop: Shop) -> None:
    """A page that knows no dark scheme is light on a dark system, and so is the chat in it."""
    page = new_page(color_scheme="dark")
    chat = Chat(page).open(shop.origin)
    ground = "(node) => getComputedStyle(node).backgroundColor"
    assert chat.panel.evaluate(ground) == "rgb(255, 255, 255)"
    page.evaluate("() => { document.documentElement.style.colorScheme = 'light dark'; }")
    assert chat.panel.evaluate(ground) == "rgb(23, 31, 28)"


def test_it_is_not_printed(page: Page, shop: Shop) -> None:
    page.goto(shop.origin)
    page.emulate_media(media="print")
    expect(Chat(page).launcher).to_be_hidden()
