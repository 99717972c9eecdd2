"""Every width, both colour schemes, paper, and people who do not see the page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage

PATHS = (
    "/",
    "/search?q=세금계산서를 못 받았어요",
    "/search?q=메시지&category=channel-admin/manage&platform=ios",
    "/search?q=김치찌개 끓이는 법",
    "/search?q=친구그릅",
    "/search?q=메세지 보네기",
    "/search?page=x",
    "/search?q=월렛&page=1000",
    "/categories/channel-admin/manage",
    "/articles/trouble-blank-pc",
    "/articles/hostile",
    "/nowhere",
)
LONG_WORD = "/search?q=" + "a" * 300

CONTRAST = """() => {
  // Mixed colours are computed to color(srgb 0.1 0.2 0.3).
  const channels = (text) => text.match(/[\\d.]+/g)
    .map((value, i) => Number(value) * (text.startsWith("color(") && i < 3 ? 255 : 1));
  const luminance = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(node).backgroundColor);
      if (a > 0.99) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const faults = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!own || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (node.closest(".visually-hidden, script, .skip, .toast")) continue;
    const style = getComputedStyle(node);
    const [light, dark] = [luminance(channels(style.color)), luminance(ground(node))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < (large ? 3 : 4.5)) faults.push([node.className || node.tagName, node.textContent.trim(), ratio]);
  }
  return faults;
}"""

FAULTS = """() => {
  const faults = [];
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter((heading) => !heading.closest("dialog")).map((heading) => Number(heading.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) faults.push(`h1: ${levels}`);
  levels.forEach((level, i) => { if (level > (levels[i - 1] ?? 0) + 1) faults.push(`heading order: ${levels}`); });
  const named = (node) => node.ariaLabel || node.innerText?.trim() || node.textContent.trim() || node.title;
  for (const node of document.querySelectorAll("a, button")) if (!named(node)) faults.push(node.outerHTML);
  for (const node of document.querySelectorAll("input:not([type=hidden]), textarea, select"))
    if (!node.labels?.length && !node.ariaLabel) faults.push(node.outerHTML);
  for (const node of document.querySelectorAll("img:not([alt])")) faults.push(node.outerHTML);
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  if (new Set(ids).size !== ids.length) faults.push(`ids: ${ids}`);
  for (const node of document.querySelectorAll("[aria-labelledby], [aria-describedby]"))
    for (const name of ["aria-labelledby", "aria-describedby"])
      for (const id of (node.getAttribute(name) ?? "").split(" ").filter(Boolean))
        if (!document.getElementById(id)) faults.push(`${name}=${id}`);
  for (const role of ["main", "header", "footer"])
    if (document.querySelectorAll(`body > ${role}`).length !== 1) faults.push(role);
  if (document.documentElement.lang !== "ko") faults.push("lang");
  return faults;
}"""

SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_sticks_out_at_any_width(new_page: NewPage, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 844})
    for path in (*PATHS, LONG_WORD):
        page.goto(path)
        scroll, client = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert scroll <= client, path
        assert page.evaluate(SHIFT) < 0.01, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_all_text_can_be_read(new_page: NewPage, scheme: str, width: int) -> None:
    options: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    page = new_page(**options)
    for path in PATHS:
        page.goto(path)
        assert page.evaluate(CONTRAST) == [], path


def test_pages_are_sound_for_screen_readers(page: Page) -> None:
    for path in PATHS:
        page.goto(path)
        assert page.evaluate(FAULTS) == [], path


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/articles/policy-appeal")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="본문 바로가기")).to_be_focused()
    expect(page.get_by_role("link", name="본문 바로가기")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_focus_is_seen(page: Page) -> None:
    page.goto("/search?q=메시지")
    for _ in range(30):
        page.keyboard.press("Tab")
        style = page.evaluate(
            """() => { const s = getComputedStyle(document.activeElement);
                return [s.outlineStyle, parseFloat(s.outlineWidth), document.activeElement.outerHTML.slice(0, 80)]; }"""
        )
        assert style[0] != "none", style
        assert style[1] >= 2, style


def _ground(page: Page) -> str:
    colour: str = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    return colour


def test_the_scheme_follows_the_system_until_it_is_chosen(new_page: NewPage) -> None:
    page = new_page(color_scheme="dark")
    page.goto("/")
    dark = _ground(page)
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    light = _ground(page)
    assert dark != light
    page.get_by_role("button", name="어두운 화면으로 바꾸기").click()
    assert _ground(page) == dark
    page.reload()
    assert _ground(page) == dark
    expect(page.get_by_role("button", name="밝은 화면으로 바꾸기")).to_be_visible()


def test_a_chosen_scheme_is_set_before_anything_is_painted(new_page: NewPage) -> None:
    page = new_page(
        color_scheme="light",
        init_script="""localStorage.setItem('theme', 'dark');
            new MutationObserver((_, observer) => {
                if (!document.body) return;
                window.atFirst = document.documentElement.dataset.theme;
                observer.disconnect();
            }).observe(document, {childList: true, subtree: true})""",
    )
    page.goto("/")
    assert page.evaluate("() => window.atFirst") == "dark"


def test_without_scripts_the_scheme_follows_the_system(new_page: NewPage) -> None:
    grounds = set()
    for scheme in ("light", "dark"):
        page = new_page(java_script_enabled=False, color_scheme=scheme)
        page.goto("/")
        grounds.add(_ground(page))
    assert len(grounds) == 2


def test_an_article_on_paper_is_the_answer_and_its_address(page: Page) -> None:
    page.goto("/articles/policy-appeal")
    page.emulate_media(media="print")
    expect(page.locator(".print-source")).to_have_text(page.url)
    for hidden in (".site-header", ".site-footer", ".feedback", ".aside", ".copying"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_words_are_not_broken_in_the_middle(page: Page) -> None:
    page.goto("/articles/policy-appeal")
    assert page.evaluate("() => getComputedStyle(document.querySelector('.prose p')).wordBreak") == "keep-all"


def test_filters_are_folded_on_phones_and_open_on_desktops(new_page: NewPage) -> None:
    phone = new_page(viewport={"width": 390, "height": 844})
    phone.goto("/search?q=메시지")
    expect(phone.locator(".filters form")).to_be_hidden()
    phone.locator(".filters summary").click()
    expect(phone.get_by_role("button", name="필터 적용하기")).to_be_visible()
    desktop = new_page(viewport={"width": 1280, "height": 900})
    desktop.goto("/search?q=메시지")
    expect(desktop.locator(".filters form")).to_be_visible()
