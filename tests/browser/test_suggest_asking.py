"""When suggestions are asked for while somebody types, and which answers are shown."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.suggestions import options, settled

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
    settled(page)
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
    expect(options(page)).to_have_text(["새것"])
    page.evaluate("() => window.asked[0].answer('옛것')")
    settled(page)
    expect(options(page)).to_have_text(["새것"])


def test_an_answer_that_comes_after_escape_or_after_leaving_opens_nothing(new_page: NewPage) -> None:
    page = new_page(init_script=OWN_FETCH)
    page.goto("/")
    _input(page, "월")
    _asked(page, 1)
    page.get_by_role("heading", level=1).click()
    page.evaluate("() => window.asked[0].answer('늦은 것')")
    settled(page)
    expect(options(page)).to_have_count(0)


def test_where_nothing_can_be_suggested_searching_goes_on(new_page: NewPage) -> None:
    page = new_page(init_script=OWN_FETCH)
    page.goto("/")
    _input(page, "월")
    _asked(page, 1)
    page.evaluate("() => window.asked[0].reject(new TypeError('offline'))")
    _input(page, "월렛")
    _asked(page, 2)
    page.evaluate("() => window.asked[1].fail(503)")
    settled(page)
    _input(page, "월렛 상")
    settled(page)
    assert _asked(page, 2) == ["월", "월렛"]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))
